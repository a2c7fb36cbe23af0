// Where CPython's structures have what slim/ changes, in bytes from their beginning.
//
// From version 3.13 on, CPython publishes part of it for debuggers and profilers: `_Py_DebugOffsets`, at the head of
// `_PyRuntime`. The rest stands here. Before anything is changed, `wrongOffsets` compares all of it with objects of known
// content: if a new release lays them out in another way, the build says which, and makes a site that does without
// (build/memory_image.py).

/** For a minor version of CPython, which number of `_Py_DebugOffsets` begins what it says of a structure. */
const TABLES = {
  14: { runtime: 3, interpreter: 6, code: 39, object: 50, tuple: 56, float: 69, bytes: 74, string: 77, collector: 81 },
  15: { runtime: 3, interpreter: 6, code: 47, object: 58, tuple: 68, float: 81, bytes: 86, string: 89, collector: 94 },
};

/** Which of the numbers there is a field's offset, or the structure's size. */
const PUBLISHED = {
  runtime: { interpreters: 2 },
  interpreter: { collector: 5 },
  collector: { size: 0 },
  object: { type: 1 },
  code: { file: 1, lines: 4, instructions: 9 },
  tuple: { items: 1, length: 2 },
  float: { size: 0, value: 1 },
  bytes: { length: 1, content: 2 },
  string: { state: 1, length: 2, letters: 3 },
};

/** Offsets that CPython does not publish; the same in 3.14 and 3.15. */
const UNPUBLISHED = {
  code: { constants: 12, names: 16, exceptions: 20, version: 108 },
  object: { references: 0 },
  string: { hash: 12 },
  type: { traverse: 92, clear: 96 },
};

/** A count of references by which an object lives for ever. */
export const IMMORTAL = 5 << 28;
/** The hash of a string that has not been computed. */
export const NO_HASH = 2 ** 32 - 1;
/** What of a string's state says whether it is interned, and how its letters are stored. */
export const [INTERNED, STORAGE] = [0x03, 0x7c];
/** One byte for a letter, all of them ASCII, right behind the head. */
export const PLAIN = 0x64;

/** @typedef {Record<string, Record<string, number>>} Layout for each structure and field, its offset */

/** How many numbers `_Py_DebugOffsets` has at most. */
const MOST = 160;

/** The numbers of `_Py_DebugOffsets`, in their order. @param {any} module of a Python @returns {bigint[]} */
export function publishedNumbers(module) {
  const view = new DataView(module.HEAPU8.buffer, module.__PyRuntime);
  return Array.from({ length: MOST }, (_, index) => view.getBigUint64(8 * index, true));
}

/** @param {any} module of a Python, with its memory @returns {Layout} */
export function layoutOf(module) {
  const numbers = publishedNumbers(module);
  const number = (index) => Number(numbers[index]);
  const minor = (number(1) >>> 16) & 0xff;
  const isThere =
    String.fromCharCode(...module.HEAPU8.subarray(module.__PyRuntime, module.__PyRuntime + 8)) === "xdebugpy";
  const table = TABLES[minor];
  if (!isThere || !table)
    throw changed(`publishes no offsets that are known here (${isThere ? `3.${minor}` : "no table"})`);
  const layout = structuredClone(UNPUBLISHED);
  for (const [structure, fields] of Object.entries(PUBLISHED)) {
    const offsets = Object.entries(fields).map(([field, index]) => [field, number(table[structure] + index)]);
    layout[structure] = { ...layout[structure], ...Object.fromEntries(offsets) };
  }
  return layout;
}

/** Before an object that the garbage collector knows, its links. */
const GC_HEAD = 8;

/** From where to where the garbage collector's own record lies, in which its rings begin. @param {Layout} layout */
export function collectorOf({ runtime, interpreter, collector }, module) {
  const first = new Uint32Array(module.HEAPU8.buffer)[(module.__PyRuntime + runtime.interpreters) / 4];
  const from = first + interpreter.collector;
  return [from, from + collector.size];
}

