/** What a reader has reached: exercises solved and predictions made, kept in this browser, and all as a file to take along. */

import { counted, fill } from "../../phrases.ts";
import { isObject, store, stored, texts } from "../elements/storage.ts";

const KEY = "seqlite:solved";
const PREDICTIONS = "seqlite:predictions";
const FORMAT = "progress of a live course, 1";
const EDITS = "live-cells:";

/** `edits`: by page and cell, the edit of each version of the cell. */
type Progress = {
  format: string;
  solved: Record<string, string>;
  predictions: Record<string, string>;
  edits: Record<string, Record<string, string>>;
};

/**
 * What this browser keeps: solved exercises and edited code.
 * @param root the path at which the site begins: so the file is good for the same site elsewhere
 * @returns a file's content
 */
export function exported(root: string): string {
  const progress: Progress = { format: FORMAT, solved: solved(), predictions: predictions(), edits: {} };
  const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? "");
  for (const key of keys) {
    if (!key.startsWith(EDITS + root)) continue;
    const versions = readVersions(localStorage.getItem(key) ?? "");
    if (versions) progress.edits[key.slice(EDITS.length + root.length)] = versions;
  }
  return `${JSON.stringify(progress, null, 1)}\n`;
}

/**
 * Take over what a file holds; what is here already stays.
 * @param root the path at which the site begins
 * @returns what was imported, in words
 * @throws {Error} if it is not such a file, or the browser keeps nothing
 */
export function imported(content: string, root: string): string {
  const progress = parsed(content);
  let exercises = 0;
  const before = solved();
  for (const [name, day] of Object.entries(progress.solved)) {
    if (name in before || !/^\d{4}-\d\d-\d\d$/.test(day)) continue;
    remember(name, day);
    exercises += 1;
  }
  const guesses = predictions();
  const added = Object.keys(progress.predictions).filter((place) => !(place in guesses)).length;
  if (added) store(PREDICTIONS, { ...progress.predictions, ...guesses });
  let edits = 0;
  let kept = 0;
  for (const [place, versions] of Object.entries(progress.edits)) {
    const key = EDITS + root + place;
    const here = readVersions(localStorage.getItem(key) ?? "{}") ?? {};
    kept += Object.keys(versions).filter((version) => version in here && here[version] !== versions[version]).length;
    const fresh = Object.keys(versions).filter((version) => !(version in here)).length;
    if (!fresh) continue;
    localStorage.setItem(key, JSON.stringify({ ...versions, ...here }));
    edits += fresh;
  }
  const { imported_exercises, imported_predictions, imported_edits, imported, edits_stayed } = WORDS.progress;
  const found = {
    exercises: counted(imported_exercises, exercises),
    predictions: counted(imported_predictions, added),
    edits: counted(imported_edits, edits),
  };
  return [fill(imported, found), kept ? counted(edits_stayed, kept) : ""].join(" ").trim();
}

function parsed(content: string): Progress {
  let progress: unknown;
  try {
    progress = JSON.parse(content);
  } catch {
    throw new Error(WORDS.progress.no_json);
  }
  if (!isObject(progress) || progress.format !== FORMAT) throw new Error(WORDS.progress.not_ours);
  const edits = Object.entries(isObject(progress.edits) ? progress.edits : {}).flatMap(([place, versions]) => {
    const checked = readVersions(JSON.stringify(versions));
    return checked ? [[place, checked]] : [];
  });
  const { solved, predictions } = progress;
  return { format: FORMAT, solved: texts(solved), predictions: texts(predictions), edits: Object.fromEntries(edits) };
}

/** The edits of a cell, if that is what the text holds. */
function readVersions(text: string) {
  try {
    const versions = JSON.parse(text);
    return isObject(versions) ? texts(versions) : null;
  } catch {
    return null;
  }
}

/** Which exercises are solved, by the exercise's name. @returns name → the day it was solved, as `2026-11-25` */
export function solved(): Record<string, string> {
  const days = Object.entries(texts(stored(KEY))).filter(([, day]) => !Number.isNaN(Date.parse(day)));
  return Object.fromEntries(days);
}

/** Remember an exercise as solved, today if no day is given; the first day stays. */
export function remember(name: string, day: string = today()) {
  store(KEY, { [name]: day, ...solved() });
}

/** What was predicted, by the place of the cell: a choice or a number as it was typed; empty where none was made. */
export function predictions(): Record<string, string> {
  return texts(stored(PREDICTIONS));
}

export function rememberPrediction(place: string, guess: string) {
  store(PREDICTIONS, { ...predictions(), [place]: guess });
}

/** The local date as ISO writes it. */
const today = () => new Date().toLocaleDateString("sv");

export function forgetAll() {
  store(KEY, {});
  store(PREDICTIONS, {});
}
