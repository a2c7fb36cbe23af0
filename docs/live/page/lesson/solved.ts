/** Which exercises the reader has solved, kept in this browser, by the exercise's name. */

const KEY = "seqlite:solved";

/** @returns name → the day it was solved, as `2026-11-25` */
export function solved(): Record<string, string> {
  try {
    const kept = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {});
    return Object.fromEntries(
      kept.filter(
        (entry): entry is [string, string] => typeof entry[1] === "string" && !Number.isNaN(Date.parse(entry[1])),
      ),
    );
  } catch {
    return {}; // no storage, or not ours
  }
}

/** Remember an exercise as solved, today if no day is given; the first day stays. */
export function remember(name: string, day: string = today()) {
  write({ [name]: day, ...solved() });
}

/** The local date as ISO writes it. */
const today = () => new Date().toLocaleDateString("sv");

export function forgetAll() {
  write({});
}

function write(days: Record<string, string>) {
  try {
    localStorage.setItem(KEY, JSON.stringify(days));
  } catch {
    // the tick stays for this visit
  }
}
