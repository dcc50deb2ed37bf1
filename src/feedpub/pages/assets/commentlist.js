// Comments as they are shown: as text, whatever their servers say. It is loaded when somebody asks for them.

import { create } from "./elements.js";
import { language } from "./text.js";

const MOST = 100;

/**
 * A post as Mastodon's interface has it: https://docs.joinmastodon.org/entities/Status/
 * @typedef {object} Post
 * @property {string} content  HTML
 * @property {string} created_at
 * @property {string | null} url
 * @property {string | null} language
 * @property {string} spoiler_text
 * @property {{ display_name: string, acct: string }} account
 */

/**
 * The answers to a post as entries of a list, the oldest first.
 * @param {string} source
 */
export async function commentsAt(source) {
  return (await postsOf(source)).map(comment);
}

/**
 * @param {string} source
 * @returns {Promise<Post[]>}
 */
async function postsOf(source) {
  const answer = await fetch(source, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error(answer.statusText);
  const { descendants } = await answer.json();
  return descendants.slice(0, MOST);
}

/** @param {Post} post */
function comment(post) {
  const who = create("bdi", "comment-who", String(post.account.display_name || post.account.acct));
  const when = create("time", "comment-when", date(post.created_at));
  const head = create("p", "comment-head", who, " ", linked(post.url, when));
  const words = paragraphs(String(post.content || ""));
  const item = create("li", "comment", head, ...(post.spoiler_text ? [covered(String(post.spoiler_text), words)] : words));
  item.lang = post.language || "";
  return item;
}

/**
 * @param {string | null} url
 * @param {HTMLElement} words
 */
function linked(url, words) {
  if (!url || !/^https:/.test(url)) return words;
  const link = create("a", "comment-link", words);
  [link.href, link.rel] = [url, "nofollow noreferrer ugc"];
  return link;
}

/**
 * What its author put behind a warning.
 * @param {string} warning
 * @param {HTMLElement[]} words
 */
function covered(warning, words) {
  return create("details", "comment-covered", create("summary", "", warning), ...words);
}

/** Their texts, without any of the tags: no element is made of them, so nothing is loaded and nothing runs. @param {string} html */
function paragraphs(html) {
  const text = html.replace(/<br\b[^>]*>/gi, "\n").replace(/<\/p>/gi, "\n\n").replace(/<[^>]*>/g, "");
  return unescaped(text).split("\n\n").filter((part) => part.trim()).map((part) => {
    const paragraph = create("p", "comment-words", part.trim());
    paragraph.dir = "auto";
    return paragraph;
  });
}

/** What a browser reads for `&amp;`; in a field for text it makes no elements. @param {string} text */
function unescaped(text) {
  const field = document.createElement("textarea");
  field.innerHTML = text.replace(/</g, "&lt;");
  return field.value;
}

/** @param {string} moment */
function date(moment) {
  const when = new Date(moment);
  return Number.isNaN(when.getTime()) ? "" : new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(when);
}
