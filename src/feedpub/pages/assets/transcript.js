// The transcript: the text of the page, followed while the recording plays, and searched. A frame, or a page without the
// text, fetches it when it comes into sight.

/** @import { Deck } from "./deck.js" */
import { features } from "./deck.js";
import { create, find } from "./elements.js";
import { folded, matches, plain } from "./folding.js";
import { format } from "./text.js";
import { clock, fragmentSpan, lastBegun } from "./time.js";

/**
 * @typedef {{ start: number, text: string }} Phrase
 * @typedef {{ speaker: string, phrases: Phrase[] }} Turn
 */

/** Paragraphs of a text that are shown at once; a text of twice as many, or more, is folded. */
const FOLDED = 12;

const motion = window.matchMedia("(prefers-reduced-motion: reduce)");

/** @returns {ScrollBehavior} */
const behavior = () => (motion.matches ? "auto" : "smooth");

features.push((deck) => {
  for (const place of document.querySelectorAll(`.transcript[data-episode="${CSS.escape(deck.episode)}"]`)) {
    const template = place.querySelector(".transcript-reader");
    if (!(place instanceof HTMLElement && template instanceof HTMLTemplateElement)) continue;
    const parts = document.importNode(template.content, true);
    const [tools, keys] = [find(parts, ".transcript-tools", HTMLElement), find(parts, ".transcript-keys", HTMLElement)];
    const written = place.querySelector(".transcript-text");
    const box = written instanceof HTMLElement ? written : find(parts, ".transcript-text", HTMLElement);
    template.after(tools);
    if (box !== written) tools.after(box);
    box.after(keys);
    if (box === written) {
      read(deck, place);
      continue;
    }
    whenVisible(place, () => {
      fetched(place.dataset.source || "").then(
        (turns) => {
          write(box, turns);
          read(deck, place);
        },
        () => box.replaceChildren(create("p", "transcript-loading", template.dataset.failed || "")),
      );
    });
  }
});

/**
 * @param {Element} element
 * @param {() => void} run  once
 */
function whenVisible(element, run) {
  if (!("IntersectionObserver" in window)) return run();
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting) || (element instanceof HTMLDetailsElement && !element.open)) {
        return;
      }
      observer.disconnect();
      run();
    },
    { rootMargin: "400px" },
  );
  observer.observe(element);
  element.addEventListener("toggle", () => {
    observer.unobserve(element);
    observer.observe(element); // it may have been in sight before
  });
}

/**
 * @param {string} url
 * @returns {Promise<Turn[]>}
 */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
  const turns = turnsOf((await response.json()).segments);
  if (!turns.length) throw new Error("no words");
  return turns;
}

/**
 * The text in the turns that speakers take; long ones in paragraphs. Words that are timed one by one become phrases.
 * @param {unknown} segments  of a JSON transcript, from whomever
 */
