// The search through the episodes, on the home. Without scripts, they are there as a list.

import { create, expand } from "./elements.js";
import { folded, format, language, matches, plain } from "./text.js";

/**
 * What is searched of an episode.
 * @typedef {{ url: string, title: string, date?: string, summary?: string, text?: string }} Entry
 */

const MOST = 50;
const AROUND = 80;

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
 * @returns {Promise<Entry[]>}
 */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return (await response.json()).episodes;
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

/** @param {HTMLElement} place */
function searching(place) {
  const input = place.querySelector("input");
  const status = place.querySelector("output");
  const found = document.querySelector(".found");
  const all = document.querySelector(".listed");
  if (!input || !status || !(found instanceof HTMLElement && all instanceof HTMLElement)) return;
  /** @type {{ entry: Entry, title: string, text: string }[]} */
  let entries = [];
  const load = (/** @type {Entry[]} */ list) => {
    entries = list.map((entry) => {
      const title = plain(entry.title);
      return { entry, title, text: [title, plain(entry.summary || ""), plain(entry.text || "")].join("\n") };
    });
  };
  const show = (most = MOST) => {
    keep(input.value);
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    found.hidden = !words.length;
    all.hidden = !found.hidden;
    if (!words.length) {
      status.textContent = "";
      found.replaceChildren();
      return;
    }
    const hits = entries.filter((one) => words.every((word) => one.text.includes(word)));
    const titled = hits.filter((one) => words.every((word) => one.title.includes(word)));
    const sorted = [...titled, ...hits.filter((one) => !titled.includes(one))];
    status.textContent = counted(place, hits.length);
    const rows = create("ol", "rows", ...sorted.slice(0, most).map((one) => row(one.entry, words)));
    found.replaceChildren(...(hits.length ? [rows] : []), ...(hits.length > most ? [more()] : []));
  };
  /** The others, which take a moment to draw: the keyboard goes on at the first of them. */
  const more = () => {
    const button = create("button", "button button-quiet", place.dataset.all || "");
    button.type = "button";
    button.addEventListener("click", () => {
      show(Infinity);
      const next = found.querySelectorAll("a")[MOST];
      if (next) next.focus();
    });
    return button;
  };
  let isAsked = false;
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    load(listed());
    fetched(place.dataset.index || "").then(
      (list) => {
        load(list);
        if (input.value) show();
      },
      () => undefined, // what the page lists can be searched all the same
    );
  };
  input.value = kept();
  if (input.value) {
    ask();
    show();
  }
  input.addEventListener("focus", ask);
  input.addEventListener("input", () => {
    ask();
    show();
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
