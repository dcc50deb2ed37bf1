// Finds the episodes of a show in which words are written or said: in a worker, or in the page where none can be.

import { plain } from "./folding.js";
import { lookup } from "./words.js";

/**
 * What is searched of an episode; `texts` are the pages with its transcripts, if its own page has not the only one.
 * @typedef {{ url: string, title: string, date?: string, summary?: string, text?: string, texts?: string[] }} Entry
 * @typedef {{ episodes: Entry[], words?: import("./words.js").WordFile[] }} Index
 * @typedef {{ entry: Entry, isSaid: boolean }} Hit  `isSaid`: not all words are written
 * @typedef {{ hits: Hit[], count: number, isComplete: boolean }} Answer  `isComplete`: nothing is on its way
 * @typedef {{ url: string, html: string }} Excerpt  of a page, and a paragraph of its transcript
 * @typedef {{ html: string, letters: string }} Turn
 */

/**
 * @param {string} url  absolute, of the index
 * @param {Entry[]} listed  what is searched until the index is there, and if it never comes
 */
export function finder(url, listed) {
  let entries = listed.map(prepared);
  let isLoading = true;
  /** @type {((word: string) => Promise<Set<number>>) | undefined} */
  let look;
  /** What was looked up last: which episodes say each word. @type {{ query: string, said: Set<number>[] }} */
  let known = { query: "", said: [] };
  const load = async (/** @type {RequestCache} */ cache) => {
    /** @type {Index} */
    const index = JSON.parse(await fetched(url, cache));
    entries = index.episodes.map(prepared);
    look = index.words?.length ? lookup(index.words.map(([file, of]) => [new URL(file, url).href, of])) : undefined;
  };
  /** A file may be gone because an episode was taken out meanwhile: then the index names others. @param {string} word */
  const reload = async (word) => {
    try {
      await load("reload");
      return look ? await look(word) : new Set(/** @type {number[]} */ ([]));
    } catch {
      return new Set(/** @type {number[]} */ ([]));
    }
  };
  const loaded = load("default")
    .catch(() => undefined)
    .then(() => {
      isLoading = false;
    });
  return {
    /** Settles when the index is there, or cannot be had. */
    loaded: () => loaded,
    /** Learn which episodes say these words. @param {string[]} words */
    learn: async (words) => {
      await loaded;
      const find = look;
      if (!find || known.query === words.join(" ")) return;
      const said = await Promise.all(words.map((word) => find(word).catch(() => reload(word))));
      known = { query: words.join(" "), said };
    },
    /**
     * The episodes with all of these words: titles first, then what is written, then what is known to be said.
     * @param {string[]} words  plain
     * @param {number} most
     * @returns {Answer}
     */
    find: (words, most) => {
      const isKnown = known.query === words.join(" ");
      const says = (/** @type {number} */ number, /** @type {number} */ at) => isKnown && known.said[at].has(number);
      const ranked = entries.flatMap((one, number) => {
        if (!words.every((word, at) => one.text.includes(word) || says(number, at))) return [];
        const rank = [one.title, one.text].findIndex((text) => words.every((word) => text.includes(word)));
        return [{ entry: one.entry, rank: rank < 0 ? 2 : rank }];
      });
      ranked.sort((one, other) => one.rank - other.rank);
      const hits = ranked.slice(0, most).map(({ entry, rank }) => ({ entry, isSaid: rank > 1 }));
      return { hits, count: ranked.length, isComplete: isKnown || !(look || isLoading) };
    },
    /**
     * The first of the paragraphs that have the most of these words, on the first page that has any.
     * @param {string[]} urls  absolute, of the pages with the texts of an episode
     * @param {string[]} words  plain
     * @returns {Promise<Excerpt | undefined>}
     */
    excerpt: async (urls, words) => {
      for (const page of urls) {
        /** @type {{ html: string, count: number } | undefined} */
        let best;
        for (const { html, letters } of await turnsOn(page)) {
          const count = words.filter((word) => letters.includes(word)).length;
          if (count > (best?.count || 0)) best = { html, count };
        }
        if (best) return { url: page, html: best.html };
      }
      return undefined;
    },
  };
}

/** @typedef {ReturnType<typeof finder>} Finder */

/** @param {Entry} entry */
function prepared(entry) {
  const title = plain(entry.title);
  return { entry, title, text: [title, plain(entry.summary || ""), plain(entry.text || "")].join("\n") };
}

/**
 * @param {string} url
 * @param {RequestCache} cache
 */
async function fetched(url, cache = "default") {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

/** @type {Map<string, Promise<Turn[]>>} */
const pages = new Map();

/** @param {string} url */
function turnsOn(url) {
  const known = pages.get(url) || fetched(url).then((html) => [...turnsOf(html)]);
  pages.set(url, known);
  known.catch(() => pages.delete(url));
  return known;
}

const TURN = /<(\w+)[^>]*\bclass="(?:[^"]* )?transcript-turn[" ][^>]*>/g;
const WORDS = /\bclass="(?:[^"]* )?transcript-words[" ][^>]*>/;
/** @type {Record<string, string>} */
const SIGNS = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'" };

/**
 * The paragraphs of a transcript in a page, cut out without reading the page as a document: workers have no parser.
 * @param {string} html
 * @returns {Iterable<Turn>}
 */
function* turnsOf(html) {
  for (const { 0: tag, 1: name, index } of html.matchAll(TURN)) {
    const end = html.indexOf(`</${name}>`, index);
    const turn = html.slice(index, end < 0 ? undefined : end);
    const words = WORDS.exec(turn.slice(tag.length));
    if (!words) continue;
    const text = turn.slice(tag.length + words.index + words[0].length).replace(/<[^>]*>/g, "");
    yield { html: turn, letters: plain(text.replace(/&(#?\w+);/g, (whole, sign) => SIGNS[sign] || whole)) };
  }
}
