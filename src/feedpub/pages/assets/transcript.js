// The transcript: fetched when it comes into sight, followed while the recording plays, and searched.

/** @import { Deck } from "./deck.js" */
import { features } from "./deck.js";
import { create, find } from "./elements.js";
import { folded, format, matches, plain } from "./text.js";
import { clock, lastBegun } from "./time.js";

/**
 * @typedef {{ start: number, text: string }} Phrase
 * @typedef {{ speaker: string, phrases: Phrase[] }} Turn
 */

const motion = window.matchMedia("(prefers-reduced-motion: reduce)");

/** @returns {ScrollBehavior} */
const behavior = () => (motion.matches ? "auto" : "smooth");

features.push((deck) => {
  for (const place of document.querySelectorAll(`.transcript[data-episode="${CSS.escape(deck.episode)}"]`)) {
    const template = place.querySelector(".transcript-reader");
    if (!(place instanceof HTMLElement && template instanceof HTMLTemplateElement)) continue;
    template.after(template.content.cloneNode(true));
    const box = find(place, ".transcript-text", HTMLElement);
    whenVisible(place, () => {
      fetched(place.dataset.source || "").then(
        (turns) => read(deck, place, turns),
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
 * @param {Deck} deck
 * @param {HTMLElement} place
 * @param {Turn[]} turns
 */
function read(deck, place, turns) {
  const box = find(place, ".transcript-text", HTMLElement);
  /** @type {{ start: number, element: HTMLElement }[]} */
  const phrases = [];
  let speaker = "";
  box.replaceChildren(
    ...turns.map((turn) => {
      const time = create("a", "transcript-time", clock(turn.phrases[0].start));
      time.href = `#t=${turn.phrases[0].start}`;
      const who = create("p", "transcript-who");
      if (turn.speaker && turn.speaker !== speaker) who.append(create("bdi", "transcript-speaker", turn.speaker), " ");
      speaker = turn.speaker;
      who.append(time);
      const words = create("p", "transcript-words");
      words.dir = "auto";
      for (const { start, text } of turn.phrases) {
        const element = create("span", "transcript-phrase", text);
        if (words.lastChild) words.append(gap(words.lastChild.textContent || ""));
        words.append(element);
        phrases.push({ start, element });
      }
      return create("div", "transcript-turn", who, words);
    }),
  );
  phrases.sort((one, other) => one.start - other.start);
  following(deck, place, phrases);
  searching(place);
}

/**
 * The words of this moment are lit and kept in sight, until somebody looks elsewhere.
 * @param {Deck} deck
 * @param {HTMLElement} place
 * @param {{ start: number, element: HTMLElement }[]} phrases
 */
function following(deck, place, phrases) {
  const box = find(place, ".transcript-text", HTMLElement);
  const button = find(place, ".transcript-follow", HTMLButtonElement);
  /** @type {HTMLElement | undefined} */
  let lit;
  const keep = () => {
    if (!lit || !button.hidden || (deck.audio.paused && !deck.used)) return;
    const [top, height] = [lit.offsetTop - box.scrollTop, box.clientHeight];
    if (top > height * 0.08 && top + lit.offsetHeight < height * 0.72) return;
    box.scrollTo({ top: lit.offsetTop - height * 0.3, behavior: behavior() });
  };
  const leave = () => {
    button.hidden = !lit || deck.audio.paused;
  };
  const back = () => {
    button.hidden = true;
    keep();
  };
  for (const type of ["wheel", "touchmove", "feedpub-found"]) box.addEventListener(type, leave, { passive: true });
  box.addEventListener("keydown", (event) => {
    if (/^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) leave();
  });
  box.addEventListener("pointerdown", (event) => {
    if (event.target === box) leave(); // its scroll bar
  });
  button.addEventListener("click", back);
  deck.audio.addEventListener("seeking", back);
  box.addEventListener("click", (event) => {
    const phrase = phrases.find((one) => one.element === event.target);
    if (phrase && getSelection()?.isCollapsed !== false) deck.play(phrase.start);
  });
  deck.watch((now) => {
    const element = deck.used || now ? phrases[lastBegun(phrases, now)]?.element : undefined;
    if (element === lit) return;
    lit?.classList.remove("transcript-now");
    element?.classList.add("transcript-now");
    lit = element;
    keep();
  });
}

/** @param {HTMLElement} place */
function searching(place) {
  const box = find(place, ".transcript-text", HTMLElement);
  const input = find(place, ".transcript-search", HTMLInputElement);
  const status = find(place, ".transcript-found", HTMLElement);
  const [up, down] = [".transcript-up", ".transcript-down"].map((name) => find(place, name, HTMLButtonElement));
  const texts = find(place, ".transcript-reader", HTMLTemplateElement).dataset;
  const paragraphs = [...box.querySelectorAll(".transcript-words")].map((element) => {
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
    const line = found[at].getBoundingClientRect();
    const top = box.scrollTop + line.top - box.getBoundingClientRect().top - box.clientHeight * 0.4;
    box.scrollTo({ top, behavior: behavior() });
  };
  const go = (/** @type {number} */ step) => {
    if (found.length) at = (at + step + found.length) % found.length;
    show();
  };
  input.addEventListener("input", () => {
    const word = plain(input.value.trim());
    found = word ? paragraphs.flatMap(({ element, text }) => matches(text, word).map((one) => rangeIn(element, ...one))) : [];
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
