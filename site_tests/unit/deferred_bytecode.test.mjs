// Byte code that leaves the memory image comes back to where it was, and only what cannot be reached meanwhile goes with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CodeObjects, deferAgain } from "../../live_cells/image/slim/deferred_bytecode.mjs";
import { MARK, fileOf, putDeferred } from "../../live_cells/image/slim/deferred_memory.ts";
import { LAYOUT } from "./cpython.mjs";

const TYPES = { _PyCode_Type: 4, _PyTuple_Type: 8, _PyBytes_Type: 12, _PyUnicode_Type: 16, _PyFloat_Type: 20 };
const PYTHON = { ...TYPES, __Py_NoneStruct: 24 };
const OPCODES = { RESUME: 128, COPY_FREE_VARS: 60, MAKE_CELL: 97, RETURN_GENERATOR: 34, POP_TOP: 31 };
const ALL_OPCODES = { ...OPCODES, LOAD_COMMON_CONSTANT: 81, RAISE_VARARGS: 104 };
const HAS_RUN = 196; // what CPython makes of RESUME
const HEAD = LAYOUT.code.instructions;

/** Puts objects of Python's into memory, one after the other. */
class Heap {
  memory = Buffer.alloc(4096);
  #end = 64;

  put(type, length, content, references = 1) {
    const at = this.#end;
    const head = Buffer.from(Uint32Array.of(references, type, length).buffer);
    const whole = Buffer.concat([head, content]);
    whole.copy(this.memory, at);
    this.#end = Math.ceil((at + whole.length) / 4) * 4;
    return at;
  }

  bytes(text) {
    return this.put(TYPES._PyBytes_Type, text.length, Buffer.from(`\0\0\0\0${text}\0`, "latin1"));
  }

  tuple(items) {
    return this.put(TYPES._PyTuple_Type, items.length, Buffer.from(Uint32Array.of(0, ...items).buffer));
  }

  text(letters, references) {
    const state = Buffer.from(Uint32Array.of(7, 0x64).buffer);
    return this.put(
      TYPES._PyUnicode_Type,
      letters.length,
      Buffer.concat([state, Buffer.from(`${letters}\0`)]),
      references,
    );
  }

  code(constants, instructions) {
    const head = new Uint32Array(HEAD / 4 - 3);
    head[0] = this.tuple(constants);
    head[1] = this.tuple([this.text("name", 5)]);
    head[2] = this.bytes("");
    head[20] = this.bytes("\x80\x01\x80\x02");
    const count = instructions.length / 2;
    return this.put(TYPES._PyCode_Type, count, Buffer.concat([Buffer.from(head.buffer), Buffer.from(instructions)]));
  }
}

const BODY = [81, 1, 40, 2, 35, 0];

function example() {
  const heap = new Heap();
  const shared = heap.text("shared", 2);
  const inner = heap.code([heap.text("inside")], [128, 0, ...BODY]);
  const function_ = heap.code([heap.text("message"), shared, inner], [60, 1, 128, 0, ...BODY]);
  const used = heap.code([heap.text("needed")], [HAS_RUN, 0, ...BODY]);
  return { memory: heap.memory, function_, used };
}

const objectsIn = (memory) => new CodeObjects(memory, PYTHON, LAYOUT, ALL_OPCODES);

test("code that has not run goes with what only it refers to, and comes back as it was", () => {
  const { memory, function_ } = example();
  const before = Buffer.from(memory);
  const objects = objectsIn(memory);
  const deferred = objects.defer(objects.unused());
  assert.deepEqual(
    deferred.map(({ at }) => at),
    [function_],
  );
  for (const gone of ["message", "inside", Buffer.from(BODY.slice(2))]) {
    const last = memory.lastIndexOf(gone);
    assert.ok(last === -1 || last > function_, `${gone} is still there`);
  }
  for (const kept of ["shared", "needed", "name"]) assert.ok(memory.includes(kept), kept);
  assert.equal(memory.readUInt32LE(function_ + LAYOUT.code.version), MARK);
  putDeferred(memory, new Uint8Array(fileOf(deferred)));
  memory.writeUInt32LE(1, function_); // it has become immortal
  assert.deepEqual(memory, before);
});

test("code that is there stays as it is", () => {
  const { memory, function_ } = example();
  const objects = objectsIn(memory);
  const deferred = objects.defer(objects.unused());
  memory.writeUInt32LE(0, function_ + LAYOUT.code.version);
  const now = Buffer.from(memory);
  putDeferred(memory, new Uint8Array(fileOf(deferred)));
  assert.deepEqual(memory, now);
});

test("a layer defers what the image below does, unless it needs that", () => {
  const { memory: below, function_ } = example();
  const [layer, other] = [Buffer.from(below), Buffer.from(below)];
  const objects = objectsIn(below);
  const deferred = objects.defer(objects.unused());
  deferAgain(layer, below, deferred, () => true);
  assert.deepEqual(layer, below);
  const before = Buffer.from(other);
  deferAgain(other, below, deferred, (at) => at !== function_);
  assert.deepEqual(other, before);
});
