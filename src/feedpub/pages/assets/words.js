// Who says a word: looked up in files of words, of which only the parts are fetched that a search needs.

import { plain } from "./folding.js";

/**
 * A file: where it is, and which episode each of its places is.
 * @typedef {[url: string, episodes: number[]]} WordFile
 * @typedef {{ bounds: string[], ends: number[] }} Contents  what its sections begin with, and where they end in the file
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
 * @returns {(word: string) => Promise<Set<number>>}  numbers of the episodes that say all terms of a word
 */
export function lookup(files) {
  const readers = files.map(([url, episodes]) => ({ find: reader(url), episodes }));
  return async (word) => {
    /** @type {Set<number> | undefined} */
    let all;
    for (const [term, isPrefix] of terms(word)) {
      /** @type {Set<number>} */
      const saying = new Set();
      const found = await Promise.all(readers.map(({ find }) => find(term, isPrefix)));
      found.forEach((places, at) => places.forEach((place) => saying.add(readers[at].episodes[place] ?? -1)));
      saying.delete(-1);
      all = all ? new Set([...all].filter((one) => saying.has(one))) : saying;
    }
    return all || new Set();
  };
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
  return async (/** @type {string} */ term, /** @type {boolean} */ isPrefix) => {
    contents ||= contentsOf(fetched);
    contents.catch(() => (contents = undefined)); // the next search tries again
    const { bounds, ends } = await contents;
    const first = Math.max(0, beforeOrAt(bounds, term));
    const last = isPrefix ? Math.max(0, beforeOrAt(bounds, `${term}\uffff`)) : first;
    /** @type {Promise<string[]>[]} */
    const wanted = [];
    for (let at = first; at <= last && at < bounds.length; at++) {
      const lines = sections.get(at) || fetched(ends[at], ends[at + 1]).then(linesOf);
      sections.set(at, lines);
      lines.catch(() => sections.delete(at));
      wanted.push(lines);
    }
    /** @type {Set<number>} */
    const places = new Set();
    for (const line of (await Promise.all(wanted)).flat()) {
      if (!line.startsWith(term)) continue;
      const end = line.indexOf(" ");
      if (!isPrefix && end !== term.length) continue;
      for (let at = end + 1; at < line.length; at++) places.add(line.charCodeAt(at) - FIRST);
    }
    return places;
  };
}

/** @param {Uint8Array} bytes */
function linesOf(bytes) {
  return new TextDecoder().decode(bytes).split("\n");
}

/**
 * The first line: what the sections begin with, and how long they are.
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
  /** @type {(string | number)[]} */
  const pairs = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))).sections;
  /** @type {Contents} */
  const found = { bounds: [], ends: [end + 1] };
  for (let at = 0; at < pairs.length; at += 2) {
    found.bounds.push(String(pairs[at]));
    found.ends.push(found.ends[found.ends.length - 1] + Number(pairs[at + 1]));
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
