// The bar that goes on with the episode that somebody listened to before, at its place and speed. Nothing is loaded before
// they want it.

/** @import { Recording } from "./memory.js" */
import { buttons, likedSpeed, setSpeed } from "./controls.js";
import { deckOf, decks, remembering } from "./deck.js";
import { find } from "./elements.js";
import { mediaSession } from "./mediasession.js";
import { chosen, folder, playAt } from "./memory.js";
import { clock } from "./time.js";

const CLOSED = "feedpub:closed";

/**
 * @param {HTMLTemplateElement} template
 * @param {Recording} recording
 */
export function show(template, recording) {
  if (closedFor() === recording.audio) return;
  const bar = find(/** @type {DocumentFragment} */ (template.content.cloneNode(true)), ".resume", HTMLElement);
  const { title, page, duration } = recording;
  const link = find(bar, ".resume-title", HTMLAnchorElement);
  [link.textContent, link.href] = [title, folder + page];
  Object.assign(bar.dataset, { title, page, duration });
  template.after(bar);
  document.documentElement.classList.add("player-docked");
  const deck = play(bar, recording, template.dataset);
  const close = () => {
    deck.audio.pause();
    bar.remove();
    document.documentElement.classList.remove("player-docked");
  };
  find(bar, ".resume-close", HTMLButtonElement).addEventListener("click", () => {
    close();
    closeFor(recording.audio);
  });
  // A card of the page takes over.
  document.addEventListener("play", ({ target }) => target !== deck.audio && bar.isConnected && close(), true);
}

/**
 * @param {HTMLElement} bar
 * @param {Recording} recording
 * @param {DOMStringMap} texts
 */
function play(bar, recording, texts) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = recording.audio;
  const deck = deckOf(bar, audio, texts);
  decks.push(deck);
  const place = remembering(deck);
  // Another origin's sound is played on its own page alone, whose policy admits it.
  if (new URL(audio.src).origin === location.origin) for (const add of [buttons, mediaSession]) add(deck);
  else bar.querySelector(".player-play")?.addEventListener("click", () => playAt(folder + recording.page));
  setSpeed(deck, likedSpeed());
  audio.volume = Math.min(1, Math.max(0, Number(chosen("volume") ?? 1) || 0));
  deck.move(place);
  deck.watch((now) => {
    find(bar, ".player-now", HTMLElement).textContent = clock(now);
    find(bar, ".player-length", HTMLElement).textContent = clock(Math.round(deck.length()));
  });
  const fault = find(bar, "[role=alert]", HTMLElement);
  audio.addEventListener("error", () => (fault.textContent = texts.failed || ""));
  audio.addEventListener("playing", () => (fault.textContent = ""));
  return deck;
}

/** The recording whose bar somebody has closed, until they close the window; empty for none. */
function closedFor() {
  try {
    return window.sessionStorage.getItem(CLOSED) || "";
  } catch {
    return "";
  }
}

/** @param {string} audio */
function closeFor(audio) {
  try {
    window.sessionStorage.setItem(CLOSED, audio);
  } catch {
    // Then it is there again on the next page.
  }
}
