// Takes out of an image's memory the byte code of functions that practice does not call, with its tables and constants, but not
// that of the engine and of what runs cells: whatever a first cell asks of them, it does not wait
// (live_cells/image/slim/deferred_bytecode.ts puts it back).
//
// A code object keeps its head, and of its instructions those before it begins to run. Nothing frees it: it becomes immortal, as
// None is. What else goes are objects that only its tuple of constants refers to; there, None stands in their place.
import { MARK, VERSION_AT } from "./deferred_bytecode.ts";

// CPython 3.14's structures, in words of 32 bits.
const [COUNT, TYPE, LENGTH] = [0, 1, 2];
const CODE = { constants: 3, names: 4, exceptions: 5, file: 20, lines: 23, version: VERSION_AT / 4, size: 32 };
const IMMORTAL = 5 << 28;
const TUPLE = 4; // before its items
const BYTES = 16; // bytes before its content
const STRING = { state: 4, size: 20 };
const FLOAT = 16;
/** Files whose code stays. */
const KEPT = /\/(seqlite|live)\//;
const STATE = 0x7f; // of a string's state, whether it is interned and where its letters are
const PLAIN = 0x64; // not interned, ASCII, right behind the head

/** Raises AssertionError, should it ever run: `LOAD_COMMON_CONSTANT 0; RAISE_VARARGS 1`. */
const fillerOf = ({ LOAD_COMMON_CONSTANT, RAISE_VARARGS }) => Buffer.of(LOAD_COMMON_CONSTANT, 0, RAISE_VARARGS, 1);

export class CodeObjects {
  #memory;
  #words;
  #opcodes;
  #types;
  #none;

  /**
   * @param {Buffer} memory @param {any} module whose memory it is
   * @param {Record<string, number>} opcodes CPython's numbers of them
   */
  constructor(memory, module, opcodes) {
    this.#memory = memory;
    this.#words = wordsOf(memory);
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

  /** The addresses of all code objects that have not run. */
  unused() {
    const found = [];
    for (let at = 0; at < this.#words.length - CODE.size; at++)
      if (this.#isCode(at) && this.#begin(at * 4) !== null && !KEPT.test(this.#fileOf(at))) found.push(at * 4);
    return found;
  }

  /** Has this code object not run here? @param {number} at its address */
  isUnused(at) {
    return this.#isCode(at / 4) && this.#begin(at) !== null;
  }

  /**
   * Take code out of memory.
   * @param {number[]} unused the addresses of code objects that shall be without @returns what was taken
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
        taken.push({ at: at + VERSION_AT, bytes: Buffer.alloc(4) });
        this.#words[at / 4 + CODE.version] = MARK;
        this.#words[at / 4 + COUNT] = IMMORTAL;
        return { at, parts: taken };
      });
  }

  #is(address, type) {
    return address > 0 && address % 4 === 0 && this.#words[address / 4 + TYPE] === this.#types[type];
  }

  #isCode(at) {
    if (this.#words[at + TYPE] !== this.#types.code || this.#words[at + CODE.version] !== 0) return false;
    const is = (field, type) => this.#is(this.#words[at + CODE[field]], type);
    return is("constants", "tuple") && is("names", "tuple") && is("exceptions", "bytes") && is("lines", "bytes");
  }

  /** @param {number} at the code object's place in words */
  #fileOf(at) {
    const name = this.#words[at + CODE.file];
    return this.#memory.toString("latin1", name + STRING.size, name + STRING.size + this.#words[name / 4 + LENGTH]);
  }

  /** Where the instructions begin that can be missing; null where it has run, or begins in another way. */
  #begin(at) {
    const { RESUME, ...before } = this.#opcodes;
    const [from, to] = this.#instructions(at);
    const first = [before.COPY_FREE_VARS, before.MAKE_CELL, before.RETURN_GENERATOR, before.POP_TOP];
    for (let place = from; place < to; place += 2) {
      if (this.#memory[place] === RESUME) return place + 2;
      if (!first.includes(this.#memory[place])) return null;
    }
    return null;
  }

  #instructions(at) {
    const from = at + CODE.size * 4;
    return [from, from + 2 * this.#words[at / 4 + LENGTH]];
  }

  #partsOf(at, inside) {
    const parts = [];
    const word = at / 4;
    const zero = Buffer.of(0);
    const [, to] = this.#instructions(at);
    parts.push({ from: this.#begin(at), to, filler: fillerOf(this.#opcodes) });
    for (const field of ["exceptions", "lines"]) {
      const table = this.#words[word + CODE[field]];
      const length = this.#words[table / 4 + LENGTH];
      if (this.#isOwned(table) && length) parts.push({ from: table + BYTES, to: table + BYTES + length, filler: zero });
    }
    for (const field of ["constants", "names"]) {
      const tuple = this.#words[word + CODE[field]];
      if (this.#isOwned(tuple)) this.#addItems(tuple, parts, inside);
    }
    return parts;
  }

  /** Does nothing else refer to it? */
  #isOwned(address) {
    return this.#words[address / 4 + COUNT] === 1;
  }

  #items(tuple) {
    const from = tuple + TUPLE * 4;
    return [from, from + 4 * this.#words[tuple / 4 + LENGTH]];
  }

  /** Add an object that nothing else refers to, with all that only it refers to. */
  #addOwned(address, parts, inside) {
    if (!this.#isOwned(address)) return;
    const word = address / 4;
    const length = this.#words[word + LENGTH];
    const add = (size) => parts.push({ from: address, to: address + size, filler: Buffer.of(0) });
    if (this.#is(address, "string")) {
      if ((this.#words[word + STRING.state] & STATE) === PLAIN) add(STRING.size + length + 1);
    } else if (this.#is(address, "float")) add(FLOAT);
    else if (this.#is(address, "bytes")) add(BYTES + length + 1);
    else if (this.#isCode(word)) {
      inside.add(address);
      const owned = ["constants", "names", "exceptions", "lines"].map((field) => this.#words[word + CODE[field]]);
      for (const object of owned) {
        if (this.#is(object, "bytes")) this.#addOwned(object, parts, inside);
        else if (this.#isOwned(object)) this.#addItems(object, parts, inside);
      }
      add(this.#instructions(address)[1] - address);
    }
  }

  /** Add the items of a tuple. The tuple itself stays, for the garbage collector may know it. */
  #addItems(tuple, parts, inside) {
    const [from, to] = this.#items(tuple);
    if (from === to) return;
    for (let item = from; item < to; item += 4) this.#addOwned(this.#words[item / 4], parts, inside);
    parts.push({ from, to, filler: Buffer.from(Uint32Array.of(this.#none).buffer) });
  }
}

const wordsOf = (memory) => new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);

/**
 * Take out of a layer's memory what was taken out of the image below, where it still stands and is not needed.
 * @param {Buffer} memory is changed @param {Buffer} below the image's, without it
 * @param {import("./deferred_bytecode.ts").Deferred[]} deferred
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
