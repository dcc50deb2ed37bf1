// The search through the episodes, on the home. Without scripts, they are there as a list.

import { create, expand } from "./elements.js";
import { folded, format, language, matches, plain } from "./text.js";

/**
 * What is searched of an episode; `texts` are the pages with its transcripts, if its own page has not the only one.
 * @typedef {{ url: string, title: string, date?: string, summary?: string, text?: string, texts?: string[] }} Entry
 * @typedef {{ episodes: Entry[], words?: import("./words.js").WordFile[] }} Index
 */

const MOST = 50;
const AROUND = 80;
/** Pages that are read at once for what is said there; those of other matches when somebody scrolls to them. */
const QUOTED = 2;
/** Milliseconds without a key, after which what is said is searched, too. */
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
 * @param {string} url
 * @param {RequestCache} cache
 * @returns {Promise<Index>}
 */
async function fetched(url, cache = "default") {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

/** What finds the episodes that say a word; nothing where no words are known. @param {Index} index */
async function finding(index) {
  if (!index.words?.length) return undefined;
  const { lookup } = await import("./words.js");
  return lookup(index.words);
}

/**
 * @param {Entry} entry
 * @param {string[]} words
 */
function row(entry, words) {
  const link = create("a", "", create("bdi", "", marked(entry.title, words)));
  link.href = entry.url;
  const what = create("div", "row-what", create("h3", "row-title", link));
  const text = around(entry.text || "", words);
  const summary = entry.summary && (!text || words.some((word) => plain(entry.summary || "").includes(word)));
  const shown = summary ? entry.summary || "" : text;
  if (shown) {
    const paragraph = create("p", "row-summary", marked(shown, words));
    paragraph.dir = "auto";
    what.append(paragraph);
  }
  return create("li", "row", create("p", "row-when", entry.date || ""), what);
}

/**
 * Below a match what is said there, with a link to the moment.
 * @param {HTMLElement} row
 * @param {Entry} entry
 * @param {string[]} words
 * @param {string} label
 */
async function cite(row, entry, words, label) {
  const { quote } = await import("./quotes.js");
  const found = await quote(entry.texts || [entry.url], words);
  const what = row.querySelector(".row-what");
  if (!found || !what || row.querySelector(".row-said")) return;
  const link = create("a", "row-moment", found.clock || label);
  link.href = `${found.url}#${found.moment}`;
  const text = create("span", "", marked(around(found.text, words), words));
  const speaker = found.speaker ? [create("bdi", "row-speaker", found.speaker), " "] : [];
  const paragraph = create("p", "row-said", link, " ", ...speaker, text);
  paragraph.dir = "auto";
  what.append(paragraph);
}

/**
 * Cite the first few at once, and the others when they come into sight of somebody who scrolls.
 * @param {{ row: HTMLElement, entry: Entry }[]} rows
 * @param {string[]} words
 * @param {string} label
 */
function citeAll(rows, words, label) {
  const run = (/** @type {{ row: HTMLElement, entry: Entry }} */ one) =>
    void cite(one.row, one.entry, words, label).catch(() => undefined); // the match is there all the same
  rows.slice(0, QUOTED).forEach(run);
  const later = new Map(rows.slice(QUOTED).map((one) => [/** @type {Element} */ (one.row), one]));
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
  /** @type {{ entry: Entry, title: string, text: string }[]} */
  let entries = [];
  /** @type {((word: string) => Promise<Set<number>>) | undefined} */
  let look;
  /** What was looked up last: which episodes say each word. @type {{ query: string, said: Set<number>[] }} */
  let known = { query: "", said: [] };
  let isAsked = false;
  let isLoading = false;
  let timer = 0;
  const load = (/** @type {Entry[]} */ list) => {
    entries = list.map((entry) => {
      const title = plain(entry.title);
      return { entry, title, text: [title, plain(entry.summary || ""), plain(entry.text || "")].join("\n") };
    });
  };
  const show = (most = MOST) => {
    keep(input.value);
    const words = wordsOf(input.value);
    found.hidden = !words.length;
    all.hidden = !found.hidden;
    if (!words.length) {
      status.textContent = "";
      found.replaceChildren();
      return;
    }
    const isKnown = known.query === words.join(" ");
    const says = (/** @type {number} */ number, /** @type {number} */ at) => isKnown && known.said[at].has(number);
    const hits = entries.flatMap((one, number) => {
      if (!words.every((word, at) => one.text.includes(word) || says(number, at))) return [];
      const rank = [one.title, one.text].findIndex((text) => words.every((word) => text.includes(word)));
      return [{ ...one, rank: rank < 0 ? 2 : rank }];
    });
    hits.sort((one, other) => one.rank - other.rank);
    status.textContent = hits.length || isKnown || !(look || isLoading) ? counted(place, hits.length) : "";
    const shown = hits.slice(0, most).map((one) => ({ ...one, row: row(one.entry, words) }));
    const rows = create("ol", "rows", ...shown.map((one) => one.row));
    found.replaceChildren(...(hits.length ? [rows] : []), ...(hits.length > most ? [more()] : []));
    citeAll(shown.filter((one) => one.rank > 1), words, place.dataset.said || "");
  };
  /** Search what is said, too, once nobody types; whoever has typed on in the meantime gets another answer. */
  const ask = () => {
    window.clearTimeout(timer);
    const words = wordsOf(input.value);
    const query = words.join(" ");
    if (!look || !query || known.query === query) return;
    const find = look;
    timer = window.setTimeout(async () => {
      const said = await Promise.all(words.map((word) => find(word).catch(() => reload(word))));
      known = { query, said };
      if (wordsOf(input.value).join(" ") === query) show();
    }, PAUSE);
  };
  /** A file may be gone because an episode was taken out meanwhile: then the index names others. @param {string} word */
  const reload = async (word) => {
    try {
      const index = await fetched(place.dataset.index || "", "reload");
      load(index.episodes);
      look = await finding(index);
      return look ? await look(word) : new Set(/** @type {number[]} */ ([]));
    } catch {
      return new Set(/** @type {number[]} */ ([]));
    }
  };
  /** The others, which take a moment to draw: the keyboard goes on at the first of them. */
  const more = () => {
    const button = create("button", "button button-quiet", place.dataset.all || "");
    button.type = "button";
    button.addEventListener("click", () => {
      show(Infinity);
      const next = found.querySelectorAll(".row-title a")[MOST];
      if (next instanceof HTMLElement) next.focus();
    });
    return button;
  };
  const begin = () => {
    if (isAsked) return;
    isAsked = isLoading = true;
    load(listed());
    fetched(place.dataset.index || "")
      .then(async (index) => {
        load(index.episodes);
        look = await finding(index);
      })
      .catch(() => undefined) // what the page lists can be searched all the same
      .then(() => {
        isLoading = false;
        if (!input.value) return;
        show();
        ask();
      });
  };
  input.value = kept();
  if (input.value) {
    begin();
    show();
  }
  input.addEventListener("focus", begin);
  input.addEventListener("input", () => {
    begin();
    show();
    ask();
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
