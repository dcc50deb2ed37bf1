// In which episodes a word is said, and in which it is written: looked up in files of words, of which only the parts are
// fetched that a search needs.

import { plain } from "./folding.js";

/**
 * A file: where it is, and which episode each of its places is.
 * @typedef {[url: string, episodes: number[]]} WordFile
 * @typedef {{ bounds: string[], ends: number[], texts: Map<number, [start: number, end: number]> }} Contents  what its
 *   sections begin with, and where they end in the file; and where in it each place has its text
 * @typedef {{ said: Set<number>, written: Set<number> }} Places
 */

/** Bytes of a file that are fetched first; few files say all of their contents later. */
const HEAD = 3072;
/** A shorter word has to be whole; of a longer one the beginning is enough. */
const PREFIX = 4;
const FIRST = "0".charCodeAt(0);
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;

/**
 * What is looked up of a text that somebody typed, each word folded; and whether its beginning is enough.
 * @param {string} text
 * @returns {Map<string, boolean>}
 */
export function terms(text) {
  /** @type {Map<string, boolean>} */
  const found = new Map();
  for (const [run] of plain(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    for (const part of run.match(UNSPACED) || []) {
      const signs = [...part];
      if (signs.length === 1) found.set(part, true);
      for (let at = 1; at < signs.length; at++) found.set(signs[at - 1] + signs[at], false);
    }
    for (const word of run.split(UNSPACED)) {
      const { length } = [...word];
      if (length > 1) found.set(word, length >= PREFIX);
    }
  }
  return found;
}

/**
 * The search through files of words.
 * @param {WordFile[]} files
 */
export function lookup(files) {
  const readers = files.map(([url, episodes]) => ({ ...reader(url), episodes }));
  /** @type {Map<number, [reader: (typeof readers)[0], place: number]>} */
  const where = new Map();
  for (const one of readers) one.episodes.forEach((episode, place) => where.set(episode, [one, place]));
  /** @param {string} term @param {boolean} isPrefix @param {boolean} isPatient */
  const episodes = async (term, isPrefix, isPatient) => {
    /** @type {Places} */
    const all = { said: new Set(), written: new Set() };
    const found = readers.map(({ find }) => find(term, isPrefix));
    const places = await Promise.all(isPatient ? found.map((one) => one.catch(() => undefined)) : found);
    readers.forEach(({ episodes }, at) => {
      for (const place of places[at]?.said || []) all.said.add(episodes[place] ?? -1);
      for (const place of places[at]?.written || []) all.written.add(episodes[place] ?? -1);
    });
    return all;
  };
  return {
    /**
     * Numbers of the episodes that have all terms of a word.
     * @param {string} word
     * @param {boolean} [isPatient]  with a file that cannot be read, and not with an error
     * @returns {Promise<Places>}
     */
    find: async (word, isPatient = false) => {
      const each = [...terms(word)].map(([term, isPrefix]) => episodes(term, isPrefix, isPatient));
      const found = await Promise.all(each);
      return { said: common(found.map((one) => one.said)), written: common(found.map((one) => one.written)) };
    },
    /** What is written about an episode besides title and summary; empty if nothing is. @param {number} episode */
    text: async (episode) => {
      const [one, place] = where.get(episode) || [];
      return one && place !== undefined ? one.text(place) : "";
    },
  };
}

/** What is in all of them. @param {Set<number>[]} sets */
function common([first, ...others]) {
  return new Set([...(first || [])].filter((one) => one >= 0 && others.every((other) => other.has(one))));
}

/**
 * Reads one file; each part of it once.
 * @param {string} url
 */
function reader(url) {
  /** @type {Promise<Contents> | undefined} */
  let contents;
  /** @type {Map<number, Promise<string[]>>} */
  const sections = new Map();
  const fetched = ranges(url);
  const begun = () => {
    contents ||= contentsOf(fetched);
    contents.catch(() => (contents = undefined)); // the next search tries again
    return contents;
  };
  return {
    /** @param {string} term @param {boolean} isPrefix @returns {Promise<Places>} */
    find: async (term, isPrefix) => {
      const { bounds, ends } = await begun();
      const first = Math.max(0, beforeOrAt(bounds, term));
      const last = isPrefix ? Math.max(0, beforeOrAt(bounds, `${term}\uffff`)) : first;
      /** @type {Promise<string[]>[]} */
      const wanted = [];
      for (let at = first; at <= last && at < bounds.length; at++) {
        const lines = sections.get(at) || fetched(ends[at], ends[at + 1]).then((bytes) => decoded(bytes).split("\n"));
        sections.set(at, lines);
        lines.catch(() => sections.delete(at));
        wanted.push(lines);
      }
      /** @type {Places} */
      const places = { said: new Set(), written: new Set() };
      for (const line of (await Promise.all(wanted)).flat()) {
        if (!line.startsWith(term)) continue;
        const [word, said, written] = line.split(" ");
        if (!isPrefix && word !== term) continue;
        for (const sign of said || "") places.said.add(sign.charCodeAt(0) - FIRST);
        for (const sign of written || "") places.written.add(sign.charCodeAt(0) - FIRST);
      }
      return places;
    },
    /** @param {number} place */
    text: async (place) => {
      const [start, end] = (await begun()).texts.get(place) || [0, 0];
      return end ? decoded(await fetched(start, end)) : "";
    },
  };
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  return new TextDecoder().decode(bytes);
}

/**
 * The first line: what the sections begin with, and how long they are, and the texts behind them.
 * @param {(start: number, end: number) => Promise<Uint8Array>} fetched
 * @returns {Promise<Contents>}
 */
async function contentsOf(fetched) {
  let bytes = await fetched(0, HEAD);
  let end = bytes.indexOf(10);
  for (let size = HEAD; end < 0 && bytes.length >= size; size *= 2) {
    bytes = await fetched(0, size * 2);
    end = bytes.indexOf(10);
  }
  /** @type {{ sections: (string | number)[], texts?: number[] }} */
  const { sections, texts = [] } = JSON.parse(decoded(bytes.subarray(0, end)));
  /** @type {Contents} */
  const found = { bounds: [], ends: [end + 1], texts: new Map() };
  for (let at = 0; at < sections.length; at += 2) {
    found.bounds.push(String(sections[at]));
    found.ends.push(found.ends[found.ends.length - 1] + Number(sections[at + 1]));
  }
  let start = found.ends[found.ends.length - 1];
  for (let at = 0; at < texts.length; at += 2) {
    found.texts.set(texts[at], [start, start + texts[at + 1]]);
    start += texts[at + 1];
  }
  return found;
}

/**
 * Fetches a part of a file, in bytes; from a server that knows no parts the whole file, once.
 * @param {string} url
 */
function ranges(url) {
  /** @type {Uint8Array | undefined} */
  let whole;
  return async (/** @type {number} */ start, /** @type {number} */ end) => {
    if (!whole) {
      const response = await fetch(url, { headers: { Range: `bytes=${start}-${end - 1}` } });
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status === 206) return bytes;
      whole = bytes;
    }
    return whole.subarray(start, end);
  };
}

/**
 * Index of the last one that is not behind a text; -1 if all are.
 * @param {string[]} sorted
 * @param {string} text
 */
function beforeOrAt(sorted, text) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= text) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
