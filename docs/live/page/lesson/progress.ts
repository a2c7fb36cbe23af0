/** What a reader has reached, as a file: to take to another browser, or to keep. */

import { remember, solved } from "./solved.js";
import { counted, fill } from "../../phrases.js";

const FORMAT = "progress of a live course, 1";
const EDITS = "live-cells:";
/**
 * @typedef {{format: string, solved: Record<string, string>, edits: Record<string, Record<string, string>>}} Progress
 * `edits`: by page and cell, the edit of each version of the cell
 */

/**
 * What this browser keeps: solved exercises and edited code.
 * @param {string} root the path at which the site begins: so the file is good for the same site elsewhere
 * @returns {string} a file's content
 */
export function exported(root) {
  /** @type {Progress} */
  const progress = { format: FORMAT, solved: solved(), edits: {} };
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
 * @param {string} content @param {string} root the path at which the site begins
 * @returns {string} what came of it, in words
 * @throws {Error} if it is not such a file, or the browser keeps nothing
 */
export function imported(content, root) {
  const progress = parsed(content);
  let exercises = 0;
  const before = solved();
  for (const [name, day] of Object.entries(progress.solved)) {
    if (name in before || !/^\d{4}-\d\d-\d\d$/.test(day)) continue;
    remember(name, day);
    exercises += 1;
  }
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
  const { imported_exercises, imported_edits, imported, edits_stayed } = WORDS.progress;
  const found = { exercises: counted(imported_exercises, exercises), edits: counted(imported_edits, edits) };
  return [fill(imported, found), kept ? counted(edits_stayed, kept) : ""].join(" ").trim();
}

/** @param {string} content @returns {Progress} */
function parsed(content) {
  let progress;
  try {
    progress = JSON.parse(content);
  } catch {
    throw new Error(WORDS.progress.no_json);
  }
  if (progress?.format !== FORMAT) throw new Error(WORDS.progress.not_ours);
  const edits = Object.entries(isObject(progress.edits) ? progress.edits : {}).flatMap(([place, versions]) => {
    const checked = readVersions(JSON.stringify(versions));
    return checked ? [[place, checked]] : [];
  });
  return { format: FORMAT, solved: texts(progress.solved), edits: Object.fromEntries(edits) };
}

/** The edits of a cell, if that is what the text holds. @param {string} text */
function readVersions(text) {
  try {
    const versions = JSON.parse(text);
    return isObject(versions) ? texts(versions) : null;
  } catch {
    return null;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The entries that are texts. @param {unknown} value @returns {Record<string, string>} */
function texts(value) {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(/** @type {[string, string][]} */ (entries.filter(([, text]) => typeof text === "string")));
}
