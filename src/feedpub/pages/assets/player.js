// Brings the players of a page to life: what <audio controls> and links alone cannot do. No framework, no build step;
// `tsc --checkJs` reads the types in the comments. What it says comes from the page, in the page's language.
(() => {
  "use strict";

  const BACK = 15;
  const FORWARD = 30;
  const STEP = 5;
  const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2];
  /** What decoders round a place by; a chapter that was jumped to is the one that plays. */
  const ROUNDING = 0.06;

  /**
   * One card of the page, and what it plays.
   * @typedef {object} Deck
   * @property {HTMLElement} root
   * @property {HTMLAudioElement} audio
   * @property {DOMStringMap} words  in the language of the page
   * @property {string} episode
   * @property {Chapter[]} chapters
   * @property {boolean} used  whether somebody has played or moved it
   * @property {() => number} now  in seconds
   * @property {() => number} length  in seconds
   * @property {(seconds: number) => void} move  as a link or the memory wants it
   * @property {(seconds: number) => void} seek  as somebody wants it
   * @property {(seconds?: number) => void} play
   * @property {(listener: (now: number) => void) => void} watch
   *
   * @typedef {object} Chapter
   * @property {number} start  in seconds
   * @property {number} end  in seconds
   * @property {string} title
   * @property {string} image
   * @property {boolean} listed
   * @property {HTMLElement} row
   *
   * @typedef {{ start: number, text: string }} Phrase
   * @typedef {{ speaker: string, phrases: Phrase[] }} Turn
   */

  /** @type {Deck[]} */
  const decks = [];
  /** @type {Deck | undefined} */
  let current;

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const language = known(document.documentElement.lang);

  // --- words, numbers, elements

  /** @param {string} tag */
  function known(tag) {
    try {
      return Intl.getCanonicalLocales(`${tag || "en"}-u-nu-latn`)[0];
    } catch {
      return "en";
    }
  }

  /**
   * The one element that our template has there.
   * @template {Element} T
   * @param {ParentNode} root
   * @param {string} selector
   * @param {new () => T} kind
   */
  function the(root, selector, kind) {
    const found = root.querySelector(selector);
    if (found instanceof kind) return found;
    throw new Error(`the page has no ${selector}`);
  }

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {string} type
   * @param {string} [text]
   */
  function made(name, type, text = "") {
    const element = document.createElement(name);
    element.className = type;
    element.textContent = text;
    return element;
  }

  /**
   * @param {string | undefined} text
   * @param {Record<string, string>} values
   */
  function filled(text, values) {
    return (text || "").replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
  }

  /** `3:15`, `1:04:09`. @param {number} seconds */
  function clock(seconds) {
    const whole = Math.floor(seconds);
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  /** @type {Map<string, Intl.NumberFormat>} */
  const formats = new Map();

  /** @param {string} unit */
  function inUnits(unit) {
    const format = formats.get(unit) || new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
    formats.set(unit, format); // they are dear to make, and wanted at every tick
    return format;
  }

  /** `3 minutes 15 seconds`. @param {number} seconds */
  function spoken(seconds) {
    const whole = Math.floor(seconds);
    const counts = { hour: Math.floor(whole / 3600), minute: Math.floor(whole / 60) % 60, second: whole % 60 };
    const said = Object.entries(counts).filter(([unit, count]) => count || (unit === "second" && !whole));
    return said.map(([unit, count]) => inUnits(unit).format(count)).join(" ");
  }

  /**
   * Seconds that a fragment names: `#t=195`, `#t=3:15`, `#t=1h2m3s`; undefined if it names none.
   * @param {string} fragment
   */
  function placeIn(fragment) {
    const match = /[#&]t=(?:npt:)?([^&,]+)/i.exec(decoded(fragment));
    if (!match) return undefined;
    const clocked = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(match[1]);
    const units = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(match[1]);
    const parts = clocked || units;
    return parts ? Number(parts[1] || 0) * 3600 + Number(parts[2] || 0) * 60 + Number(parts[3] || 0) : undefined;
  }

  /** @param {string} text */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /**
   * Index of the last that has begun; -1 if none has.
   * @param {{ start: number }[]} sorted
   * @param {number} now
   */
  function lastBegun(sorted, now) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].start <= now + ROUNDING) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  // --- what the browser remembers, if it is allowed to

  /** @param {string} name */
  function remembered(name) {
    try {
      return window.localStorage.getItem(`feedpub:${name}`);
    } catch {
      return null;
    }
  }

  /**
   * @param {string} name
   * @param {string | null} value  null forgets it
   */
  function remember(name, value) {
    try {
      if (value === null) window.localStorage.removeItem(`feedpub:${name}`);
      else window.localStorage.setItem(`feedpub:${name}`, value);
    } catch {
      // It is refused, or full: then nothing is remembered.
    }
  }

  // --- a deck and its features, each of which only listens to it

  /**
   * What the page says, unless the file is plainly of another length: browsers guess where no header tells.
   * @param {HTMLAudioElement} audio
   * @param {number} said  in seconds
   */
  function lengthOf(audio, said) {
    return Number.isFinite(audio.duration) && Math.abs(audio.duration - said) > 2 ? audio.duration : said;
  }

  /** @param {HTMLElement} root */
  function deckOf(root) {
    const audio = the(root, ".player-audio", HTMLAudioElement);
    const template = the(root, ".player-controls", HTMLTemplateElement);
    const length = () => lengthOf(audio, Number(root.dataset.duration) / 1000);
    /** @type {number | undefined} */
    let wanted; // one place after the other: Chromium can lose itself when it is sent to the next on its way to one
    audio.addEventListener("seeked", () => {
      if (wanted === undefined) return;
      const place = wanted;
      wanted = undefined;
      audio.currentTime = place;
    });
    audio.addEventListener("emptied", () => (wanted = undefined));
    /** @type {Deck} */
    const deck = {
      root,
      audio,
      words: template.dataset,
      episode: root.dataset.episode || "",
      chapters: chaptersOf(root.dataset.episode || ""),
      used: false,
      now: () => wanted ?? audio.currentTime,
      length,
      move(seconds) {
        const place = Math.min(Math.max(0, seconds), length());
        if (audio.seeking || wanted !== undefined) wanted = place;
        else audio.currentTime = place;
        audio.dispatchEvent(new Event("timeupdate")); // what is on its way, or not even loaded, would not tell
      },
      seek(seconds) {
        deck.used = true;
        deck.move(seconds);
      },
      play(seconds) {
        const start = seconds ?? deck.now();
        if (audio.error) audio.load();
        if (start !== deck.now()) deck.seek(start);
        audio.play().catch(() => undefined); // refused until somebody clicks, or failed: the event tells
      },
      watch(listener) {
        for (const type of ["timeupdate", "seeking", "durationchange"]) {
          audio.addEventListener(type, () => listener(deck.now()));
        }
        listener(deck.now());
      },
    };
    the(root, ".player-plain", HTMLElement).replaceWith(audio, template.content.cloneNode(true));
    audio.controls = false;
    return deck;
  }

  /** @param {Deck} deck */
  function toggle(deck) {
    if (deck.audio.paused) deck.play();
    else deck.audio.pause();
  }

  /** @param {Deck} deck */
  function transport(deck) {
    const { root, audio } = deck;
    const on = (/** @type {string} */ selector, /** @type {() => void} */ does) =>
      the(root, selector, HTMLButtonElement).addEventListener("click", does);
    on(".player-back", () => deck.seek(deck.now() - BACK));
    on(".player-forward", () => deck.seek(deck.now() + FORWARD));
    on(".player-previous", () => toChapter(deck, -1));
    on(".player-next", () => toChapter(deck, 1));
    const buttons = root.querySelectorAll(".player-play");
    for (const button of buttons) button.addEventListener("click", () => toggle(deck));
    const show = () => {
      for (const button of buttons) {
        if (!(button instanceof HTMLElement)) continue;
        button.setAttribute("aria-label", (audio.paused ? button.dataset.play : button.dataset.pause) || "");
      }
      root.classList.toggle("player-playing", !audio.paused);
    };
    for (const type of ["play", "pause", "ended", "emptied"]) audio.addEventListener(type, show);
    const waits = (/** @type {boolean} */ on) => () => root.classList.toggle("player-waiting", on && !audio.paused);
    audio.addEventListener("waiting", waits(true));
    for (const type of ["playing", "pause", "error", "seeked", "canplay"]) audio.addEventListener(type, waits(false));
    audio.addEventListener("play", () => {
      deck.used = true;
      current = deck;
      for (const other of decks) if (other !== deck) other.audio.pause();
    });
  }

  /** @param {Deck} deck */
  function slider(deck) {
    const { root, audio, words } = deck;
    const input = the(root, ".player-slider", HTMLInputElement);
    const track = the(root, ".player-track", HTMLElement);
    let held = false;
    let shown = "";
    const show = (/** @type {number} */ now) => {
      const second = `${Math.floor(now)} ${deck.length()}`;
      if (second !== shown) {
        shown = second;
        const [position, duration] = [spoken(now), spoken(deck.length())];
        input.setAttribute("aria-valuetext", filled(words.position, { position, duration }));
        for (const element of root.querySelectorAll(".player-now")) element.textContent = clock(now);
        for (const element of root.querySelectorAll(".player-length")) element.textContent = clock(deck.length());
      }
      track.style.setProperty("--played", `${(100 * now) / (deck.length() || 1)}%`);
    };
    const buffered = () => {
      const ranges = audio.buffered;
      let end = 0;
      for (let at = 0; at < ranges.length; at++) if (ranges.start(at) <= deck.now() + 1) end = ranges.end(at);
      track.style.setProperty("--buffered", `${(100 * end) / (deck.length() || 1)}%`);
    };
    input.addEventListener("input", () => {
      held = true;
      show(Number(input.value));
    });
    input.addEventListener("change", () => {
      held = false;
      deck.seek(Number(input.value));
    });
    deck.watch((now) => {
      if (held) return;
      input.max = String(Math.floor(deck.length()));
      input.value = String(now);
      show(now);
      buffered();
    });
    audio.addEventListener("progress", buffered);
    marks(deck);
  }

  /** A gap in the slider wherever a chapter begins. @param {Deck} deck */
  function marks(deck) {
    const row = the(deck.root, ".player-marks", HTMLElement);
    for (const chapter of deck.chapters) {
      if (!chapter.listed || chapter.start <= 0 || chapter.start >= deck.length()) continue;
      const mark = made("span", "player-mark");
      mark.style.left = `${(100 * chapter.start) / deck.length()}%`;
      row.append(mark);
    }
  }

  /** @param {Deck} deck */
  function speed(deck) {
    const select = the(deck.root, ".player-speed select", HTMLSelectElement);
    const written = new Intl.NumberFormat(language);
    for (const rate of RATES) select.append(new Option(`${written.format(rate)}×`, String(rate)));
    const choose = (/** @type {number} */ rate) => {
      select.value = String(rate);
      deck.audio.defaultPlaybackRate = deck.audio.playbackRate = rate;
    };
    const before = Number(remembered("speed"));
    choose(RATES.includes(before) ? before : 1);
    select.addEventListener("change", () => {
      choose(Number(select.value));
      remember("speed", select.value);
    });
  }

  /** Errors are said, and the way out of them. @param {Deck} deck */
  function faults(deck) {
    const { root, audio } = deck;
    const said = the(root, ".player-fault [role=alert]", HTMLElement);
    const again = the(root, ".player-again", HTMLButtonElement);
    const show = (/** @type {boolean} */ failed) => {
      said.textContent = failed ? deck.words.failed || "" : "";
      again.hidden = !failed;
      root.classList.toggle("player-failed", failed);
    };
    audio.addEventListener("error", () => show(true));
    for (const type of ["loadstart", "loadedmetadata", "playing"]) audio.addEventListener(type, () => show(false));
    again.addEventListener("click", () => deck.play(deck.now()));
    if (audio.error) show(true); // before this script was there
  }

  // --- places: remembered ones, and those that links name

  /** @param {Deck} deck */
  function memory(deck) {
    const { audio } = deck;
    const name = `position:${new URL(audio.src).pathname}`;
    let saved = 0;
    const save = () => {
      if (!deck.used) return;
      saved = deck.now();
      const is_over = audio.ended || saved > deck.length() - 10;
      remember(name, is_over || saved < 5 ? null : saved.toFixed(1));
    };
    audio.addEventListener("timeupdate", () => {
      if (Math.abs(deck.now() - saved) >= 5) save();
    });
    for (const type of ["pause", "ended"]) audio.addEventListener(type, save);
    window.addEventListener("pagehide", save);
    return Number(remembered(name)) || 0;
  }

  /**
   * Where to begin: where a link says, where this listener was, or at the beginning. A page that is loaded again goes
   * on, even if its address names a place.
   * @param {Deck} deck
   */
  function begin(deck) {
    const before = memory(deck);
    const linked = deck === decks[0] ? placeIn(location.hash) : undefined;
    const [entry] = performance.getEntriesByType("navigation");
    const is_again = entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
    const place = linked === undefined || (is_again && before) ? before : linked;
    if (place > 0 && place < deck.length()) deck.move(place);
  }

  /** A link into the recording plays from there. @param {MouseEvent} event */
  function follow(event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement)) return;
    const row = link.closest("[data-episode]");
    const deck = row instanceof HTMLElement ? decks.find((one) => one.episode === row.dataset.episode) : current;
    const place = placeIn(link.hash);
    if (!deck || place === undefined) return;
    const address = link.href.split("#")[0];
    if (address !== location.href.split("#")[0] && address !== deck.audio.src) return;
    event.preventDefault();
    const chapter = deck.chapters.find((one) => link.parentElement === one.row);
    deck.play(chapter ? chapter.start : place);
  }

  // --- chapters

  /** @param {string} episode */
  function chaptersOf(episode) {
    const rows = document.querySelectorAll(`.chapters[data-episode="${CSS.escape(episode)}"] > .chapter`);
    /** @type {Chapter[]} */
    const found = [];
    for (const row of rows) {
      if (!(row instanceof HTMLElement)) continue;
      const { start, end, image } = row.dataset;
      found.push({
        start: Number(start) / 1000,
        end: end ? Number(end) / 1000 : Infinity,
        title: the(row, ".chapter-title", HTMLElement).textContent || "",
        image: image || "",
        listed: !row.hidden,
        row,
      });
    }
    return found;
  }

  /**
   * @param {Chapter[]} chapters
   * @param {number} now
   * @returns {Chapter | undefined}
   */
  function playing(chapters, now) {
    const last = chapters[lastBegun(chapters, now)];
    return last && now < last.end ? last : undefined;
  }

  /**
   * To the next chapter, or to the beginning of this one, or to the one before.
   * @param {Deck} deck
   * @param {1 | -1} way
   */
  function toChapter(deck, way) {
    const listed = deck.chapters.filter((one) => one.listed);
    const at = lastBegun(listed, deck.now());
    const is_into = at >= 0 && deck.now() - listed[at].start > 3;
    const to = listed[way > 0 ? at + 1 : is_into ? at : at - 1];
    if (to) deck.seek(to.start);
    else if (way < 0) deck.seek(0);
  }

  /** @param {Deck} deck */
  function chapters(deck) {
    const { root } = deck;
    const listed = deck.chapters.filter((one) => one.listed);
    if (!deck.chapters.length) return;
    for (const name of [".player-previous", ".player-next"]) the(root, name, HTMLElement).hidden = !listed.length;
    for (const { row, start } of deck.chapters) the(row, ".chapter-start", HTMLAnchorElement).href = `#t=${start}`;
    /** @type {Chapter | undefined} */
    let shown;
    deck.watch((now) => {
      const is_begun = deck.used || now > 0;
      const chapter = is_begun ? playing(listed, now) : undefined;
      picture(deck, (is_begun && playing(deck.chapters, now)?.image) || chapter?.image || "");
      if (chapter) chapter.row.style.setProperty("--done", `${(100 * (now - chapter.start)) / lasting(deck, chapter)}%`);
      if (chapter === shown) return;
      light(shown, false);
      light(chapter, true);
      shown = chapter;
      announce(deck, chapter);
    });
  }

  /**
   * @param {Deck} deck
   * @param {Chapter} chapter
   */
  function lasting(deck, chapter) {
    const next = deck.chapters.find((one) => one.listed && one.start > chapter.start);
    return Math.max(1, Math.min(chapter.end, next ? next.start : deck.length()) - chapter.start);
  }

  /**
   * @param {Chapter | undefined} chapter
   * @param {boolean} on
   */
  function light(chapter, on) {
    const link = chapter?.row.querySelector(".chapter-start");
    chapter?.row.classList.toggle("chapter-now", on);
    if (on) link?.setAttribute("aria-current", "true");
    else link?.removeAttribute("aria-current");
  }

  /**
   * The chapter's title and link on the card.
   * @param {Deck} deck
   * @param {Chapter | undefined} chapter
   */
  function announce(deck, chapter) {
    const line = the(deck.root, ".player-chapter", HTMLElement);
    const more = the(line, ".player-chapter-more", HTMLAnchorElement);
    const link = chapter?.row.querySelector(".chapter-more");
    line.hidden = !chapter;
    the(line, ".player-chapter-title", HTMLElement).textContent = chapter?.title || "";
    more.hidden = !(link instanceof HTMLAnchorElement && /^https?:$/.test(link.protocol));
    if (!more.hidden && link instanceof HTMLAnchorElement) {
      [more.href, more.target, more.rel] = [link.href, "_blank", "noopener"];
    }
    more.textContent = link?.textContent || "";
    lockScreen(deck);
  }

  /**
   * @param {Deck} deck
   * @param {string} image  of the chapter; empty for the cover
   */
  function picture(deck, image) {
    const cover = deck.root.querySelector(".player-cover");
    const wanted = image || deck.root.dataset.cover || "";
    if (cover instanceof HTMLImageElement && cover.getAttribute("src") !== wanted) cover.src = wanted;
  }

  // --- lock screens and keyboards

  /** What devices show of it, while it is the one that plays. @param {Deck} deck */
  function lockScreen(deck) {
    if (!("mediaSession" in navigator) || deck !== current) return;
    const { title = "", show = "", cover = "" } = deck.root.dataset;
    const listed = deck.chapters.filter((one) => one.listed);
    const chapter = playing(listed, deck.now());
    const image = chapter?.image || cover;
    navigator.mediaSession.metadata = new MediaMetadata({
      title: chapter?.title || title,
      artist: chapter ? title : show,
      album: show,
      artwork: image ? [{ src: new URL(image, document.baseURI).href }] : [],
    });
  }

  /** @param {Deck} deck */
  function lockScreenKeys(deck) {
    if (!("mediaSession" in navigator)) return;
    const session = navigator.mediaSession;
    /** @type {[MediaSessionAction, (details: MediaSessionActionDetails) => void][]} */
    const keys = [
      ["play", () => deck.play()],
      ["pause", () => deck.audio.pause()],
      ["seekbackward", (details) => deck.seek(deck.now() - (details.seekOffset || BACK))],
      ["seekforward", (details) => deck.seek(deck.now() + (details.seekOffset || FORWARD))],
      ["seekto", (details) => deck.seek(details.seekTime ?? deck.now())],
      ["previoustrack", () => toChapter(deck, -1)],
      ["nexttrack", () => toChapter(deck, 1)],
    ];
    const has_chapters = deck.chapters.some((one) => one.listed);
    for (const [name, does] of keys) {
      try {
        session.setActionHandler(name, name.endsWith("track") && !has_chapters ? null : does);
      } catch {
        // This browser knows no such key.
      }
    }
    lockScreen(deck);
  }

  /** @param {Deck} deck */
  function lockScreenPlace(deck) {
    if (!("mediaSession" in navigator) || deck !== current || !navigator.mediaSession.setPositionState) return;
    const [duration, playbackRate] = [deck.length(), deck.audio.playbackRate];
    navigator.mediaSession.setPositionState({ duration, playbackRate, position: Math.min(deck.now(), duration) });
  }

  /** The letter of a key, on whatever alphabet. @param {KeyboardEvent} event */
  function keyOf(event) {
    const is_latin = event.key.length > 1 || /^[ -~]$/.test(event.key);
    return (is_latin ? event.key : event.code.replace(/^Key/, "")).toLowerCase();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const deck = current;
    const target = event.target instanceof Element ? event.target : document.body;
    if (!deck || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!deck.used && !isSeen(deck.root)) return;
    const is_slider = target.matches(".player-slider");
    if (!is_slider && target.closest("input, select, textarea, [contenteditable], audio, video, dialog")) return;
    const key = keyOf(event);
    if (key === " " && target.closest("a, button, summary, [tabindex]")) return;
    if (/^[a-z]$/.test(key) && !lettersCount(deck)) return;
    const by = new Map([["j", -BACK], ["l", FORWARD], ["arrowleft", -STEP], ["arrowright", STEP]]).get(key);
    const step = by ?? (is_slider ? new Map([["arrowdown", -STEP], ["arrowup", STEP]]).get(key) : undefined);
    if (key === " " || key === "k") toggle(deck);
    else if (step) deck.seek(deck.now() + step);
    else return;
    event.preventDefault();
  }

  /** @param {Element} element */
  function isSeen(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  /** Keys of one letter can be turned off (WCAG 2.2, 2.1.4); in a frame there is no place to. @param {Deck} deck */
  function lettersCount(deck) {
    const box = deck.root.querySelector(".player-letters");
    return box instanceof HTMLInputElement && box.checked;
  }

  /** @param {Deck} deck */
  function letters(deck) {
    const box = deck.root.querySelector(".player-letters");
    if (!(box instanceof HTMLInputElement)) return;
    box.checked = remembered("letters") !== "off";
    box.addEventListener("change", () => remember("letters", box.checked ? null : "off"));
  }

  // --- sharing

  /** @param {Deck} deck */
  function sharing(deck) {
    const { root, words } = deck;
    const button = the(root, ".player-share", HTMLButtonElement);
    const label = the(button, "span", HTMLElement);
    const status = the(root, ".player-status", HTMLElement);
    const field = the(root, ".player-address", HTMLInputElement);
    const plain = label.textContent || "";
    const name = () => {
      const at = Math.floor(deck.now());
      label.textContent = at ? filled(words.shareFrom, { time: clock(at) }) : plain;
    };
    for (const type of ["pointerenter", "focus"]) button.addEventListener(type, name);
    for (const type of ["pause", "seeked", "play"]) {
      deck.audio.addEventListener(type, () => (deck.audio.paused ? name() : (label.textContent = plain)));
    }
    button.addEventListener("click", async () => {
      name();
      const at = Math.floor(deck.now());
      const url = (root.dataset.page || location.href.split("#")[0]) + (at ? `#t=${clock(at)}` : "");
      const result = await handedOver(root.dataset.title || "", url);
      status.textContent = result === "copied" ? `${words.copied}: ${at ? clock(at) : root.dataset.title}` : "";
      field.hidden = result !== "refused";
      field.value = url;
      if (result === "refused") field.select();
    });
  }

  /**
   * Give an address to the device's own way of sharing, or to the clipboard.
   * @param {string} title
   * @param {string} url
   * @returns {Promise<"shared" | "copied" | "refused">}
   */
  async function handedOver(title, url) {
    if (typeof navigator.share === "function") {
      try {
        await navigator.share({ title, url });
        return "shared";
      } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") return "shared"; // they thought better of it
      }
    }
    try {
      await navigator.clipboard.writeText(url);
      return "copied";
    } catch {
      return "refused";
    }
  }

  // --- the small bar below, while the card is out of sight

  /** @param {Deck} deck */
  function dock(deck) {
    const bar = deck.root.querySelector(".player-dock");
    if (!(bar instanceof HTMLElement) || !("IntersectionObserver" in window)) return;
    let is_seen = true;
    const show = () => {
      const is_wanted = !is_seen && deck === current && deck.used;
      if (!is_wanted && bar.contains(document.activeElement)) {
        the(deck.root, ".player-desk .player-play", HTMLElement).focus({ preventScroll: true });
      }
      bar.hidden = !is_wanted;
      document.documentElement.classList.toggle("player-docked", is_wanted);
    };
    new IntersectionObserver(([entry]) => {
      is_seen = entry.isIntersecting;
      show();
    }).observe(the(deck.root, ".player-desk", HTMLElement));
    deck.audio.addEventListener("play", show);
  }

  // --- the transcript

  /** @param {Deck} deck */
  function transcripts(deck) {
    for (const place of document.querySelectorAll(`.transcript[data-episode="${CSS.escape(deck.episode)}"]`)) {
      const template = place.querySelector(".transcript-reader");
      if (!(place instanceof HTMLElement && template instanceof HTMLTemplateElement)) continue;
      template.after(template.content.cloneNode(true));
      const box = the(place, ".transcript-text", HTMLElement);
      whenSeen(place, () => {
        fetched(place.dataset.source || "").then(
          (turns) => read(deck, place, turns),
          () => box.replaceChildren(made("p", "transcript-loading", template.dataset.failed)),
        );
      });
    }
  }

  /**
   * @param {Element} element
   * @param {() => void} does  once
   */
  function whenSeen(element, does) {
    if (!("IntersectionObserver" in window)) return does();
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting) || (element instanceof HTMLDetailsElement && !element.open)) {
          return;
        }
        observer.disconnect();
        does();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    element.addEventListener("toggle", () => {
      observer.unobserve(element);
      observer.observe(element); // it may have been in sight before
    });
  }

  /**
   * @param {string} url
   * @returns {Promise<Turn[]>}
   */
  async function fetched(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(String(response.status));
    const turns = turnsOf((await response.json()).segments);
    if (!turns.length) throw new Error("no words");
    return turns;
  }

  /**
   * What is said, in the turns that people take; long ones in paragraphs. Words that are timed one by one become
   * phrases.
   * @param {unknown} segments  of a JSON transcript, from whomever
   */
  function turnsOf(segments) {
    /** @type {Turn[]} */
    const turns = [];
    let [speaker, end, length] = ["", 0, 0];
    for (const segment of Array.isArray(segments) ? segments : []) {
      const { startTime: start, body } = segment || {};
      if (typeof start !== "number" || typeof body !== "string" || !body.trim()) continue;
      const text = body.trim();
      const says = typeof segment.speaker === "string" && segment.speaker.trim() ? segment.speaker.trim() : speaker;
      const turn = turns[turns.length - 1];
      const last = turn?.phrases[turn.phrases.length - 1];
      const is_sentence = !last || /[.!?…。؟！？]["'”’»)]*$/.test(last.text);
      const is_new = !turn || says !== speaker || start - end > 5 || (is_sentence && length > 420) || length > 900;
      if (is_new) {
        turns.push({ speaker: says, phrases: [{ start, text }] });
        length = 0;
      } else if (last && !is_sentence && !/\s/.test(text) && last.text.length < 80) {
        last.text += gap(last.text) + text;
      } else turn.phrases.push({ start, text });
      length += text.length;
      [speaker, end] = [says, typeof segment.endTime === "number" ? segment.endTime : start];
    }
    return turns;
  }

  /** A blank, except in scripts that have none. @param {string} before */
  function gap(before) {
    return /[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$/.test(before) ? "" : " ";
  }

  /**
   * @param {Deck} deck
   * @param {HTMLElement} place
   * @param {Turn[]} turns
   */
  function read(deck, place, turns) {
    const box = the(place, ".transcript-text", HTMLElement);
    /** @type {{ start: number, element: HTMLElement }[]} */
    const spots = [];
    let speaker = "";
    box.replaceChildren(
      ...turns.map((turn) => {
        const element = made("div", "transcript-turn");
        const time = made("a", "transcript-time", clock(turn.phrases[0].start));
        time.href = `#t=${turn.phrases[0].start}`;
        const who = made("p", "transcript-who");
        if (turn.speaker && turn.speaker !== speaker) who.append(made("bdi", "transcript-speaker", turn.speaker), " ");
        speaker = turn.speaker;
        who.append(time);
        const words = made("p", "transcript-words");
        words.dir = "auto";
        for (const { start, text } of turn.phrases) {
          const spot = { start, element: made("span", "transcript-phrase", text) };
          if (words.lastChild) words.append(gap(words.lastChild.textContent || ""));
          words.append(spot.element);
          spots.push(spot);
        }
        element.append(who, words);
        return element;
      }),
    );
    spots.sort((one, other) => one.start - other.start);
    along(deck, place, spots);
    searching(place);
  }

  /**
   * The words that are being said are lit and kept in sight, until somebody looks elsewhere.
   * @param {Deck} deck
   * @param {HTMLElement} place
   * @param {{ start: number, element: HTMLElement }[]} spots
   */
  function along(deck, place, spots) {
    const box = the(place, ".transcript-text", HTMLElement);
    const button = the(place, ".transcript-follow", HTMLButtonElement);
    /** @type {HTMLElement | undefined} */
    let lit;
    const keep = () => {
      if (!lit || !button.hidden || (deck.audio.paused && !deck.used)) return;
      const [top, height] = [lit.offsetTop - box.scrollTop, box.clientHeight];
      if (top > height * 0.08 && top + lit.offsetHeight < height * 0.72) return;
      box.scrollTo({ top: lit.offsetTop - height * 0.3, behavior: calm.matches ? "auto" : "smooth" });
    };
    const leave = () => {
      button.hidden = !lit || deck.audio.paused;
    };
    const back = () => {
      button.hidden = true;
      keep();
    };
    for (const type of ["wheel", "touchmove", "feedpub-found"]) box.addEventListener(type, leave, { passive: true });
    box.addEventListener("keydown", (event) => {
      if (/^(Arrow(Up|Down)|Page|Home|End)/.test(event.key)) leave();
    });
    box.addEventListener("pointerdown", (event) => {
      if (event.target === box) leave(); // its scroll bar
    });
    button.addEventListener("click", back);
    deck.audio.addEventListener("seeking", back);
    box.addEventListener("click", (event) => {
      const spot = spots.find((one) => one.element === event.target);
      if (spot && getSelection()?.isCollapsed !== false) deck.play(spot.start);
    });
    deck.watch((now) => {
      const element = deck.used || now ? spots[lastBegun(spots, now)]?.element : undefined;
      if (element === lit) return;
      lit?.classList.remove("transcript-now");
      element?.classList.add("transcript-now");
      lit = element;
      keep();
    });
  }

  /**
   * A text for comparing, and where each of its letters stood: capitals, accents and vowel signs make no difference.
   * @param {string} text
   */
  function folded(text) {
    let plain = "";
    /** @type {number[]} */
    const at = [];
    for (let index = 0; index < text.length; index++) {
      const letter = text[index].normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      plain += letter;
      for (let count = 0; count < letter.length; count++) at.push(index);
    }
    return { plain, at: [...at, text.length] };
  }

  /** @param {HTMLElement} place */
  function searching(place) {
    const box = the(place, ".transcript-text", HTMLElement);
    const input = the(place, ".transcript-search", HTMLInputElement);
    const said = the(place, ".transcript-found", HTMLElement);
    const [up, down] = [".transcript-up", ".transcript-down"].map((name) => the(place, name, HTMLButtonElement));
    const words = the(place, ".transcript-reader", HTMLTemplateElement).dataset;
    const paragraphs = [...box.querySelectorAll(".transcript-words")].map((element) => {
      return { element, ...folded(element.textContent || "") };
    });
    /** @type {Range[]} */
    let found = [];
    let at = 0;
    const show = () => {
      const wanted = folded(input.value.trim()).plain;
      const [position, duration] = [String(at + 1), String(found.length)];
      said.textContent = !wanted ? "" : found.length ? filled(words.found, { position, duration }) : words.none || "";
      up.disabled = down.disabled = found.length < 2;
      highlight(found, at);
      if (!found.length) return;
      box.dispatchEvent(new Event("feedpub-found"));
      const line = found[at].getBoundingClientRect();
      const top = box.scrollTop + line.top - box.getBoundingClientRect().top - box.clientHeight * 0.4;
      box.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
    };
    const go = (/** @type {number} */ step) => {
      if (found.length) at = (at + step + found.length) % found.length;
      show();
    };
    input.addEventListener("input", () => {
      const wanted = folded(input.value.trim()).plain;
      found = wanted ? paragraphs.flatMap((one) => matches(one, wanted)) : [];
      at = 0;
      show();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    });
    up.addEventListener("click", () => go(-1));
    down.addEventListener("click", () => go(1));
  }

  /**
   * @param {{ element: Element, plain: string, at: number[] }} paragraph
   * @param {string} wanted
   */
  function matches({ element, plain, at }, wanted) {
    const found = [];
    for (let from = plain.indexOf(wanted); from >= 0; from = plain.indexOf(wanted, from + wanted.length)) {
      found.push(rangeIn(element, at[from], at[from + wanted.length]));
    }
    return found;
  }

  /**
   * @param {Element} element
   * @param {number} start  counted in its text
   * @param {number} end
   */
  function rangeIn(element, start, end) {
    const range = document.createRange();
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const after = before + (node.nodeValue || "").length;
      if (start >= before && start < after) range.setStart(node, start - before);
      if (end > before && end <= after) {
        range.setEnd(node, end - before);
        break;
      }
      before = after;
    }
    return range;
  }

  /**
   * @param {Range[]} found
   * @param {number} at
   */
  function highlight(found, at) {
    if (typeof Highlight === "undefined" || !CSS.highlights) return; // they are found and scrolled to all the same
    CSS.highlights.set("player-found", new Highlight(...found));
    CSS.highlights.set("player-found-now", new Highlight(...found.slice(at, at + 1)));
  }

  // --- and now

  for (const root of document.querySelectorAll(".player")) {
    if (!(root instanceof HTMLElement)) continue;
    const deck = deckOf(root);
    decks.push(deck);
    for (const feature of [transport, slider, speed, faults, sharing, letters, chapters, dock, transcripts]) feature(deck);
    deck.audio.addEventListener("play", () => lockScreenKeys(deck));
    for (const type of ["play", "seeked", "ratechange"]) {
      deck.audio.addEventListener(type, () => lockScreenPlace(deck));
    }
    begin(deck);
  }
  current = decks[0];
  document.addEventListener("click", follow);
  document.addEventListener("keydown", press);
  window.addEventListener("hashchange", () => {
    const place = placeIn(location.hash);
    if (current && place !== undefined && place < current.length()) current.seek(place);
  });
})();
