// Brings the players of a page to life, and begins where a link or the memory says. It is loaded behind the modules that
// add to it. Without scripts, <audio controls> and links do what they can.

/** @import { Deck } from "./deck.js" */
import { buttons, dock, errors, extras, goOn, sharing, speed } from "./controls.js";
import { createDeck, current, decks, features, makeCurrent, remembering } from "./deck.js";
import { find } from "./elements.js";
import { letters, press } from "./keyboard.js";
import { mediaSession } from "./mediasession.js";
import { chosen, isSentToPlay } from "./memory.js";
import { slider } from "./slider.js";
import { fragmentSpan } from "./time.js";

/**
 * Where to begin: where a link says, where this listener was, or at the beginning. A page that is loaded again goes
 * on, even if its address names a place.
 * @param {Deck} deck
 */
function begin(deck) {
  const before = remembering(deck);
  const linked = deck === decks[0] ? fragmentSpan(location.hash) : undefined;
  const [entry] = performance.getEntriesByType("navigation");
  const isAgain = entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
  const isResumed = linked === undefined || (isAgain && before > 0);
  const place = isResumed ? before : linked.start;
  if (place > 0 && place < deck.length()) deck.move(place);
  if (!isResumed) deck.until = linked.end;
}

/** Stop at the end of the part that a link names; who goes elsewhere goes on from there. @param {Deck} deck */
function stopAtEnd(deck) {
  deck.watch((now) => {
    if (now < deck.until) return;
    if (!deck.audio.paused) deck.audio.pause();
    deck.until = Infinity;
  });
}

/** As loud as the listener had it. @param {Deck} deck */
function volume(deck) {
  const before = Number(chosen("volume") ?? 1);
  if (before >= 0 && before <= 1) deck.audio.volume = before;
}

/** A link into the recording plays from there. @param {MouseEvent} event */
function follow(event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const part = link.closest("[data-episode]");
  const deck = part instanceof HTMLElement ? decks.find((one) => one.episode === part.dataset.episode) : current;
  const span = fragmentSpan(link.hash);
  if (!deck || span === undefined) return;
  const address = link.href.split("#")[0];
  if (address !== location.href.split("#")[0] && address !== deck.audio.src) return;
  event.preventDefault();
  deck.play(span.start);
  deck.until = span.end;
}

for (const root of document.querySelectorAll(".player")) {
  if (!(root instanceof HTMLElement)) continue;
  const deck = createDeck(root);
  decks.push(deck);
  const own = [buttons, slider, speed, volume, errors, sharing, extras, letters, dock, mediaSession, stopAtEnd, goOn];
  for (const add of [...own, ...features]) add(deck);
  begin(deck);
}
if (decks.length) makeCurrent(decks[0]);
if (current && isSentToPlay()) {
  find(current.root, ".player-play", HTMLElement).focus();
  current.play();
}
document.addEventListener("click", follow);
document.addEventListener("keydown", press);
window.addEventListener("hashchange", () => {
  const span = fragmentSpan(location.hash);
  if (!current || span === undefined || span.start >= current.length()) return;
  current.seek(span.start);
  current.until = span.end;
});
