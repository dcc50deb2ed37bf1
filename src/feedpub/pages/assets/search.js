// The search through the episodes, on the home. Without scripts, they are there as a list.

import { create, expand } from "./elements.js";
import { folded, matches, plain } from "./folding.js";
import { format, language } from "./text.js";

/** @import { Answer, Entry, Excerpt, Finder } from "./finder.js" */

const MOST = 50;
const AROUND = 80;
/** Pages that are read at once for what is said there; those of other matches when somebody scrolls to them. */
const QUOTED = 2;
/** Texts of which the same is true, of about a kilobyte each. */
const READ = 8;
/** Milliseconds without a key, after which files of words are searched, too. */
const PAUSE = 150;

/**
 * A text with the words that were looked for marked.
 * @param {string} text
 * @param {string[]} words
 */
function marked(text, words) {
  const letters = folded(text);
  const places = words.flatMap((word) => matches(letters, word)).sort(([one], [other]) => one - other);
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const [start, end] of places) {
    if (start < done) continue;
    parts.append(text.slice(done, start), create("mark", "", text.slice(start, end)));
    done = end;
  }
  parts.append(text.slice(done));
  return parts;
}

/**
 * The part of a text around the first word that was looked for.
 * @param {string} text
 * @param {string[]} words
 */
function around(text, words) {
  const { letters, at } = folded(text);
  const first = Math.min(...words.map((word) => letters.indexOf(word)).filter((place) => place >= 0));
  if (!Number.isFinite(first)) return "";
  const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, at[first] - AROUND)));
  const end = text.indexOf(" ", Math.min(text.length, at[first] + AROUND));
  return (start ? "… " : "") + text.slice(start, end < 0 ? undefined : end).trim() + (end < 0 ? "" : " …");
}

/** What the page itself lists: until the rest is there, and if it never comes. @returns {Entry[]} */
function listed() {
  const rows = [...document.querySelectorAll(".listed .row")];
  const text = (/** @type {Element} */ row, /** @type {string} */ selector) =>
    row.querySelector(selector)?.textContent || "";
  return rows.map((row) => ({
    url: row.querySelector(".row-title a")?.getAttribute("href") || "",
    title: text(row, ".row-title"),
    date: text(row, ".row-when"),
    summary: text(row, ".row-summary"),
  }));
}

/**
 * Asks a finder, which is a worker, or where none can be begun, in the page.
 * @param {string} url  of the index
 * @param {Entry[]} entries
 * @returns {(name: keyof Finder, ...values: unknown[]) => Promise<any>}
 */
function asking(url, entries) {
  /** @typedef {{ name: keyof Finder, values: unknown[], done: (found: unknown) => void, failed: (why: unknown) => void }} Question */
  /** @type {Map<number, Question>} */
  const open = new Map();
  let count = 0;
  /** @type {Promise<Finder> | undefined} */
  let here;
  const ask = (/** @type {Question} */ { name, values, done, failed }) => {
    here ||= import("./finder.js").then(({ finder }) => finder(url, entries));
    here.then((/** @type {Record<string, Function>} */ found) => found[name](...values)).then(done, failed);
  };
  let worker = begun();
  worker?.addEventListener("message", ({ data: [number, found, fault] }) => {
    const question = open.get(number);
    open.delete(number);
    if (fault) question?.failed(new Error(fault));
    else question?.done(found);
  });
  worker?.addEventListener("error", () => {
    worker = undefined;
    open.forEach(ask);
    open.clear();
  });
  worker?.postMessage([0, "begin", url, entries]);
  return (name, ...values) =>
    new Promise((done, failed) => {
      const question = { name, values, done, failed };
      if (!worker) return ask(question);
      count += 1;
      open.set(count, question);
      worker.postMessage([count, name, ...values]);
    });
}

/** @returns {Worker | undefined} */
function begun() {
  try {
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch {
    return undefined;
  }
}

/**
 * @param {Entry} entry
 * @param {string[]} words
 */
function row(entry, words) {
  const link = create("a", "", create("bdi", "", marked(entry.title, words)));
  link.href = entry.url;
  const what = create("div", "row-what", create("h3", "row-title", link));
  summarize(what, entry, entry.text || "", words);
  return create("li", "row", create("p", "row-when", entry.date || ""), what);
}

/**
 * Below a title its summary, or the part of a text with the words that are not in that.
 * @param {Element} what
 * @param {Entry} entry
 * @param {string} text
 * @param {string[]} words
 */
function summarize(what, { summary = "" }, text, words) {
  const isInSummary = words.some((word) => plain(summary).includes(word));
  const shown = (!isInSummary && around(text, words)) || summary;
  if (!shown) return;
  const paragraph = what.querySelector(".row-summary") || what.appendChild(create("p", "row-summary"));
  paragraph.setAttribute("dir", "auto");
  paragraph.replaceChildren(marked(shown, words));
}

/**
 * Below a match what is said there, with a link to the moment.
 * @param {HTMLElement} row
 * @param {Excerpt | undefined} excerpt
 * @param {string[]} words
 * @param {string} label
 */
async function cite(row, excerpt, words, label) {
  const what = row.querySelector(".row-what");
  if (!excerpt || !what || row.querySelector(".row-said")) return;
  const { quoted } = await import("./quotes.js");
  const found = quoted(excerpt, words);
  const link = create("a", "row-moment", found.clock || label);
  link.href = `${found.url}#${found.moment}`;
  const text = create("span", "", marked(around(found.text, words), words));
  const speaker = found.speaker ? [create("bdi", "row-speaker", found.speaker), " "] : [];
  const paragraph = create("p", "row-said", link, " ", ...speaker, text);
  paragraph.dir = "auto";
  what.append(paragraph);
}

/**
 * Do something with the first few at once, and with the others when they come into sight of somebody who scrolls.
 * @template {{ row: HTMLElement }} One
 * @param {One[]} rows
 * @param {number} count
 * @param {(one: One) => Promise<void>} reading
 */
function inSight(rows, count, reading) {
  const run = (/** @type {One} */ one) => void reading(one).catch(() => undefined); // the match is there all the same
  rows.slice(0, count).forEach(run);
  const later = new Map(rows.slice(count).map((one) => [/** @type {Element} */ (one.row), one]));
  if (!later.size || !("IntersectionObserver" in window)) return;
  const observer = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      const one = later.get(target);
      if (!isIntersecting || !one) continue;
      observer.unobserve(target);
      run(one);
    }
  });
  const observe = () => later.forEach((_, target) => observer.observe(target));
  window.addEventListener("scroll", observe, { once: true, passive: true });
}

