// The keyboard: keys for the deck that plays or played last.

/** @import { Deck } from "./deck.js" */
import { BACK, FORWARD, current, toggle } from "./deck.js";
import { remember, remembered } from "./memory.js";

const STEP = 5;
const STEPS = new Map([["j", -BACK], ["l", FORWARD], ["arrowleft", -STEP], ["arrowright", STEP]]);
/** Keys that the reader of a page scrolls by: the player's only while it plays, or where it has the focus. */
const SCROLLING = new Set([" ", "arrowleft", "arrowright"]);
const SLIDER_STEPS = new Map([...STEPS, ["arrowdown", -STEP], ["arrowup", STEP]]);

/** @param {KeyboardEvent} event */
export function press(event) {
  const deck = current;
  const target = event.target instanceof Element ? event.target : document.body;
  if (!deck || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const hasFocus = deck.root.contains(target);
  if (!deck.used && !hasFocus && !isVisible(deck.root)) return;
  const isSlider = target.matches(".player-slider");
  if (!isSlider && target.closest("input, select, textarea, [contenteditable], audio, video, dialog")) return;
  const key = keyOf(event);
  if (key === " " && target.closest("a, button, summary, [tabindex]")) return;
  if (SCROLLING.has(key) && deck.audio.paused && !hasFocus) return;
  if (/^[a-z]$/.test(key) && !checkbox(deck)?.checked) return;
  const step = (isSlider ? SLIDER_STEPS : STEPS).get(key);
  if (key === " " || key === "k") toggle(deck);
  else if (step) deck.seek(deck.now() + step);
  else return;
  event.preventDefault();
}

/** The letter of a key, on whatever alphabet. @param {KeyboardEvent} event */
function keyOf(event) {
  const isLatin = event.key.length > 1 || /^[ -~]$/.test(event.key);
  return (isLatin ? event.key : event.code.replace(/^Key/, "")).toLowerCase();
}

/** @param {Element} element */
function isVisible(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

/** Keys of one letter can be turned off (WCAG 2.2, 2.1.4); they are off in a frame, which has no room for that. @param {Deck} deck */
function checkbox(deck) {
  const found = deck.root.querySelector(".player-letters");
  return found instanceof HTMLInputElement ? found : undefined;
}

/** @param {Deck} deck */
export function letters(deck) {
  const box = checkbox(deck);
  if (!box) return;
  box.checked = remembered("letters") !== "off";
  box.addEventListener("change", () => remember("letters", box.checked ? null : "off"));
}
