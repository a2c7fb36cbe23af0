import type { Hashes } from "../format.ts";

/**
 * A tenth of a memory image follows from the rest of it, and is recomputed instead of fetched:
 *
 * - The garbage collector keeps its objects in rings, linked both ways. An image has them in the order of their addresses,
 *   says for each how far it is to the next one, which is much the same everywhere, and leaves out the way back.
 * - Strings keep their hash. An image has a mark in its place, and Python computes it anew.
 *
 * The build takes these fields out (recomputed_fields.mjs).
 */

/** Of an address of an object, the bits that are flags. */
export const FLAGS = 3;
const NOT_COMPUTED = 2 ** 32 - 1;

/** Put the addresses back into a ring. @param words memory @param start the address of a member */
export function closeRing(words: Uint32Array, start: number) {
  let at = start;
  do {
    const step = words[at >>> 2];
    const next = (at + (step & ~FLAGS)) >>> 0;
    words[at >>> 2] = next | (step & FLAGS);
    words[(next >>> 2) + 1] |= at;
    at = next;
  } while (at !== start);
}

/**
 * Have the hashes computed for which a mark stands.
 * @param words memory
 * @param place where to look, in bytes
 * @param hash an object
 */
export function computeHashes(
  words: Uint32Array,
  [from, to]: [from: number, to: number],
  { mark, offset }: Hashes,
  hash: (address: number) => void,
) {
  const here = words.subarray(from / 4, to / 4);
  for (let at = here.indexOf(mark); at !== -1; at = here.indexOf(mark, at + 1)) {
    here[at] = NOT_COMPUTED;
    hash(from + at * 4 - offset);
  }
}
