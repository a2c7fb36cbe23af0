// Takes fields that follow from the rest out of an image's memory; recomputed_fields.ts puts them back.
import { NO_HASH, PLAIN, STORAGE, ringsOf } from "./cpython_layout.mjs";
import { FLAGS } from "./recomputed_fields.ts";

/** A ring of fewer members is not worth describing. */
const LONG = 50;
/** Longer strings may be docstrings, in whose place a notice will stand. */
const LONGEST = 63;

/**
 * Bring the members of long rings into the order of their addresses, which makes no difference to the collector.
 * @returns {number[][]} those rings
 */
export function sortRings(words, from, to) {
  const rings = ringsOf(words, from, to).filter((ring) => ring.length >= LONG);
  for (const ring of rings) {
    ring.sort((one, other) => one - other);
    eachLink(ring, (at, next) => {
      words[at >>> 2] = next | (words[at >>> 2] & FLAGS);
      words[(next >>> 2) + 1] = at | (words[(next >>> 2) + 1] & FLAGS);
    });
  }
  return rings;
}

function eachLink(ring, visit) {
  for (const [index, at] of ring.entries()) visit(at, ring[(index + 1) % ring.length]);
}

/** What `closeRing` understands. @param {Uint32Array} words memory @param {number[]} ring from `sortRings` */
export function openRing(words, ring) {
  eachLink(ring, (at, next) => {
    words[at >>> 2] = ((next - at) & ~FLAGS) | (words[at >>> 2] & FLAGS);
    words[(next >>> 2) + 1] &= FLAGS;
  });
}

/**
 * Put a mark in the place of each hash that Python computes again just as it stands there.
 * @param {Uint32Array} words memory, as that of `module` @param {any} module a running Python
 * @param {import("./cpython_layout.mjs").Layout} layout
 * @param {(from: number, to: number) => boolean} may the bytes from here to there be changed?
 * @returns {number} the mark, a number that stood nowhere
 */
export function markHashes(words, module, { object, string }, may) {
  const own = new Uint32Array(module.HEAPU8.buffer);
  let mark = 0x5eed5eed;
  while (words.includes(mark)) mark += 1;
  const isPlain = (at) =>
    words[at + object.type / 4] === module._PyUnicode_Type &&
    words[at + string.length / 4] <= LONGEST &&
    (words[at + string.state / 4] & STORAGE) === PLAIN;
  const end = words.length - (string.letters + LONGEST + 1) / 4;
  for (let at = 0; at < end; at++) {
    if (!isPlain(at) || !may(at * 4, at * 4 + string.letters)) continue;
    const place = at + string.hash / 4;
    const hash = words[place];
    if (hash === NO_HASH) continue;
    own[place] = NO_HASH;
    if (module._PyObject_Hash(at * 4) >>> 0 === hash) words[place] = mark;
    own[place] = hash;
  }
  return mark;
}
