// Times of a recording, in seconds, as people and links write them.

import { language } from "./text.js";

/** `3:15`, `1:04:09`. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** Formats numbers of a unit: `15 minutes`. @param {string} unit */
export function inUnits(unit) {
  const format = formats.get(unit) || new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  formats.set(unit, format); // a new one is slow, and every second needs three
  return format;
}

/** `3 minutes 15 seconds`. @param {number} seconds */
export function spoken(seconds) {
  const whole = Math.floor(seconds);
  const counts = { hour: Math.floor(whole / 3600), minute: Math.floor(whole / 60) % 60, second: whole % 60 };
  const shown = Object.entries(counts).filter(([unit, count]) => count || (unit === "second" && !whole));
  return shown.map(([unit, count]) => inUnits(unit).format(count)).join(" ");
}

/**
 * A part of a recording; `end` is Infinity where it has none.
 * @typedef {{ start: number, end: number }} Span
 */

/**
 * The part that a fragment names, in seconds: `#t=195`, `#t=3:15`, `#t=1h2m3s`, `#t=60,90`, `#t=,90`; undefined if it
 * names none. (W3C Media Fragments 1.0, §4.2.1)
 * @param {string} fragment
 * @returns {Span | undefined}
 */
export function fragmentSpan(fragment) {
  const match = /[#&]t=(?:npt:)?([^&,]*)(?:,([^&]+))?/i.exec(decoded(fragment));
  if (!match) return undefined;
  const [from, to] = [seconds(match[1]), match[2] ? seconds(match[2]) : undefined];
  const start = from ?? (to === undefined ? undefined : 0);
  return start === undefined ? undefined : { start, end: to !== undefined && to > start ? to : Infinity };
}

/** Seconds of a time as people write it; undefined for what is none. @param {string} text */
export function seconds(text) {
  const clocked = /^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  const units = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text);
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

/** What decoders round a place by; a chapter that was jumped to is the one that plays. */
const ROUNDING = 0.06;

/**
 * Index of the last that has begun; -1 if none has.
 * @param {{ start: number }[]} sorted
 * @param {number} now
 */
export function lastBegun(sorted, now) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].start <= now + ROUNDING) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
