// What pages do beyond reading: copy, share, and search the episodes. All of it is an addition; without scripts the same
// words are there as text and links. `tsc --checkJs` reads the types in the comments.
(() => {
  "use strict";

  /**
   * What is searched of an episode.
   * @typedef {{ url: string, title: string, date?: string, summary?: string, text?: string }} Entry
   */

  const MOST = 50;
  const AROUND = 80;

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {string} type
   * @param {(Node | string)[]} inside
   */
  function made(name, type, ...inside) {
    const element = document.createElement(name);
    element.className = type;
    element.append(...inside);
    return element;
  }

  /**
   * Put what a template holds in its place.
   * @param {Element} around
   * @param {string} selector
   */
  function filled(around, selector) {
    const template = around.querySelector(selector);
    if (template instanceof HTMLTemplateElement) template.replaceWith(template.content.cloneNode(true));
  }

  // --- copy and share

  /**
   * Copy a text, and say so; where that is refused, the text is marked for the reader's own keys.
   * @param {string} text
   * @param {Element | null} said
   * @param {string | undefined} done
   * @param {Element | null} [field]
   */
  async function copied(text, said, done, field) {
    try {
      await navigator.clipboard.writeText(text);
      if (said) said.textContent = done || "";
    } catch {
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.select();
      else if (said) said.textContent = text;
    }
  }

  /** @param {HTMLElement} place */
  function copying(place) {
    filled(place, "template");
    const field = place.querySelector(".copying-text");
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    field.addEventListener("focus", () => field.select());
    place.querySelector("button")?.addEventListener("click", () => {
      copied(field.value, place.querySelector("output"), place.dataset.copied, field);
    });
  }

  /** @param {HTMLElement} place */
  function sharing(place) {
    filled(place, ".share-more");
    const { share: url = "", title = "" } = place.dataset;
    const now = place.querySelector(".share-now");
    if (typeof navigator.share === "function") {
      now?.addEventListener("click", () => navigator.share({ title, url }).catch(() => undefined)); // they may say no
    } else now?.remove();
    place.querySelector(".share-copy")?.addEventListener("click", () => {
      copied(url, place.querySelector(".share-said"), place.dataset.copied);
    });
  }

  // --- search

  /**
   * Letters as they are compared: small, without accents.
   * @param {string} text
   */
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  }

  /**
   * The same, and where each of its letters stands in the text.
   * @param {string} text
   */
  function folded(text) {
    let letters = "";
    /** @type {number[]} */
    const at = [];
    for (let index = 0; index < text.length; index++) {
      const letter = plain(text[index]);
      letters += letter;
      for (let count = 0; count < letter.length; count++) at.push(index);
    }
    return { letters, at: [...at, text.length] };
  }

  /**
   * A text with the words that were looked for marked.
   * @param {string} text
   * @param {string[]} words
   */
  function marked(text, words) {
    const { letters, at } = folded(text);
    /** @type {[number, number][]} */
    const places = [];
    for (const word of words) {
      for (let from = letters.indexOf(word); from >= 0; from = letters.indexOf(word, from + word.length)) {
        places.push([at[from], at[from + word.length]]);
      }
    }
    places.sort(([one], [other]) => one - other);
    const parts = document.createDocumentFragment();
    let done = 0;
    for (const [start, end] of places) {
      if (start < done) continue;
      parts.append(text.slice(done, start), made("mark", "", text.slice(start, end)));
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
   * @param {string} source
   * @returns {Promise<Entry[]>}
   */
  async function fetched(source) {
    const answer = await fetch(source);
    if (!answer.ok) throw new Error(`${source}: ${answer.status}`);
    return (await answer.json()).episodes;
  }

  /**
   * @param {Entry} entry
   * @param {string[]} words
   */
  function row(entry, words) {
    const link = made("a", "", made("bdi", "", marked(entry.title, words)));
    link.href = entry.url;
    const what = made("div", "row-what", made("h3", "row-title", link));
    const text = around(entry.text || "", words);
    const summary = entry.summary && (!text || words.some((word) => plain(entry.summary || "").includes(word)));
    const said = summary ? entry.summary || "" : text;
    if (said) {
      const paragraph = made("p", "row-summary", marked(said, words));
      paragraph.dir = "auto";
      what.append(paragraph);
    }
    return made("li", "row", made("p", "row-when", entry.date || ""), what);
  }

  /**
   * How many, in words.
   * @param {HTMLElement} place
   * @param {number} count
   */
  function counted(place, count) {
    if (!count) return place.dataset.none || "";
    const language = document.documentElement.lang;
    /** @type {Record<string, string>} */
    const forms = JSON.parse(place.dataset.matches || "{}");
    const text = forms[new Intl.PluralRules(language).select(count)] || forms.other || "{count}";
    return text.replace("{count}", String(count));
  }

  /** @param {HTMLElement} place */
  function searching(place) {
    const input = place.querySelector("input");
    const said = place.querySelector("output");
    const found = document.querySelector(".found");
    const all = document.querySelector(".listed");
    if (!input || !said || !(found instanceof HTMLElement && all instanceof HTMLElement)) return;
    /** @type {{ entry: Entry, title: string, text: string }[]} */
    let entries = [];
    const known = (/** @type {Entry[]} */ list) => {
      entries = list.map((entry) => {
        const title = plain(entry.title);
        return { entry, title, text: [title, plain(entry.summary || ""), plain(entry.text || "")].join("\n") };
      });
    };
    const show = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      found.hidden = !words.length;
      all.hidden = !found.hidden;
      if (!words.length) {
        said.textContent = "";
        found.replaceChildren();
        return;
      }
      const hits = entries.filter((one) => words.every((word) => one.text.includes(word)));
      const titled = hits.filter((one) => words.every((word) => one.title.includes(word)));
      const sorted = [...titled, ...hits.filter((one) => !titled.includes(one))].slice(0, MOST);
      said.textContent = counted(place, hits.length);
      const rows = made("ol", "rows", ...sorted.map((one) => row(one.entry, words)));
      found.replaceChildren(...(hits.length ? [rows] : []));
    };
    let is_asked = false;
    const ask = () => {
      if (is_asked) return;
      is_asked = true;
      known(listed());
      fetched(place.dataset.index || "").then(
        (list) => {
          known(list);
          if (input.value) show();
        },
        () => undefined, // what the page lists can be searched all the same
      );
    };
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

  // --- and now

  for (const [selector, feature] of /** @type {const} */ ([
    [".copying", copying],
    [".share", sharing],
  ])) {
    for (const place of document.querySelectorAll(selector)) if (place instanceof HTMLElement) feature(place);
  }
  filled(document.documentElement, ".search-box");
  const search = document.querySelector(".search");
  if (search instanceof HTMLElement) searching(search);
})();
