// What an image leaves out of memory, for it follows from the rest, comes back as it was.

import assert from "node:assert/strict";
import { test } from "node:test";
import { markHashes, openRing, sortRings } from "../../live_cells/image/slim/recomputed_fields.mjs";
import { closeRing, computeHashes } from "../../live_cells/image/slim/recomputed_fields.ts";
import { NO_HASH } from "../../live_cells/image/slim/cpython_layout.mjs";
import { LAYOUT } from "./cpython.mjs";
import { tryOften } from "./dice.mjs";

const RUNTIME = 64; // where Python's state begins
const STRING = 4096; // the address of the type of strings
const MEMBERS = 80;

/** Memory with a ring of members in any order, flags in their links, and with other words around them. */
function memoryWithRing(choice) {
  const words = new Uint32Array(4096);
  for (let at = 2000; at < words.length; at++) words[at] = (choice.below(2 ** 16) << 16) | 1;
  const places = Array.from({ length: MEMBERS }, (_, index) => 2000 + 4 * index).sort(() => choice.below(3) - 1);
  const ring = [RUNTIME / 4 + 2, ...places];
  ring.forEach((at, index) => {
    const next = ring[(index + 1) % ring.length];
    words[at] = (next * 4) | choice.below(2);
    words[next + 1] = (at * 4) | choice.below(4);
  });
  return { words, members: ring.map((at) => at * 4).sort((one, other) => one - other) };
}

test("a ring comes back in the order of its addresses, with its flags, and nothing else changes", () => {
  tryOften(20, (choice) => {
    const { words, members } = memoryWithRing(choice);
    const rings = sortRings(words, RUNTIME, RUNTIME + 64);
    assert.deepEqual(rings, [members]);
    const sorted = words.slice();
    openRing(words, members);
    const steps = members.slice(1, -1).map((at) => words[at / 4] & ~3);
    assert.deepEqual(new Set(steps), new Set([16])); // which is what makes it small
    closeRing(words, members[0]);
    assert.deepEqual(words, sorted);
    let at = members[0];
    for (const member of members) {
      assert.equal(at, member);
      at = words[at / 4] & ~3;
    }
  });
});

/** Python whose hash of a string is the sum of its letters. */
function python(words) {
  const letters = (address) => new Uint8Array(words.buffer, address + 20, words[address / 4 + 2]);
  const hash = (address) => {
    if (words[address / 4 + 3] === NO_HASH)
      words[address / 4 + 3] = letters(address).reduce((sum, each) => sum + each, 0);
    return words[address / 4 + 3];
  };
  return { HEAPU8: new Uint8Array(words.buffer), _PyUnicode_Type: STRING, _PyObject_Hash: hash };
}

function putString(words, at, text, hash) {
  words.set([1, STRING, text.length, hash, 0x64], at);
  new Uint8Array(words.buffer, (at + 5) * 4).set(new TextEncoder().encode(text));
}

test("hashes are left out where Python computes them again, and nowhere else", () => {
  const words = new Uint32Array(1024);
  putString(words, 100, "ab", 97 + 98);
  putString(words, 200, "ab", 12345); // no hash of this string
  putString(words, 300, "ab", NO_HASH);
  putString(words, 400, "x".repeat(64), 64 * 120); // long
  putString(words, 500, "c", 99);
  const whole = words.slice();
  const image = words.slice();
  const mark = markHashes(image, python(words), LAYOUT, (from) => from !== 500 * 4);
  assert.deepEqual(words, whole); // Python goes on as it was
  assert.deepEqual(
    [100, 200, 300, 400, 500].map((at) => image[at + 3] === mark),
    [true, false, false, false, false],
  );
  computeHashes(image, [0, image.byteLength], { mark, offset: LAYOUT.string.hash }, python(image)._PyObject_Hash);
  assert.deepEqual(image, whole);
});