function turnsOf(segments) {
  /** @type {Turn[]} */
  const turns = [];
  let [speaker, end, length] = ["", 0, 0];
  for (const segment of Array.isArray(segments) ? segments : []) {
    const { startTime: start, body } = segment || {};
    if (typeof start !== "number" || typeof body !== "string" || !body.trim()) continue;
    const text = body.trim();
    const speaks = typeof segment.speaker === "string" ? segment.speaker.trim() : speaker; // empty: nobody knows who
    const turn = turns[turns.length - 1];
    const last = turn?.phrases[turn.phrases.length - 1];
    const isSentence = !last || /[.!?…。؟！？]["'”’»)]*$/.test(last.text);
    const isNew = !turn || speaks !== speaker || start - end > 5 || (isSentence && length > 420) || length > 900;
    if (isNew) {
      turns.push({ speaker: speaks, phrases: [{ start, text }] });
      length = 0;
    } else if (last && !isSentence && !/\s/.test(text) && last.text.length < 80) {
      last.text += gap(last.text) + text;
    } else turn.phrases.push({ start, text });
    length += text.length;
    [speaker, end] = [speaks, typeof segment.endTime === "number" ? segment.endTime : start];
  }
  return turns;
}

/** A blank, except in scripts that have none. @param {string} before */
function gap(before) {
  return /[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$/.test(before) ? "" : " ";
}

/**
 * The paragraphs, as pages have them.
 * @param {HTMLElement} box
 * @param {Turn[]} turns
 */
function write(box, turns) {
  let speaker = "";
  box.replaceChildren(
    ...turns.map((turn) => {
      const time = create("a", "transcript-time", clock(turn.phrases[0].start));
      time.href = `#t=${turn.phrases[0].start}`;
      const who = create("span", "transcript-who");
      if (turn.speaker && turn.speaker !== speaker) who.append(create("bdi", "transcript-speaker", turn.speaker), " ");
      speaker = turn.speaker;
      who.append(time);
      const words = create("span", "transcript-words");
      words.dir = "auto";
      for (const { start, text } of turn.phrases) {
        const element = create("span", "transcript-phrase", text);
        element.dataset.start = String(start);
        if (words.lastChild) words.append(gap(words.lastChild.textContent || ""));
        words.append(element);
      }
      return create("p", "transcript-turn", who, " ", words);
    }),
  );
}

/**
 * @param {Deck} deck
 * @param {HTMLElement} place
 */
function read(deck, place) {
  const box = find(place, ".transcript-text", HTMLElement);
  const phrases = [...box.querySelectorAll(".transcript-phrase")].flatMap((element) =>
    element instanceof HTMLElement ? [{ start: Number(element.dataset.start), element }] : [],
  );
  phrases.sort((one, other) => one.start - other.start);
  const isFramed = place instanceof HTMLDetailsElement;
  const open = isFramed ? () => undefined : fold(place);
  if (!isFramed) linking(place, phrases, open);
  following(deck, place, phrases, { isFramed, open });
  searching(place, { isFramed, open });
}

/**
 * Of a long text all but the beginning waits behind a button, so that what stands below it on the page is not far away;
 * who searches the page in the browser finds it all the same.
 * @param {HTMLElement} place
 * @returns {() => void}  shows all of it
 */
function fold(place) {
  const box = find(place, ".transcript-text", HTMLElement);
  const button = place.querySelector(".transcript-all");
  const turns = [...box.children];
  const first = turns[FOLDED];
  if (!(button instanceof HTMLElement) || turns.length < 2 * FOLDED) return () => undefined;
  const rest = create("div", "transcript-rest", ...turns.slice(FOLDED));
  rest.setAttribute("hidden", "until-found");
  box.append(rest);
  button.hidden = false;
  const open = () => {
    rest.removeAttribute("hidden");
    button.hidden = true;
  };
  button.addEventListener("click", () => {
    open();
    first.querySelector("a")?.focus({ preventScroll: true });
  });
  rest.addEventListener("beforematch", open);
  return open;
}

/**
 * A link to a moment that says so, `#t=12.5&transcript`, leads to its words as well.
 * @param {HTMLElement} place
 * @param {{ start: number, element: HTMLElement }[]} phrases
 * @param {() => void} open
 */
function linking(place, phrases, open) {
  const go = () => {
    const span = /&transcript$/.test(location.hash) ? fragmentSpan(location.hash) : undefined;
    const turn = span && phrases[lastBegun(phrases, span.start)]?.element.closest(".transcript-turn");
    if (!turn) return;
    open();
    place.querySelector(".transcript-linked")?.classList.remove("transcript-linked");
    turn.classList.add("transcript-linked");
    turn.scrollIntoView({ block: "center" });
  };
  go();
  window.addEventListener("hashchange", go);
}

/**
 * The words of this moment are lit. In a frame they are kept in sight; on a page, where that moves all of it, from a click
 * on words or on the button on. Until somebody looks elsewhere.
 * @param {Deck} deck
 * @param {HTMLElement} place
 * @param {{ start: number, element: HTMLElement }[]} phrases
 * @param {{ isFramed: boolean, open: () => void }} how
 */
function following(deck, place, phrases, { isFramed, open }) {
  const box = find(place, ".transcript-text", HTMLElement);
  const button = find(place, ".transcript-follow", HTMLButtonElement);
  /** @type {HTMLElement | undefined} */
  let lit;
  let isFollowing = isFramed;
  const keep = () => {
    if (!lit || !isFollowing || (deck.audio.paused && !deck.used)) return;
    scrollTo(box, lit, { isFramed, least: 0.08, most: 0.72, at: 0.3 });
  };
  const offer = () => {
    button.hidden = isFollowing || !lit || deck.audio.paused;
  };
  const leave = () => {
    isFollowing = false;
    offer();
  };
  const follow = () => {
    isFollowing = true;
    open();
    offer();
    keep();
  };
  const source = isFramed ? box : window;
  for (const type of ["wheel", "touchmove"]) source.addEventListener(type, leave, { passive: true });
  box.addEventListener("feedpub-found", leave);
  source.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && /^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) leave();
  });
  box.addEventListener("pointerdown", (event) => {
    if (isFramed && event.target === box) leave(); // its scroll bar
  });
  button.addEventListener("click", follow);
  if (isFramed) deck.audio.addEventListener("seeking", follow);
  for (const type of ["play", "pause"]) deck.audio.addEventListener(type, offer);
  box.addEventListener("click", (event) => {
    const phrase = phrases.find((one) => one.element === event.target);
    if (!phrase || getSelection()?.isCollapsed === false) return;
    isFollowing = true;
    deck.play(phrase.start);
  });
  deck.watch((now) => {
    const element = deck.used || now ? phrases[lastBegun(phrases, now)]?.element : undefined;
    if (element === lit) return;
    lit?.classList.remove("transcript-now");
    element?.classList.add("transcript-now");
    lit = element;
    offer();
    keep();
  });
}

