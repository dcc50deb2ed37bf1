// The players of a page: each is a deck, an audio element and its state. Everything else listens to decks.

import { find } from "./elements.js";
import { keepPlace, placeOf } from "./memory.js";

export const BACK = 15;
export const FORWARD = 30;

/**
 * @typedef {object} Deck
 * @property {HTMLElement} root
 * @property {HTMLAudioElement} audio
 * @property {DOMStringMap} texts  in the language of the page
 * @property {string} episode
 * @property {{ title: string, image: string } | undefined} chapter  that plays, of those that are listed
 * @property {number} until  where it stops, in seconds; Infinity for nowhere
 * @property {((now: number) => number) | undefined} chapterEnd  of the chapter that plays then, in seconds; without chapters undefined
 * @property {boolean} endsHere  whether nothing is played after it
 * @property {boolean} used  whether somebody has played or moved it
 * @property {() => number} now  in seconds
 * @property {() => number} length  in seconds
 * @property {(seconds: number) => void} move  because a link or the memory says so
 * @property {(seconds: number) => void} seek  because somebody wants it
 * @property {(seconds?: number) => void} play
 * @property {(listener: (now: number) => void) => void} watch
 */

/** @type {Deck[]} */
export const decks = [];

/** The deck that plays or played last. @type {Deck | undefined} */
export let current;

/** @param {Deck} deck */
export function makeCurrent(deck) {
  current = deck;
}

/** What a module adds to every deck, if the page loads it before player.js. @type {((deck: Deck) => void)[]} */
export const features = [];

/** The deck of a card, whose controls take the place of the browser's own. @param {HTMLElement} root */
export function createDeck(root) {
  const audio = find(root, ".player-audio", HTMLAudioElement);
  const template = find(root, ".player-controls", HTMLTemplateElement);
  find(root, ".player-plain", HTMLElement).replaceWith(audio, template.content.cloneNode(true));
  audio.controls = false;
  return deckOf(root, audio, template.dataset);
}

/**
 * The deck of an audio element; `root` has its controls, and says what it plays.
 * @param {HTMLElement} root
 * @param {HTMLAudioElement} audio
 * @param {DOMStringMap} texts
 */
export function deckOf(root, audio, texts) {
  const length = () => lengthOf(audio, Number(root.dataset.duration) / 1000);
  /** @type {number | undefined} */
  let wanted; // one place after the other: Chromium can lose itself when it is sent to the next on its way to one
  audio.addEventListener("seeked", () => {
    if (wanted === undefined) return;
    const place = wanted;
    wanted = undefined;
    audio.currentTime = place;
  });
  audio.addEventListener("emptied", () => (wanted = undefined));
  /** @type {Deck} */
  const deck = {
    root,
    audio,
    texts,
    episode: root.dataset.episode || "",
    chapter: undefined,
    chapterEnd: undefined,
    until: Infinity,
    endsHere: false,
    used: false,
    now: () => wanted ?? audio.currentTime,
    length,
    move(seconds) {
      const place = Math.min(Math.max(0, seconds), length());
      if (audio.seeking || wanted !== undefined) wanted = place;
      else audio.currentTime = place;
      audio.dispatchEvent(new Event("timeupdate")); // there is none while it is on its way or not even loaded
    },
    seek(seconds) {
      deck.used = true;
      deck.until = Infinity;
      deck.move(seconds);
    },
    play(seconds) {
      const start = seconds ?? deck.now();
      if (audio.error) audio.load();
      if (start !== deck.now()) deck.seek(start);
      audio.play().catch(() => undefined); // refused until somebody clicks, or failed: then there is an event
    },
    watch(listener) {
      for (const type of ["timeupdate", "seeking", "durationchange"]) {
        audio.addEventListener(type, () => listener(deck.now()));
      }
      listener(deck.now());
    },
  };
  return deck;
}

/**
 * What the page says, unless the file is plainly of another length: browsers guess where no header tells.
 * @param {HTMLAudioElement} audio
 * @param {number} stated  in seconds
 */
function lengthOf(audio, stated) {
  return Number.isFinite(audio.duration) && Math.abs(audio.duration - stated) > 2 ? audio.duration : stated;
}

/** Play or pause. @param {Deck} deck */
export function toggle(deck) {
  if (deck.audio.paused) deck.play();
  else deck.audio.pause();
}

/** The page of the next episode; empty for the newest, and on other pages. @param {Deck} deck */
export function nextPage(deck) {
  const next = deck === decks[0] ? document.querySelector('.neighbours a[rel="next"]') : null;
  return next instanceof HTMLAnchorElement ? next.href : "";
}

/**
 * Where this listener was, in seconds; from now on it is remembered.
 * @param {Deck} deck
 */
export function remembering(deck) {
  const { audio } = deck;
  const { title = "", page = "", duration = "" } = deck.root.dataset;
  const recording = { audio: audio.src, page: page.split("/").pop() || "", title, duration };
  let saved = 0;
  const save = () => {
    if (!deck.used) return;
    saved = deck.now();
    const isOver = audio.ended || saved > deck.length() - 10;
    keepPlace(recording, isOver || saved < 5 ? undefined : saved);
  };
  audio.addEventListener("timeupdate", () => {
    if (Math.abs(deck.now() - saved) >= 5) save();
  });
  for (const type of ["pause", "ended"]) audio.addEventListener(type, save);
  window.addEventListener("pagehide", save);
  return placeOf(audio.src);
}
