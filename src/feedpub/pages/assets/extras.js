// What a deck has besides, and few need at once: volume, sleep timer, the next episode, a part to share. It is loaded when
// somebody opens it.

/** @import { Deck } from "./deck.js" */
import { nextPage } from "./deck.js";
import { find } from "./elements.js";
import { choose, chosen } from "./memory.js";
import { copy, share } from "./share.js";
import { clock, inUnits, seconds } from "./time.js";

const MINUTES = [5, 10, 15, 30, 45, 60, 90];
const PART = 60;

/**
 * @param {Deck} deck
 * @param {HTMLElement} panel
 */
export function fill(deck, panel) {
  for (const add of [volume, sleep, next, part]) add(deck, panel);
}

/**
 * @param {Deck} deck
 * @param {HTMLElement} panel
 */
function volume({ audio }, panel) {
  const slider = find(panel, ".player-volume input", HTMLInputElement);
  const mute = find(panel, ".player-mute", HTMLButtonElement);
  find(panel, ".player-volume", HTMLElement).hidden = !canSetVolume();
  const show = () => {
    slider.value = String(Math.round(audio.volume * 100));
    mute.setAttribute("aria-pressed", String(audio.muted));
  };
  slider.addEventListener("input", () => {
    audio.muted = false;
    audio.volume = Number(slider.value) / 100;
    choose("volume", String(audio.volume));
  });
  mute.addEventListener("click", () => (audio.muted = !audio.muted));
  audio.addEventListener("volumechange", show);
  show();
}

/** Some phones leave that to their own keys. */
function canSetVolume() {
  const trial = new Audio();
  trial.volume = 0.5;
  return trial.volume === 0.5;
}

/**
 * Pause after some minutes, or at the end of what plays. The clock is asked while it plays: timers of a page that nobody
 * looks at come late.
 * @param {Deck} deck
 * @param {HTMLElement} panel
 */
function sleep(deck, panel) {
  const select = find(panel, ".player-sleep select", HTMLSelectElement);
  const { off = "", chapter = "", episode = "" } = select.dataset;
  select.append(new Option(off, ""), ...MINUTES.map((count) => new Option(inUnits("minute").format(count), String(count))));
  if (deck.chapterEnd) select.append(new Option(chapter, "chapter"));
  select.append(new Option(episode, "episode"));
  let [before, end, due] = [0, Infinity, Infinity];
  const choice = () => {
    due = Number(select.value) ? Date.now() + Number(select.value) * 60_000 : Infinity;
    deck.endsHere = select.value === "episode";
    [before, end] = [deck.now(), Infinity];
  };
  const isOver = (/** @type {number} */ now) => {
    const hasJumped = now < before || now - before > 5; // a chapter ends where it was played to its end, not where it was left
    if (hasJumped || end === Infinity) end = select.value === "chapter" && deck.chapterEnd ? deck.chapterEnd(now) : Infinity;
    before = now;
    return now >= end || Date.now() >= due;
  };
  const wake = () => {
    select.value = "";
    choice();
  };
  select.addEventListener("change", choice);
  deck.watch((now) => {
    if (!isOver(now)) return;
    deck.audio.pause();
    wake();
  });
  deck.audio.addEventListener("ended", wake);
}

/**
 * Whether the next episode is played at the end; nothing to choose where there is none.
 * @param {Deck} deck
 * @param {HTMLElement} panel
 */
function next(deck, panel) {
  const box = find(panel, ".player-follow-up input", HTMLInputElement);
  find(panel, ".player-follow-up", HTMLElement).hidden = !nextPage(deck);
  box.checked = chosen("next") === "on";
  box.addEventListener("change", () => choose("next", box.checked ? "on" : "off"));
}

/**
 * A link to a part: from here, for a minute, if nobody writes anything else.
 * @param {Deck} deck
 * @param {HTMLElement} panel
 */
function part(deck, panel) {
  const place = find(panel, ".player-part", HTMLFieldSetElement);
  const [from, to] = place.querySelectorAll("input");
  const status = find(place, "output", HTMLOutputElement);
  const { wrong = "", copied = "" } = place.dataset;
  const begin = () => {
    if (from.value || to.value) return;
    from.value = clock(deck.now());
    to.value = clock(Math.min(deck.now() + PART, deck.length()));
  };
  place.addEventListener("focusin", begin);
  begin();
  find(place, "button", HTMLButtonElement).addEventListener("click", async () => {
    const [start, end] = [seconds(from.value.trim()), seconds(to.value.trim())];
    const isWrong = start === undefined || end === undefined || end <= start || start >= deck.length();
    for (const field of [from, to]) field.setAttribute("aria-invalid", String(isWrong));
    status.textContent = isWrong ? wrong : "";
    if (isWrong) return;
    const { title = "", page = location.href.split("#")[0] } = deck.root.dataset;
    const url = `${page}#t=${clock(start)},${clock(end)}`;
    if (await share(title, url)) return;
    status.textContent = (await copy(url)) ? `${copied}: ${clock(start)}–${clock(end)}` : url;
  });
}
