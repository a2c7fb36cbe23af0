// A module of WebAssembly that comes in two halves computes what it did as one, and asks for the second half when it is needed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { splitModule } from "../../live_cells/image/slim/deferred_functions.mjs";
import { KIND, OP, SECTION, list, moduleOf, name, number, sized } from "../../live_cells/image/slim/wasm_file.mjs";
import { CallProfile, instrumented } from "../../live_cells/image/slim/call_profile.mjs";
import { DeferredFunctions } from "../../live_cells/image/slim/deferred_functions.ts";

const I32 = 0x7f;
const I64 = 0x7e;
const FUNCTIONS = 0x70;
const ADD = 0x6a;
const ADD_LONG = 0x7c;
const EXTEND = 0xad;
const LONG = Array(40).fill(0x01); // instructions that do nothing: what is short does not move

/** Adds up, by each way in which functions reach another, a global, memory and a table. */
const WHOLE = moduleOf([
  {
    id: SECTION.types,
    content: list([
      [0x60, 1, I32, 1, I32],
      [0x60, 2, I32, I64, 1, I64],
    ]),
  },
  { id: SECTION.functions, content: list([[0], [0], [0], [0], [1]]) },
  { id: SECTION.tables, content: list([[FUNCTIONS, 0, 4]]) },
  { id: SECTION.memories, content: list([[0, 1]]) },
  {
    id: SECTION.globals,
    content: list([
      [I32, 0, OP.constant, 7, OP.end],
      [I32, 1, OP.constant, 5, OP.end],
    ]),
  },
  { id: SECTION.exports, content: list(["often", "seldom", "never", "byTable", "wide"].map(exported)) },
  { id: SECTION.elements, content: list([[0, OP.constant, 1, OP.end, 1, 1]]) }, // at 1: seldom
  {
    id: SECTION.code,
    content: list(
      [
        [OP.localGet, 0, OP.constant, 1, ADD],
        [...LONG, OP.localGet, 0, OP.call, 0, OP.call, 2, OP.globalGet, 1, ADD],
        [...LONG, OP.localGet, 0, OP.globalGet, 1, OP.constant, 1, ADD, OP.globalSet, 1, OP.call, 0],
        [OP.localGet, 0, OP.constant, 1, OP.callIndirect, 0, 0],
        [...LONG, OP.localGet, 0, EXTEND, OP.localGet, 1, ADD_LONG],
      ].map((body) => sized([0, ...body, OP.end])),
    ),
  },
]);

function exported(text, index) {
  return [...name(text), KIND.function, ...number(index)];
}

const started = (bytes, filter = (exports) => exports) =>
  filter(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports);

function inHalves(needed) {
  const { first, second } = splitModule(WHOLE, needed);
  let brought = 0;
  const halves = new DeferredFunctions(() => {
    brought += 1;
    return [new WebAssembly.Module(second)];
  });
  return {
    exports: started(first, (exports) => halves.filterExports(exports)),
    halves,
    second,
    brought: () => brought,
  };
}

const results = ({ seldom, byTable, wide }) => [seldom(1), byTable(2), seldom(3), wide(-1, 2n ** 40n)];

test("a split module computes what it did, and its second half is asked for once", () => {
  const { exports, brought } = inHalves([true, false, false, true, false]);
  assert.equal(exports.often(1), 2);
  assert.equal(brought(), 0);
  assert.deepEqual(results(exports), results(started(WHOLE)));
  assert.equal(brought(), 1);
});

test("nothing is asked for when the second half has come by itself", () => {
  const { exports, halves, second, brought } = inHalves([true, false, false, true, false]);
  halves.link([new WebAssembly.Module(second)]);
  halves.link([new WebAssembly.Module(second)]); // as when it was asked for meanwhile
  assert.deepEqual(results(exports), results(started(WHOLE)));
  assert.equal(brought(), 0);
});

test("others see the exports of the whole module", () => {
  const { exports } = inHalves([true, false, false, true, false]);
  assert.deepEqual(Object.keys(exports), Object.keys(started(WHOLE)));
});

test("an instrumented module says what has been called", () => {
  const watch = new CallProfile();
  const exports = started(instrumented(WHOLE), (all) => watch.filterExports(all));
  assert.deepEqual(Object.keys(exports), Object.keys(started(WHOLE)));
  assert.deepEqual(watch.called(), [[false, false, false, false, false]]);
  exports.byTable(1);
  assert.deepEqual(watch.called(), [[true, true, true, true, false]]);
});

test("an unknown instruction is an error", () => {
  const odd = moduleOf([
    { id: SECTION.types, content: list([[0x60, 0, 0]]) },
    { id: SECTION.functions, content: list([[0]]) },
    { id: SECTION.code, content: list([sized([0, ...LONG, 0x27, OP.end])]) },
  ]);
  assert.throws(() => splitModule(odd, [false]), /unknown instruction 0x27/);
});