/**
 * The garbage collector's lists of objects, each linked in both ways to a ring.
 * @param {Uint32Array} words memory @param {number} from where rings can begin @param {number} to
 * @returns {number[][]} for each ring, the addresses of its members
 */
export function ringsOf(words, from, to) {
  const seen = new Set();
  const rings = [];
  for (let start = from / 4; start < to / 4; start++) {
    const ring = [];
    for (let at = start; isLinked(words, at) && !seen.has(at); at = words[at] >>> 2) {
      seen.add(at);
      ring.push(at * 4);
    }
    if (ring.length && words[ring.at(-1) / 4] >>> 2 === start) rings.push(ring);
  }
  return rings;
}

/** Is this word the address of another, behind which this one's stands? */
function isLinked(words, at) {
  const next = words[at] >>> 2;
  return next > 0 && next < words.length - 1 && words[next + 1] >>> 2 === at;
}

/** @param {string} what it does or does not do */
export const changed = (what) =>
  new Error(`CPython has changed: it ${what}. Compare its structures with live_cells/image/slim/cpython_layout.mjs.`);

/**
 * Compare a layout with objects of Python's.
 * @param {Layout} layout @param {any} module whose memory it is
 * @param {any} known from `known_objects` in build/programs.py
 * @returns {string[]} the fields that are elsewhere
 */
export function wrongOffsets(layout, module, known) {
  const words = new Uint32Array(module.HEAPU8.buffer);
  const word = (at) => words[at / 4];
  const text = (at, length) => Buffer.from(module.HEAPU8.subarray(at, at + length)).toString("latin1");
  const { code, tuple, string, bytes, float, shared, types } = known;
  const { type } = layout;
  const versions = known.monitored.map((at) => word(at + layout.code.version));
  const [items, letters, content] = [
    tuple.at + layout.tuple.items,
    string.at + layout.string.letters,
    bytes.at + layout.bytes.content,
  ];
  const holds = {
    "object.references": Math.floor(word(shared.at + layout.object.references) / 100) === shared.references / 100,
    "object.type": word(tuple.at + layout.object.type) === module._PyTuple_Type,
    "tuple.length": word(tuple.at + layout.tuple.length) === tuple.items.length,
    "tuple.items": tuple.items.every((item, index) => word(items + 4 * index) === item),
    "bytes.length": word(bytes.at + layout.bytes.length) === bytes.content.length,
    "bytes.content": text(content, bytes.content.length) === bytes.content,
    "string.length": word(string.at + layout.string.length) === string.letters.length,
    "string.letters": text(letters, string.letters.length) === string.letters,
    "string.hash": word(string.at + layout.string.hash) === string.hash,
    "string.state": (word(string.at + layout.string.state) & (INTERNED | STORAGE)) === PLAIN,
    "float.value": new DataView(module.HEAPU8.buffer).getFloat64(float.at + layout.float.value, true) === float.value,
    "float.size": layout.float.size === float.size,
    "code.version": word(code.at + layout.code.version) === 0 && versions[0] > 0 && versions[0] === versions[1],
    "code.instructions": text(code.at + layout.code.instructions, code.instructions.length) === code.instructions,
    // Floats refer to nothing, tuples cannot be changed, lists can.
    "type.traverse":
      ["float", "tuple", "list"].map((name) => word(types[name] + type.traverse) > 0).join() === "false,true,true",
    "type.clear":
      ["float", "tuple", "list"].map((name) => word(types[name] + type.clear) > 0).join() === "false,false,true",
  };
  holds["runtime.interpreters, interpreter.collector"] = ringsOf(words, ...collectorOf(layout, module)).some((ring) =>
    ring.includes(known.tracked - GC_HEAD),
  );
  for (const field of ["constants", "names", "exceptions", "lines", "file"])
    holds[`code.${field}`] = word(code.at + layout.code[field]) === code[field];
  return Object.keys(holds).filter((field) => !holds[field]);
}
