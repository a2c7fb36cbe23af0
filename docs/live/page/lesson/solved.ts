/** Which exercises the reader has solved, kept in this browser, by the exercise's name. */

const KEY = "seqlite:solved";

/** @returns {Record<string, string>} name → the day it was solved, as `2026-11-25` */
export function solved() {
  try {
    const kept = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {});
    return Object.fromEntries(kept.filter(([, day]) => typeof day === "string" && !Number.isNaN(Date.parse(day))));
  } catch {
    return {}; // no storage, or not ours
  }
}

/** Remember an exercise as solved, today if no day is given; the first day stays. @param {string} name @param {string} [day] */
export function remember(name, day = today()) {
  write({ [name]: day, ...solved() });
}

/** The local date as ISO writes it. */
const today = () => new Date().toLocaleDateString("sv");

export function forgetAll() {
  write({});
}

/** @param {Record<string, string>} days */
function write(days) {
  try {
    localStorage.setItem(KEY, JSON.stringify(days));
  } catch {
    // the tick stays for this visit
  }
}
