/** Which exercises the reader has solved, kept in this browser, by the exercise's name. */

const KEY = "seqlite:solved";

/** @returns {Record<string, string>} name → the day it was solved, as `2026-11-25` */
export function solved() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {}; // no storage, or not ours
  }
}

/** Remember an exercise as solved today; the first day stays. @param {string} name */
export function remember(name) {
  const day = new Date().toLocaleDateString("sv"); // the local date as ISO writes it
  write({ [name]: day, ...solved() });
}

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