/**
 * Scroll the box of a frame, or the page, if something is not in its middle.
 * @param {HTMLElement} box
 * @param {{ getBoundingClientRect: () => DOMRect }} to
 * @param {{ isFramed: boolean, least: number, most: number, at: number }} how  parts of the height: it stays between two of
 *   them, or comes to the third
 */
function scrollTo(box, to, { isFramed, least, most, at }) {
  const line = to.getBoundingClientRect();
  const frame = isFramed ? box.getBoundingClientRect() : new DOMRect(0, 0, 0, window.innerHeight);
  const [top, bottom] = [line.top - frame.top, line.bottom - frame.top];
  if (top > frame.height * least && bottom < frame.height * most) return;
  (isFramed ? box : window).scrollBy({ top: top - frame.height * at, behavior: behavior() });
}

/**
 * @param {HTMLElement} place
 * @param {{ isFramed: boolean, open: () => void }} how
 */
function searching(place, { isFramed, open }) {
  const box = find(place, ".transcript-text", HTMLElement);
  const input = find(place, ".transcript-search", HTMLInputElement);
  const status = find(place, ".transcript-found", HTMLElement);
  const [up, down] = [".transcript-up", ".transcript-down"].map((name) => find(place, name, HTMLButtonElement));
  const texts = find(place, ".transcript-reader", HTMLTemplateElement).dataset;
  /** @type {{ element: Element, text: ReturnType<typeof folded> }[] | undefined} */
  let known;
  const paragraphs = () =>
    [...box.querySelectorAll(".transcript-words")].map((element) => {
      return { element, text: folded(element.textContent || "") };
    });
  /** @type {Range[]} */
  let found = [];
  let at = 0;
  const show = () => {
    const [position, duration] = [String(at + 1), String(found.length)];
    const count = found.length ? format(texts.found, { position, duration }) : texts.none || "";
    status.textContent = plain(input.value.trim()) ? count : "";
    up.disabled = down.disabled = found.length < 2;
    highlight(found, at);
    if (!found.length) return;
    box.dispatchEvent(new Event("feedpub-found"));
    open();
    scrollTo(box, found[at], { isFramed, least: 0.2, most: 0.8, at: 0.4 });
  };
  const go = (/** @type {number} */ step) => {
    if (found.length) at = (at + step + found.length) % found.length;
    show();
  };
  input.addEventListener("input", () => {
    const word = plain(input.value.trim());
    found = word ? (known ||= paragraphs()).flatMap(({ element, text }) => matches(text, word).map((one) => rangeIn(element, ...one))) : [];
    at = 0;
    show();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
  });
  up.addEventListener("click", () => go(-1));
  down.addEventListener("click", () => go(1));
}

/**
 * @param {Element} element
 * @param {number} start  counted in its text
 * @param {number} end
 */
function rangeIn(element, start, end) {
  const range = document.createRange();
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const after = before + (node.nodeValue || "").length;
    if (start >= before && start < after) range.setStart(node, start - before);
    if (end > before && end <= after) {
      range.setEnd(node, end - before);
      break;
    }
    before = after;
  }
  return range;
}

/**
 * @param {Range[]} found
 * @param {number} at
 */
function highlight(found, at) {
  if (typeof Highlight === "undefined" || !CSS.highlights) return; // they are found and scrolled to all the same
  CSS.highlights.set("player-found", new Highlight(...found));
  CSS.highlights.set("player-found-now", new Highlight(...found.slice(at, at + 1)));
}
