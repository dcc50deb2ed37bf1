// What is said in an episode around the words that were looked for, with the moment: from a paragraph of its transcript.

import { folded } from "./folding.js";
import { clock } from "./time.js";

/** @typedef {{ url: string, speaker: string, text: string, moment: string, clock: string }} Quote */

/**
 * A paragraph as its page has it, and the moment of the phrase in it with the first of the words.
 * @param {import("./finder.js").Excerpt} excerpt
 * @param {string[]} words  plain
 * @returns {Quote}
 */
export function quoted({ url, html }, words) {
  const turn = new DOMParser().parseFromString(html, "text/html");
  const phrases = [];
  let text = "";
  for (const node of turn.querySelector(".transcript-words")?.childNodes || []) {
    if (node instanceof HTMLElement) phrases.push({ at: text.length, start: Number(node.dataset.start) });
    text += node.textContent || "";
  }
  const { letters, at } = folded(text);
  const first = Math.min(...words.map((word) => letters.indexOf(word)).filter((place) => place >= 0));
  const phrase = phrases.filter((one) => one.at <= (at[first] || 0)).pop();
  const moment = phrase ? `t=${phrase.start}&transcript` : "transcript";
  const speaker = turn.querySelector(".transcript-speaker")?.textContent || "";
  return { url, speaker, text, moment, clock: phrase ? clock(phrase.start) : "" };
}
