// What is said in an episode around the words that were looked for, with the moment: read from the page of its transcript.

import { folded, plain } from "./text.js";
import { clock } from "./time.js";

/**
 * A paragraph; `phrases` say where in it each begins, and at which second.
 * @typedef {{ speaker: string, text: string, letters: string, phrases: { at: number, start: number }[] }} Said
 * @typedef {{ url: string, speaker: string, text: string, moment: string, clock: string }} Quote
 */

/** @type {Map<string, Promise<Said[]>>} */
const pages = new Map();

/**
 * The first of the paragraphs that have the most of these words, on the first page that has any.
 * @param {string[]} urls  of the pages with the texts of an episode
 * @param {string[]} words  plain
 * @returns {Promise<Quote | undefined>}
 */
export async function quote(urls, words) {
  for (const url of urls) {
    const paragraphs = await saidOn(url);
    /** @type {{ said: Said, count: number } | undefined} */
    let best;
    for (const said of paragraphs) {
      const count = words.filter((word) => said.letters.includes(word)).length;
      if (count > (best?.count || 0)) best = { said, count };
    }
    if (best) return quoted(url, best.said, words);
  }
  return undefined;
}

/**
 * A paragraph, and the moment of the phrase in it with the first of the words.
 * @param {string} url
 * @param {Said} said
 * @param {string[]} words
 * @returns {Quote}
 */
function quoted(url, { speaker, text, phrases }, words) {
  const { letters, at } = folded(text);
  const first = Math.min(...words.map((word) => letters.indexOf(word)).filter((place) => place >= 0));
  const phrase = phrases.filter((one) => one.at <= (at[first] || 0)).pop();
  const moment = phrase ? `t=${phrase.start}&transcript` : "transcript";
  return { url, speaker, text, moment, clock: phrase ? clock(phrase.start) : "" };
}

/** @param {string} url */
function saidOn(url) {
  const known = pages.get(url) || fetched(url);
  pages.set(url, known);
  known.catch(() => pages.delete(url));
  return known;
}

/**
 * @param {string} url
 * @returns {Promise<Said[]>}
 */
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll(".transcript-turn")].flatMap((turn) => {
    const words = turn.querySelector(".transcript-words");
    return words ? [saidIn(words, turn.querySelector(".transcript-speaker")?.textContent || "")] : [];
  });
}

/**
 * @param {Element} words
 * @param {string} speaker
 * @returns {Said}
 */
function saidIn(words, speaker) {
  const phrases = [];
  let text = "";
  for (const node of words.childNodes) {
    if (node instanceof HTMLElement) phrases.push({ at: text.length, start: Number(node.dataset.start) });
    text += node.textContent || "";
  }
  return { speaker, text, letters: plain(text), phrases };
}
