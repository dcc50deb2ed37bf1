// Comments: asked for when somebody wants to see them, and shown as text. Nothing of them is loaded before or besides.

import { create, expand, find } from "./elements.js";
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

/** @param {HTMLElement} place */
function offer(place) {
  expand(place, ".comments-reader");
  const { source = "", loading = "", none = "", failed = "" } = place.dataset;
  const ask = find(place, ".comments-ask", HTMLElement);
  const status = find(place, ".comments-status", HTMLOutputElement);
  const list = find(place, ".comments-list", HTMLOListElement);
  let isAsked = false;
  find(ask, "button", HTMLButtonElement).addEventListener("click", async () => {
    if (isAsked) return;
    isAsked = true;
    status.textContent = loading;
    try {
      const posts = await postsOf(source);
      list.replaceChildren(...posts.map(comment));
      status.textContent = posts.length ? "" : none;
      list.hidden = !posts.length;
      ask.hidden = true;
      list.focus();
    } catch {
      status.textContent = failed;
      isAsked = false;
    }
  });
}

/**
 * The answers to a post, the oldest first.
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

/** Their texts, whatever else is in the HTML: it is read by a document of its own, which loads and runs nothing. @param {string} html */
function paragraphs(html) {
  const { body } = new DOMParser().parseFromString(html.replace(/<br\b[^>]*>/gi, "\n"), "text/html");
  const found = [...body.querySelectorAll("p")].map((one) => one.textContent || "");
  const texts = found.length ? found : [body.textContent || ""];
  return texts.map((text) => {
    const paragraph = create("p", "comment-words", text.trim());
    paragraph.dir = "auto";
    return paragraph;
  });
}

/** @param {string} moment */
function date(moment) {
  const when = new Date(moment);
  return Number.isNaN(when.getTime()) ? "" : new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(when);
}

for (const place of document.querySelectorAll(".comments[data-source]")) if (place instanceof HTMLElement) offer(place);
