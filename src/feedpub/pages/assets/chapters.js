// Chapters: the one that plays is marked in the list, named on the card and on lock screens; buttons go from one to the next.

/** @import { Deck } from "./deck.js" */
import { features } from "./deck.js";
import { create, find } from "./elements.js";
import { setActions, showMetadata } from "./mediasession.js";
import { lastBegun } from "./time.js";

/**
 * @typedef {object} Chapter
 * @property {number} start  in seconds
 * @property {number} end  in seconds
 * @property {string} title
 * @property {string} image
 * @property {boolean} listed
 * @property {HTMLElement} row
 */

/** @param {string} episode */
function chaptersOf(episode) {
  const rows = document.querySelectorAll(`.chapters[data-episode="${CSS.escape(episode)}"] > .chapter`);
  /** @type {Chapter[]} */
  const found = [];
  for (const row of rows) {
    if (!(row instanceof HTMLElement)) continue;
    const { start, end, image } = row.dataset;
    found.push({
      start: Number(start) / 1000,
      end: end ? Number(end) / 1000 : Infinity,
      title: find(row, ".chapter-title", HTMLElement).textContent || "",
      image: image || "",
      listed: !row.hidden,
      row,
    });
  }
  return found;
}

features.push((deck) => {
  const { root, audio } = deck;
  const all = chaptersOf(deck.episode);
  const listed = all.filter((one) => one.listed);
  for (const { row, start } of all) find(row, ".chapter-start", HTMLAnchorElement).href = `#t=${start}`;
  if (listed.length) {
    const previous = () => skip(deck, listed, -1);
    const next = () => skip(deck, listed, 1);
    button(root, ".player-previous", previous);
    button(root, ".player-next", next);
    audio.addEventListener("play", () => setActions([["previoustrack", previous], ["nexttrack", next]]));
    marks(deck, listed);
    deck.chapterEnd = (now) => {
      const chapter = playing(listed, now);
      return chapter ? chapter.start + lasting(deck, listed, chapter) : deck.length();
    };
  }
  /** @type {Chapter | undefined} */
  let shown;
  if (!all.length) return;
  deck.watch((now) => {
    const isBegun = deck.used || now > 0;
    const chapter = isBegun ? playing(listed, now) : undefined;
    picture(deck, (isBegun && playing(all, now)?.image) || chapter?.image || "");
    if (chapter) chapter.row.style.setProperty("--done", `${(100 * (now - chapter.start)) / lasting(deck, listed, chapter)}%`);
    if (chapter === shown) return;
    light(shown, false);
    light(chapter, true);
    shown = deck.chapter = chapter;
    announce(deck, chapter);
  });
});

/**
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {() => void} click
 */
function button(root, selector, click) {
  const element = find(root, selector, HTMLButtonElement);
  element.hidden = false;
  element.addEventListener("click", click);
}

/**
 * To the next chapter, or to the beginning of this one, or to the one before.
 * @param {Deck} deck
 * @param {Chapter[]} listed
 * @param {1 | -1} way
 */
function skip(deck, listed, way) {
  const at = lastBegun(listed, deck.now());
  const isInside = at >= 0 && deck.now() - listed[at].start > 3;
  const to = listed[way > 0 ? at + 1 : isInside ? at : at - 1];
  if (to) deck.seek(to.start);
  else if (way < 0) deck.seek(0);
}

/**
 * A gap in the slider wherever a chapter begins.
 * @param {Deck} deck
 * @param {Chapter[]} listed
 */
function marks(deck, listed) {
  const row = find(deck.root, ".player-marks", HTMLElement);
  for (const chapter of listed) {
    if (chapter.start <= 0 || chapter.start >= deck.length()) continue;
    const mark = create("span", "player-mark");
    mark.style.left = `${(100 * chapter.start) / deck.length()}%`;
    row.append(mark);
  }
}

/**
 * @param {Chapter[]} chapters
 * @param {number} now
 * @returns {Chapter | undefined}
 */
function playing(chapters, now) {
  const last = chapters[lastBegun(chapters, now)];
  return last && now < last.end ? last : undefined;
}

/**
 * @param {Deck} deck
 * @param {Chapter[]} listed
 * @param {Chapter} chapter
 */
function lasting(deck, listed, chapter) {
  const next = listed.find((one) => one.start > chapter.start);
  return Math.max(1, Math.min(chapter.end, next ? next.start : deck.length()) - chapter.start);
}

/**
 * @param {Chapter | undefined} chapter
 * @param {boolean} on
 */
function light(chapter, on) {
  const link = chapter?.row.querySelector(".chapter-start");
  chapter?.row.classList.toggle("chapter-now", on);
  if (on) link?.setAttribute("aria-current", "true");
  else link?.removeAttribute("aria-current");
}

/**
 * The chapter's title and link on the card.
 * @param {Deck} deck
 * @param {Chapter | undefined} chapter
 */
function announce(deck, chapter) {
  const line = find(deck.root, ".player-chapter", HTMLElement);
  const more = find(line, ".player-chapter-more", HTMLAnchorElement);
  const link = chapter?.row.querySelector(".chapter-more");
  line.hidden = !chapter;
  find(line, ".player-chapter-title", HTMLElement).textContent = chapter?.title || "";
  more.hidden = !(link instanceof HTMLAnchorElement && /^https?:$/.test(link.protocol));
  if (!more.hidden && link instanceof HTMLAnchorElement) {
    [more.href, more.target, more.rel] = [link.href, "_blank", "noopener"];
  }
  more.textContent = link?.textContent || "";
  showMetadata(deck);
}

/**
 * @param {Deck} deck
 * @param {string} image  of the chapter; empty for the cover
 */
function picture(deck, image) {
  const cover = deck.root.querySelector(".player-cover");
  const wanted = image || deck.root.dataset.cover || "";
  if (cover instanceof HTMLImageElement && cover.getAttribute("src") !== wanted) cover.src = wanted;
}
