// Takes the byte code of functions that the profile does not call out of an image's memory, with its tables and constants
// (deferred_memory.ts puts it back). That of the engine and of what runs cells stays: a first cell may call any of it.
//
// A code object keeps its head, and of its instructions those before it begins to run. Nothing frees it: it becomes immortal, as
// None is. What else goes are objects that only its tuple of constants refers to; there, None stands in their place.
import { IMMORTAL, INTERNED, PLAIN, STORAGE } from "./cpython_layout.mjs";
import { MARK } from "./deferred_memory.ts";

/** Files whose code stays. */
const KEPT = /\/(seqlite|live)\//;
const ZERO = Buffer.of(0);
const [TABLES, TUPLES] = [
  ["exceptions", "lines"],
  ["constants", "names"],
];

export class CodeObjects {
  #memory;
  #words;
  #layout;
  #opcodes;
  #types;
  #none;

  /**
   * @param {Buffer} memory @param {any} module whose memory it is
   * @param {import("./cpython_layout.mjs").Layout} layout
   * @param {Record<string, number>} opcodes CPython's numbers of them
   */
  constructor(memory, module, layout, opcodes) {
    this.#memory = memory;
    this.#words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
    this.#layout = layout;
    this.#opcodes = opcodes;
    this.#none = module.__Py_NoneStruct;
    const { _PyCode_Type, _PyTuple_Type, _PyBytes_Type, _PyUnicode_Type, _PyFloat_Type } = module;
    this.#types = {
      code: _PyCode_Type,
      tuple: _PyTuple_Type,
      bytes: _PyBytes_Type,
      string: _PyUnicode_Type,
      float: _PyFloat_Type,
    };
  }

  /** The addresses of all code objects that have not run and may go. */
  unused() {
    const found = [];
    for (let word = 0; ; ) {
      word = this.#words.indexOf(this.#types.code, word + 1);
      if (word === -1) return found;
      const at = word * 4 - this.#layout.object.type;
      if (this.isUnused(at) && !KEPT.test(this.#fileOf(at))) found.push(at);
    }
  }

  /** Is this a code object that has not run? @param {number} at its address */
  isUnused(at) {
    return this.#isCode(at) && this.#begin(at) !== null;
  }

  /**
   * Take code out of memory.
   * @param {number[]} unused the addresses of code objects
   * @returns {(import("./deferred_memory.ts").Deferred & {at: number})[]} what was taken
   */
  defer(unused) {
    const inside = new Set();
    const all = unused.map((at) => ({ at, parts: this.#partsOf(at, inside) }));
    return all
      .filter(({ at }) => !inside.has(at))
      .map(({ at, parts }) => {
        const taken = parts.map(({ from, to, filler }) => {
          const bytes = Buffer.from(this.#memory.subarray(from, to));
          this.#memory.fill(filler, from, to);
          return { at: from, bytes };
        });
        const mark = at + this.#layout.code.version;
        taken.push({ at: mark, bytes: Buffer.alloc(4) });
        this.#words[mark / 4] = MARK;
        this.#words[(at + this.#layout.object.references) / 4] = IMMORTAL;
        return { at, mark, parts: taken };
      });
  }

  /** A field of an object. @param {number} at @param {keyof import("./cpython_layout.mjs").Layout} kind */
  #field(at, kind, name) {
    return this.#words[(at + this.#layout[kind][name]) / 4];
  }

  #is(at, kind) {
    return at > 0 && at % 4 === 0 && this.#field(at, "object", "type") === this.#types[kind];
  }

  #isCode(at) {
    if (!this.#is(at, "code") || this.#field(at, "code", "version") !== 0) return false;
    const are = (fields, kind) => fields.every((field) => this.#is(this.#field(at, "code", field), kind));
    return are(TUPLES, "tuple") && are(TABLES, "bytes");
  }

  #fileOf(at) {
    const name = this.#field(at, "code", "file");
    const letters = name + this.#layout.string.letters;
    return this.#memory.toString("latin1", letters, letters + this.#field(name, "string", "length"));
  }

  /** Where the instructions begin that can be missing; null where it has run, or begins in another way. */
  #begin(at) {
    const { RESUME, COPY_FREE_VARS, MAKE_CELL, RETURN_GENERATOR, POP_TOP } = this.#opcodes;
    const first = [COPY_FREE_VARS, MAKE_CELL, RETURN_GENERATOR, POP_TOP];
    const [from, to] = this.#instructions(at);
    for (let place = from; place < to; place += 2) {
      if (this.#memory[place] === RESUME) return place + 2;
      if (!first.includes(this.#memory[place])) return null;
    }
    return null;
  }

  /** From where to where; all objects of variable size have their length in the same place. */
  #instructions(at) {
    const from = at + this.#layout.code.instructions;
    return [from, from + 2 * this.#field(at, "bytes", "length")];
  }

  #partsOf(at, inside) {
    const [, to] = this.#instructions(at);
    // It raises AssertionError, should it ever run.
    const { LOAD_COMMON_CONSTANT, RAISE_VARARGS } = this.#opcodes;
    const parts = [{ from: this.#begin(at), to, filler: Buffer.of(LOAD_COMMON_CONSTANT, 0, RAISE_VARARGS, 1) }];
    for (const table of TABLES.map((field) => this.#field(at, "code", field))) {
      const [from, length] = [table + this.#layout.bytes.content, this.#field(table, "bytes", "length")];
      if (this.#isOwned(table) && length) parts.push({ from, to: from + length, filler: ZERO });
    }
    for (const tuple of TUPLES.map((field) => this.#field(at, "code", field)))
      if (this.#isOwned(tuple)) this.#addItems(tuple, parts, inside);
    return parts;
  }

  /** Does nothing else refer to it? */
  #isOwned(at) {
    return this.#field(at, "object", "references") === 1;
  }

  /** Add an object that nothing else refers to, with all that only it refers to. */
  #addOwned(at, parts, inside) {
    if (!this.#isOwned(at)) return;
    const { string, bytes, float } = this.#layout;
    const add = (size) => parts.push({ from: at, to: at + size, filler: ZERO });
    if (this.#is(at, "string")) {
      const isPlain = (this.#field(at, "string", "state") & (INTERNED | STORAGE)) === PLAIN;
      if (isPlain) add(string.letters + this.#field(at, "string", "length") + 1);
    } else if (this.#is(at, "float")) add(float.size);
    else if (this.#is(at, "bytes")) add(bytes.content + this.#field(at, "bytes", "length") + 1);
    else if (this.#isCode(at)) {
      inside.add(at);
      for (const table of TABLES) this.#addOwned(this.#field(at, "code", table), parts, inside);
      for (const tuple of TUPLES.map((field) => this.#field(at, "code", field)))
        if (this.#isOwned(tuple)) this.#addItems(tuple, parts, inside);
      add(this.#instructions(at)[1] - at);
    }
  }

  /** Add the items of a tuple. The tuple itself stays, for the garbage collector may know it. */
  #addItems(tuple, parts, inside) {
    const from = tuple + this.#layout.tuple.items;
    const to = from + 4 * this.#field(tuple, "tuple", "length");
    if (from === to) return;
    for (let item = from; item < to; item += 4) this.#addOwned(this.#words[item / 4], parts, inside);
    parts.push({ from, to, filler: Buffer.from(Uint32Array.of(this.#none).buffer) });
  }
}

/**
 * Take out of a layer's memory what was taken out of the image below, where it still stands and is not needed.
 * @param {Buffer} memory is changed @param {Buffer} below the image's, without it
 * @param {ReturnType<CodeObjects["defer"]>} deferred
 * @param {(at: number) => boolean} isUnused
 */
export function deferAgain(memory, below, deferred, isUnused) {
  for (const { at, parts } of deferred) {
    const stands = parts.every(({ at, bytes }) => memory.subarray(at, at + bytes.length).equals(bytes));
    if (!stands || !isUnused(at)) continue;
    for (const { at, bytes } of parts) below.copy(memory, at, at, at + bytes.length);
    below.copy(memory, at, at, at + 4);
  }
}
