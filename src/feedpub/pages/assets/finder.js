// Finds the episodes of a show in which words are written or said: in a worker, or in the page where none can be.

import { plain } from "./folding.js";
import { lookup } from "./words.js";

/** @import { Places } from "./words.js" */

/**
 * What is searched of an episode; `text` is what else is written about it, in indexes of older pages than these, and
 * `texts` are the pages with its transcripts, if its own page has not the only one.
 * @typedef {{ url: string, title: string, date?: string, summary?: string, text?: string, texts?: string[] }} Entry
 * @typedef {{ revision?: number, episodes: Entry[], words?: import("./words.js").WordFile[] }} Index
 * @typedef {{ entry: Entry, number: number, isWritten: boolean, isSaid: boolean }} Hit  `isWritten`: in a text that is
 *   to be fetched; `isSaid`: not all words are written
 * @typedef {{ hits: Hit[], count: number, isComplete: boolean }} Answer  `isComplete`: nothing is on its way
 * @typedef {{ url: string, html: string }} Excerpt  of a page, and a paragraph of its transcript
 * @typedef {{ html: string, letters: string }} Turn
 */

/** @type {Places} */
const NOWHERE = { said: new Set(), written: new Set() };

/**
 * @param {string} url  absolute, of the index
 * @param {Entry[]} listed  what is searched until the index is there, and if it never comes
 */
export function finder(url, listed) {
  let entries = listed.map(prepared);
  let isLoading = true;
  /** @type {ReturnType<typeof lookup> | undefined} */
  let files;
  /** What was looked up last: which episodes have each word. @type {{ query: string, places: Places[] }} */
  let known = { query: "", places: [] };
  /** Of the index that is known. */
  let revision = 0;
  const load = async (/** @type {string} */ address, /** @type {RequestCache} */ cache) => {
    /** @type {Index} */
    const index = JSON.parse(await fetched(address, cache));
    revision = index.revision || 0;
    entries = index.episodes.map(prepared);
    files = index.words?.length ? lookup(index.words.map(([file, of]) => [new URL(file, url).href, of])) : undefined;
  };
  /**
   * A file may be gone because an episode was changed meanwhile: then the index names others. A CDN may have an old index
   * for some minutes, but under this address none that is as old.
   * @param {string} word
   */
  const reload = async (word) => {
    await load(url.includes("?") ? url : `${url}?after=${revision}`, "reload").catch(() => undefined);
    return (await files?.find(word, true)) || NOWHERE;
  };
  const loaded = load(url, "default")
    .catch(() => undefined)
    .then(() => {
      isLoading = false;
    });
  return {
    /** Settles when the index is there, or cannot be had. */
    loaded: () => loaded,
    /** Learn in which episodes these words are said, and written. @param {string[]} words */
    learn: async (words) => {
      await loaded;
      const now = files;
      if (!now || known.query === words.join(" ")) return;
      const places = await Promise.all(words.map((word) => now.find(word).catch(() => reload(word))));
      known = { query: words.join(" "), places };
    },
    /**
     * The episodes with all of these words: titles first, then what is written, then what is known to be said.
     * @param {string[]} words  plain
     * @param {number} most
     * @returns {Answer}
     */
    find: (words, most) => {
      const places = known.query === words.join(" ") ? known.places : undefined;
      const ranked = entries.flatMap((one, number) => {
        const found = words.map((word, at) => {
          if (one.text.includes(word)) return "listed";
          if (places?.[at].written.has(number)) return "written";
          return places?.[at].said.has(number) ? "said" : "";
        });
        if (found.includes("")) return [];
        const isSaid = found.includes("said");
        const hit = { entry: one.entry, number, isWritten: found.includes("written"), isSaid };
        return [{ hit, rank: words.every((word) => one.title.includes(word)) ? 0 : isSaid ? 2 : 1 }];
      });
      ranked.sort((one, other) => one.rank - other.rank);
      const hits = ranked.slice(0, most).map(({ hit }) => hit);
      return { hits, count: ranked.length, isComplete: places !== undefined || !(files || isLoading) };
    },
    /** What is written about an episode besides title and summary. @param {number} number */
    text: async (number) => (await files?.text(number)) || "",
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
