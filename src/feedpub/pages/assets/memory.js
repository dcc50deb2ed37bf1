// What the browser remembers of a show, if it is allowed to: where listeners were, and how they like to listen.

/** The path of the show's folder: `/tidewater/`. Several shows can have one origin. */
export const folder = new URL("../", import.meta.url).pathname;

/** Recordings whose places are remembered; of the one before them the place is forgotten. */
const MOST = 50;

/**
 * A recording that somebody has begun.
 * @typedef {object} Recording
 * @property {string} audio  its address
 * @property {string} page  the name of its page in the show's folder
 * @property {string} title
 * @property {string} duration  in milliseconds
 */

/** @param {string} name */
export function remembered(name) {
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
export function remember(name, value) {
  try {
    if (value === null) window.localStorage.removeItem(`feedpub:${name}`);
    else window.localStorage.setItem(`feedpub:${name}`, value);
  } catch {
    // It is refused, or full: then nothing is remembered.
  }
}

/** What is chosen for this show; else for all shows here, as earlier pages remembered it. @param {string} name */
export function chosen(name) {
  return remembered(`${name}:${folder}`) ?? remembered(name);
}

/**
 * @param {string} name
 * @param {string} value
 */
export function choose(name, value) {
  remember(`${name}:${folder}`, value);
}

/** Where somebody was in a recording, in seconds; 0 for nowhere. @param {string} audio  its address */
export function placeOf(audio) {
  return Number(remembered(position(audio))) || 0;
}

/**
 * @param {Recording} recording
 * @param {number | undefined} place  in seconds; undefined where it is over or has not begun
 */
export function keepPlace(recording, place) {
  const others = begun().filter((one) => one.audio !== recording.audio);
  const all = place === undefined ? others : [recording, ...others];
  remember(position(recording.audio), place === undefined ? null : place.toFixed(1));
  for (const old of all.slice(MOST)) remember(position(old.audio), null);
  remember(`begun:${folder}`, all.length ? JSON.stringify(all.slice(0, MOST)) : null);
}

/** The recordings of this show that were begun and not heard to their end, the latest first. */
export function begun() {
  try {
    const found = JSON.parse(remembered(`begun:${folder}`) || "[]");
    return /** @type {Recording[]} */ (found).filter(isRecording);
  } catch {
    return [];
  }
}

/** Whether it is what we have stored: other pages of the origin write there, too. @param {Recording} one */
function isRecording({ audio, page, title, duration }) {
  const isText = [audio, page, title, duration].every((part) => typeof part === "string");
  return isText && /^https?:/.test(audio) && /^[\w-]+\.html$/.test(page);
}

/** @param {string} audio */
function position(audio) {
  return `position:${new URL(audio).pathname}`;
}

// --- what the next page shall do

/** Go to a page of the show, which begins to play there. @param {string} url */
export function playAt(url) {
  try {
    window.sessionStorage.setItem("feedpub:play", new URL(url, location.href).pathname);
  } catch {
    // Then somebody has to press play there.
  }
  location.assign(url);
}

/** Whether somebody was sent here by `playAt`; only once. */
export function isSentToPlay() {
  try {
    const path = window.sessionStorage.getItem("feedpub:play");
    window.sessionStorage.removeItem("feedpub:play");
    return path === location.pathname;
  } catch {
    return false;
  }
}
