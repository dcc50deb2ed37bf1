// The controls of a deck: its buttons, speed, errors, sharing a place, and the bar below.

/** @import { Deck } from "./deck.js" */
import { BACK, FORWARD, current, decks, makeCurrent, nextPage, toggle } from "./deck.js";
import { find } from "./elements.js";
import { choose, chosen, playAt } from "./memory.js";
import { copy, share } from "./share.js";
import { format, language } from "./text.js";
import { clock } from "./time.js";

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** Play, pause and skip. @param {Deck} deck */
export function buttons(deck) {
  const { root, audio } = deck;
  root.querySelector(".player-back")?.addEventListener("click", () => deck.seek(deck.now() - BACK));
  root.querySelector(".player-forward")?.addEventListener("click", () => deck.seek(deck.now() + FORWARD));
  const plays = root.querySelectorAll(".player-play");
  for (const button of plays) button.addEventListener("click", () => toggle(deck));
  const show = () => {
    for (const button of plays) {
      if (!(button instanceof HTMLElement)) continue;
      button.setAttribute("aria-label", (audio.paused ? button.dataset.play : button.dataset.pause) || "");
    }
    root.classList.toggle("player-playing", !audio.paused);
  };
  for (const type of ["play", "pause", "ended", "emptied"]) audio.addEventListener(type, show);
  const waits = (/** @type {boolean} */ on) => () => root.classList.toggle("player-waiting", on && !audio.paused);
  audio.addEventListener("waiting", waits(true));
  for (const type of ["playing", "pause", "error", "seeked", "canplay"]) audio.addEventListener(type, waits(false));
  audio.addEventListener("play", () => {
    deck.used = true;
    makeCurrent(deck);
    for (const other of decks) if (other !== deck) other.audio.pause();
  });
}

/** @param {Deck} deck */
export function speed(deck) {
  const select = find(deck.root, ".player-speed select", HTMLSelectElement);
  const written = new Intl.NumberFormat(language);
  for (const rate of RATES) select.append(new Option(`${written.format(rate)}×`, String(rate)));
  const before = likedSpeed();
  select.value = String(before);
  setSpeed(deck, before);
  select.addEventListener("change", () => {
    setSpeed(deck, Number(select.value));
    choose("speed", select.value);
  });
}

/** The speed that was chosen before. */
export function likedSpeed() {
  const before = Number(chosen("speed"));
  return RATES.includes(before) ? before : 1;
}

/**
 * @param {Deck} deck
 * @param {number} rate
 */
export function setSpeed(deck, rate) {
  deck.audio.defaultPlaybackRate = deck.audio.playbackRate = rate;
}

/** Volume, sleep timer and what else is rarely used: its script comes when somebody opens it. @param {Deck} deck */
export function extras(deck) {
  const button = deck.root.querySelector(".player-more");
  const panel = deck.root.querySelector(".player-extras");
  if (!(button instanceof HTMLButtonElement) || !(panel instanceof HTMLElement)) return;
  /** @type {Promise<void> | undefined} */
  let loaded;
  button.addEventListener("click", async () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    loaded = loaded || import("./extras.js").then((module) => module.fill(deck, panel));
    try {
      await loaded;
    } catch {
      loaded = undefined; // there is no network: the next click tries again
      return;
    }
    button.setAttribute("aria-expanded", String(!isOpen));
    panel.hidden = isOpen;
  });
}

/** At the end the next episode, for those who want that. @param {Deck} deck */
export function goOn(deck) {
  deck.audio.addEventListener("ended", () => {
    const next = nextPage(deck);
    if (next && !deck.endsHere && chosen("next") === "on") playAt(next);
  });
}

/** Errors are shown, and the way out of them. @param {Deck} deck */
export function errors(deck) {
  const { root, audio } = deck;
  const alert = find(root, ".player-fault [role=alert]", HTMLElement);
  const again = find(root, ".player-again", HTMLButtonElement);
  const show = (/** @type {boolean} */ failed) => {
    alert.textContent = failed ? deck.texts.failed || "" : "";
    again.hidden = !failed;
    root.classList.toggle("player-failed", failed);
  };
  audio.addEventListener("error", () => show(true));
  for (const type of ["loadstart", "loadedmetadata", "playing"]) audio.addEventListener(type, () => show(false));
  again.addEventListener("click", () => deck.play(deck.now()));
  if (audio.error) show(true); // it failed before this script was there
}

/** The page's address, with the place if the recording has begun. @param {Deck} deck */
export function sharing(deck) {
  const { root, audio, texts } = deck;
  const button = find(root, ".player-share", HTMLButtonElement);
  const label = find(button, "span", HTMLElement);
  const status = find(root, ".player-status", HTMLElement);
  const field = find(root, ".player-address", HTMLInputElement);
  const plain = label.textContent || "";
  const name = () => {
    const at = Math.floor(deck.now());
    label.textContent = at ? format(texts.shareFrom, { time: clock(at) }) : plain;
  };
  for (const type of ["pointerenter", "focus"]) button.addEventListener(type, name);
  for (const type of ["pause", "timeupdate", "seeked", "play"]) {
    audio.addEventListener(type, () => (audio.paused ? name() : (label.textContent = plain)));
  }
  button.addEventListener("click", async () => {
    name();
    const { title = "", page = location.href.split("#")[0] } = root.dataset;
    const at = Math.floor(deck.now());
    const url = page + (at ? `#t=${clock(at)}` : "");
    const isShared = await share(title, url);
    const isCopied = !isShared && (await copy(url));
    status.textContent = isCopied ? `${texts.copied}: ${at ? clock(at) : title}` : "";
    field.hidden = isShared || isCopied;
    field.value = url;
    if (!field.hidden) field.select();
  });
}

/** The small bar below, while the card is out of sight. @param {Deck} deck */
export function dock(deck) {
  const bar = deck.root.querySelector(".player-dock");
  if (!(bar instanceof HTMLElement) || !("IntersectionObserver" in window)) return;
  const desk = find(deck.root, ".player-desk", HTMLElement);
  let isVisible = true;
  const show = () => {
    const isWanted = !isVisible && deck === current && deck.used;
    if (!isWanted && bar.contains(document.activeElement)) {
      find(desk, ".player-play", HTMLElement).focus({ preventScroll: true });
    }
    bar.hidden = !isWanted;
    document.documentElement.classList.toggle("player-docked", isWanted);
  };
  new IntersectionObserver(([entry]) => {
    isVisible = entry.isIntersecting;
    show();
  }).observe(desk);
  deck.audio.addEventListener("play", show);
}
