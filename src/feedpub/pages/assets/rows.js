// Lists of episodes: what is left to hear of each, by what the browser remembers, and playing one without leaving the list.

import { current, decks, toggle } from "./deck.js";
import { chosen, keepPlace, placeOf } from "./memory.js";
import { format } from "./text.js";
import { minutes } from "./time.js";

/** What plays, if it is not the player of the page. */
const audio = new Audio();
audio.preload = "none";

/** The button of what plays. @type {HTMLAnchorElement | undefined} */
let playing;

/** Where the listener is or was in a recording, in seconds. @param {HTMLAnchorElement} button */
function place(button) {
  return (button === playing && audio.currentTime) || placeOf(button.href);
}

/** The player of this page that has the same episode. @param {HTMLAnchorElement} button */
function deckOf(button) {
  return decks.find((one) => one.episode === button.dataset.episode);
}

/** What is remembered of a recording. @param {HTMLAnchorElement} button */
function about(button) {
  const link = button.closest(".row")?.querySelector(".row-title a");
  return {
    audio: button.href,
    page: link?.getAttribute("href") || "",
    title: link?.textContent?.trim() || "",
    duration: button.dataset.duration || "",
  };
}

/** Say what is left, and what a click does. @param {HTMLAnchorElement} button */
function show(button) {
  const list = button.closest(".rows");
  const left = button.querySelector(".row-left");
  const name = button.querySelector(".player-unseen");
  if (!(list instanceof HTMLElement) || !left || !name) return;
  const texts = list.dataset;
  const length = Number(button.dataset.duration) / 1000;
  const done = place(button);
  if (done > 0 && done < length) left.textContent = format(texts.left, { duration: minutes(length - done) });
  button.style.setProperty("--done", `${(100 * Math.min(done, length)) / (length || 1)}%`);
  button.classList.toggle("row-begun", done > 0);
  const on = deckOf(button)?.audio ?? (button === playing ? audio : undefined);
  const isOn = on !== undefined && !on.paused;
  button.classList.toggle("row-playing", isOn);
  const { title } = about(button);
  name.textContent = isOn ? `${texts.pause || ""}: ${title}` : format(texts.play, { title });
}

/** @param {HTMLAnchorElement} button */
function play(button) {
  const deck = deckOf(button);
  if (deck) {
    audio.pause();
    toggle(deck);
    return;
  }
  if (button === playing) {
    if (audio.paused) audio.play().catch(() => undefined);
    else audio.pause();
    return;
  }
  const before = playing;
  const start = place(button);
  playing = button;
  audio.src = button.href;
  audio.currentTime = start;
  audio.defaultPlaybackRate = audio.playbackRate = Number(chosen("speed")) || 1;
  audio.play().catch(() => undefined);
  if (before) show(before);
}

function keep() {
  if (!playing) return;
  const isOver = audio.ended || audio.currentTime > Number(playing.dataset.duration) / 1000 - 10;
  keepPlace(about(playing), isOver || audio.currentTime < 5 ? undefined : audio.currentTime);
}

let kept = 0;
audio.addEventListener("timeupdate", () => {
  if (Math.abs(audio.currentTime - kept) < 5) return;
  kept = audio.currentTime;
  keep();
  if (playing) show(playing);
});
for (const type of ["play", "pause", "ended"]) {
  audio.addEventListener(type, () => {
    if (type === "play") current?.audio.pause();
    else keep();
    if (playing) show(playing);
  });
}
window.addEventListener("pagehide", keep);

/** @returns {HTMLAnchorElement[]} */
function buttons() {
  return [...document.querySelectorAll(".row-play")].filter((one) => one instanceof HTMLAnchorElement);
}

for (const deck of decks) {
  for (const type of ["play", "pause"]) {
    deck.audio.addEventListener(type, () => {
      if (type === "play") audio.pause();
      for (const button of buttons()) if (deckOf(button) === deck) show(button);
    });
  }
}
for (const button of buttons()) show(button);
document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const button = event.target instanceof Element ? event.target.closest(".row-play") : null;
  if (!(button instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  play(button);
});
