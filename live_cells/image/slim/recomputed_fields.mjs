// Takes out of an image's memory what live_cells/image/slim/recomputed_fields.ts puts back.
import { FLAGS, HASH, NO_HASH } from "./recomputed_fields.ts";

/** A ring begins in the collector's own record; so many bytes of Python's state hold that. */
const STATE = 2 ** 18;
/** Fewer members are not worth telling where they are. */
const LONG = 50;
/** Of the word that says what a string is like: one byte for a letter, all of them ASCII, and right behind it. */
const LIKENESS = 0x7c;
const PLAIN = 0x64;
const HEADER = 5; // words before the letters
/** Longer ones may be descriptions, in whose place a notice will stand. */
const LONGEST = 63;

/**
 * Bring the members of the garbage collector's rings into the order of their addresses, which is no matter for it.
 * @param {Uint32Array} words memory @param {any} module whose memory that was
 * @returns {number[][]} for each ring, the addresses of its members
 */
export function sortRings(words, module) {
  const state = module.__PyRuntime / 4;
  const seen = new Set();
  const rings = [];
  for (let start = state; start < state + STATE / 4; start++) {
    const ring = [];
    for (let at = start; isLinked(words, at) && !seen.has(at); at = words[at] >>> 2) {
      seen.add(at);
      ring.push(at * 4);
    }
    if (ring.length >= LONG && words[ring.at(-1) / 4] >>> 2 === start) rings.push(ring);
  }
  for (const ring of rings) {
    ring.sort((one, other) => one - other);
    eachLink(ring, (at, next) => link(words, at, next));
  }
  return rings;
}

/** Is this word the address of another, behind which this one's stands? */
function isLinked(words, at) {
  const next = words[at] >>> 2;
  return next > 0 && next < words.length - 1 && words[next + 1] >>> 2 === at;
}

function eachLink(ring, visit) {
  for (const [index, at] of ring.entries()) visit(at, ring[(index + 1) % ring.length]);
}

function link(words, at, next) {
  words[at >>> 2] = next | (words[at >>> 2] & FLAGS);
  words[(next >>> 2) + 1] = at | (words[(next >>> 2) + 1] & FLAGS);
}

/** What `closeRing` understands. @param {Uint32Array} words memory @param {number[]} ring from `sortRings` */
export function openRing(words, ring) {
  eachLink(ring, (at, next) => {
    words[at >>> 2] = ((next - at) & ~FLAGS) | (words[at >>> 2] & FLAGS);
    words[(next >>> 2) + 1] &= FLAGS;
  });
}

/** Does the beginning of a string stand here, one that is neither long nor anything but ASCII? */
function isPlainString(words, at, type) {
  return words[at + 1] === type && words[at + 2] <= LONGEST && (words[at + HEADER - 1] & LIKENESS) === PLAIN;
}

/**
 * Put a mark in the place of each hash that Python computes again just as it stands there.
 * @param {Uint32Array} words memory, as that of `module` @param {any} module a running Python
 * @param {(from: number, to: number) => boolean} may the bytes from here to there be changed?
 * @returns {number} the mark, a number that stood nowhere
 */
export function markHashes(words, module, may) {
  const own = new Uint32Array(module.HEAPU8.buffer);
  let mark = 0x5eed5eed;
  while (words.includes(mark)) mark += 1;
  const end = words.length - HEADER - (LONGEST + 1) / 4;
  for (let at = 0; at < end; at++) {
    if (!isPlainString(words, at, module._PyUnicode_Type) || !may(at * 4, (at + HEADER) * 4)) continue;
    const hash = words[at + HASH];
    if (hash === NO_HASH) continue;
    own[at + HASH] = NO_HASH;
    if (module._PyObject_Hash(at * 4) >>> 0 === hash) words[at + HASH] = mark;
    own[at + HASH] = hash;
  }
  return mark;
}