/**
 * How many, in words.
 * @param {HTMLElement} place
 * @param {number} count
 */
function counted(place, count) {
  if (!count) return place.dataset.none || "";
  /** @type {Record<string, string>} */
  const forms = JSON.parse(place.dataset.matches || "{}");
  const text = forms[new Intl.PluralRules(language).select(count)] || forms.other || "{count}";
  return format(text, { count: String(count) });
}

/** What was looked for when the reader left the page. */
function kept() {
  return new URLSearchParams(location.search).get("q") || "";
}

/** The address keeps what is looked for: the way back leads to the same matches, and the address can be sent. @param {string} text */
function keep(text) {
  const url = new URL(location.href);
  if (text.trim()) url.searchParams.set("q", text);
  else url.searchParams.delete("q");
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

/** What is looked for: each of these words. @param {string} text */
function wordsOf(text) {
  return plain(text).split(/\s+/).filter(Boolean);
}

/** @param {HTMLElement} place */
function searching(place) {
  const input = place.querySelector("input");
  const status = place.querySelector("output");
  const found = document.querySelector(".found");
  const all = document.querySelector(".listed");
  if (!input || !status || !(found instanceof HTMLElement && all instanceof HTMLElement)) return;
  /** @type {ReturnType<typeof asking> | undefined} */
  let ask;
  let [turn, timer, most] = [0, 0, MOST];
  const show = async () => {
    keep(input.value);
    turn += 1;
    const [now, words] = [turn, wordsOf(input.value)];
    found.hidden = !words.length;
    all.hidden = !found.hidden;
    if (!words.length) {
      status.textContent = "";
      found.replaceChildren();
    }
    if (!words.length || !ask) return;
    /** @type {Answer} */
    const { hits, count, isComplete } = await ask("find", words, most);
    if (now !== turn) return; // somebody has typed on
    status.textContent = count || isComplete ? counted(place, count) : "";
    const shown = hits.map((one) => ({ ...one, row: row(one.entry, words) }));
    const rows = create("ol", "rows", ...shown.map((one) => one.row));
    found.replaceChildren(...(count ? [rows] : []), ...(count > most ? [more()] : []));
    inSight(shown.filter((one) => one.isWritten), READ, async ({ row, entry, number }) => {
      const text = await ask?.("text", number);
      summarize(row.querySelector(".row-what") || row, entry, text, words);
    });
    inSight(shown.filter((one) => one.isSaid), QUOTED, async ({ row, entry }) => {
      const pages = (entry.texts || [entry.url]).map((url) => new URL(url, document.baseURI).href);
      await cite(row, await ask?.("excerpt", pages, words), words, place.dataset.said || "");
    });
  };
  /** Search files of words, too, once nobody types; whoever has typed on in the meantime gets another answer. */
  const learn = () => {
    window.clearTimeout(timer);
    const words = wordsOf(input.value);
    if (!words.length) return;
    timer = window.setTimeout(async () => {
      await ask?.("learn", words);
      if (wordsOf(input.value).join(" ") === words.join(" ")) await show();
    }, PAUSE);
  };
  /** The others, which take a moment to draw: the keyboard goes on at the first of them. */
  const more = () => {
    const button = create("button", "button button-quiet", place.dataset.all || "");
    button.type = "button";
    button.addEventListener("click", async () => {
      most = Infinity;
      await show();
      const next = found.querySelectorAll(".row-title a")[MOST];
      if (next instanceof HTMLElement) next.focus();
    });
    return button;
  };
  const begin = () => {
    if (ask) return;
    ask = asking(new URL(place.dataset.index || "", document.baseURI).href, listed());
    ask("loaded").then(() => (input.value ? show() : undefined));
  };
  input.value = kept();
  if (input.value) {
    begin();
    show();
    learn();
  }
  input.addEventListener("focus", begin);
  input.addEventListener("input", () => {
    most = MOST;
    begin();
    show();
    learn();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !input.value) return;
    input.value = "";
    show();
  });
}

expand(document, ".search-box");
const search = document.querySelector(".search");
if (search instanceof HTMLElement) searching(search);
