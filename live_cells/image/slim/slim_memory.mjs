// Leaves out of an image's memory what a first result does not need: it is recomputed in the browser (recomputed_fields.ts)
// or comes later (deferred_memory.ts).
import { PAGE } from "../format.ts";
import { Docstrings } from "./deferred_docstrings.mjs";
import { fileOf, notice } from "./deferred_memory.ts";
import { markHashes, openRing, sortRings } from "./recomputed_fields.mjs";
import { collectorOf } from "./cpython_layout.mjs";

/**
 * @typedef {object} About what memory belongs to
 * @property {any} module Emscripten's, whose memory it is, as it was when `memory` was taken
 * @property {Buffer} fresh memory as a fresh instance has it
 * @property {Docstrings} docstrings
 * @property {import("./cpython_layout.mjs").Layout} layout
 * @property {Set<string>} slim what is to be left out
 */

/** @param {string[]} docstrings that may be taken out @param {Buffer} fresh @returns {About} */
export function aboutOf({ base, slim, files }, docstrings, fresh) {
  return { module: base.module, layout: files.layout, slim, fresh, docstrings: new Docstrings(docstrings) };
}

/** What comes later: the second halves of modules, and then what is missing in memory. @returns {Uint8Array[]} */
export function lateParts(seconds, docstrings, bytecode) {
  return docstrings.length || seconds.length ? [...seconds, fileOf([{ mark: 0, parts: docstrings }, ...bytecode])] : [];
}

/**
 * @param {Buffer} memory is changed @param {About} about
 * @param {import("./deferred_docstrings.mjs").Taken} below what docstrings have been taken out of the image below
 */
export function slimMemory(memory, { module, fresh, docstrings, layout, slim }, below = []) {
  for (const { at, bytes } of below) {
    if (bytes.equals(memory.subarray(at, at + bytes.length))) memory.set(notice(bytes.length), at);
  }
  const isShipped = (from, to) => shippedPages(memory, fresh, from, to).every(Boolean);
  const taken = slim.has("docstrings") ? docstrings.takeFrom(memory, isShipped) : [];
  if (!slim.has("fields")) return { whole: memory, taken, rings: [], hashes: null };
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
  const rings = sortRings(words, ...collectorOf(layout, module));
  const whole = Buffer.from(memory); // what a browser has once all is computed again
  const hashes = { mark: markHashes(words, module, layout, isShipped), offset: layout.string.hash };
  for (const ring of rings) openRing(words, ring);
  return { whole, taken, rings: rings.map(([first]) => first), hashes };
}

/** For each page from here to there, whether the image has to bring it. */
function shippedPages(memory, fresh, from, to) {
  const first = Math.floor(from / PAGE);
  const pages = Array.from({ length: Math.ceil(to / PAGE) - first }, (_, index) => (first + index) * PAGE);
  return pages.map((at) => !memory.subarray(at, at + PAGE).equals(fresh.subarray(at, at + PAGE)));
}

/**
 * Take the docstrings out of compiled code.
 * @param {Uint8Array[]} modules @param {Buffer} memory of the image @param {About} about
 * @returns {{modules: Uint8Array[], taken: import("./deferred_docstrings.mjs").Taken}}
 */
export function slimModules(modules, memory, { fresh, docstrings, slim }) {
  if (!slim.has("docstrings")) return { modules, taken: [] };
  // Or a half of one would come with the image.
  const ofOneKind = (from, to) => new Set(shippedPages(memory, fresh, from, to)).size === 1;
  const all = modules.map((bytes) => docstrings.takeFromModule(bytes, fresh, ofOneKind));
  return { modules: all.map(({ bytes }) => bytes), taken: all.flatMap(({ taken }) => taken) };
}
