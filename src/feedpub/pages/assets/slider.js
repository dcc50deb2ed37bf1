// The slider: where the recording is, and how much of it is loaded.

/** @import { Deck } from "./deck.js" */
import { find } from "./elements.js";
import { format } from "./text.js";
import { clock, spoken } from "./time.js";

/** @param {Deck} deck */
export function slider(deck) {
  const { root, audio, texts } = deck;
  const input = find(root, ".player-slider", HTMLInputElement);
  const track = find(root, ".player-track", HTMLElement);
  let held = false;
  let shown = "";
  const show = (/** @type {number} */ now) => {
    const second = `${Math.floor(now)} ${deck.length()}`;
    if (second !== shown) {
      shown = second;
      const length = Math.round(deck.length()); // as in the feed and on the page
      const [position, duration] = [spoken(now), spoken(length)];
      input.setAttribute("aria-valuetext", format(texts.position, { position, duration }));
      for (const element of root.querySelectorAll(".player-now")) element.textContent = clock(now);
      for (const element of root.querySelectorAll(".player-length")) element.textContent = clock(length);
    }
    track.style.setProperty("--played", `${(100 * now) / (deck.length() || 1)}%`);
  };
  const showLoaded = () => {
    const ranges = audio.buffered;
    let end = 0;
    for (let at = 0; at < ranges.length; at++) if (ranges.start(at) <= deck.now() + 1) end = ranges.end(at);
    track.style.setProperty("--buffered", `${(100 * end) / (deck.length() || 1)}%`);
  };
  input.addEventListener("input", () => {
    held = true;
    show(Number(input.value));
  });
  input.addEventListener("change", () => {
    held = false;
    deck.seek(Number(input.value));
  });
  deck.watch((now) => {
    if (held) return;
    input.max = String(Math.floor(deck.length()));
    input.value = String(now);
    show(now);
    showLoaded();
  });
  audio.addEventListener("progress", showLoaded);
}
