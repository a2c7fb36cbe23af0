// Pictures of any module: the numbers' sums, the levels that are open, and where everything stands.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { moduleLayout } from "../../live_cells/live/page/pictures/module_layout.ts";
import { sumOf } from "../../live_cells/live/page/pictures/module_sums.ts";
import { Tree } from "../../live_cells/live/page/pictures/module_tree.ts";
import { indexOf, placeOf, sheetOf } from "../../live_cells/live/page/pictures/tensor_sheet.ts";

const CASES = JSON.parse(fs.readFileSync(new URL("module_cases.json", import.meta.url), "utf8"));
const read = (name) => readPicture(JSON.stringify(CASES[name]));

/** Kinds of which each number has its sum. */
const EXPLAINED = [
  "Linear",
  "Conv2d",
  "Conv1d",
  "reset gate",
  "update gate",
  "attention map",
  "LayerNorm",
  "+",
  "−",
  "÷",
];

for (const name of Object.keys(CASES))
  test(`${name}: each number of a known kind comes about as PyTorch says`, () => {
    const data = read(name);
    const tree = new Tree(data);
    for (const call of data.calls) {
      if (tree.isGroup(call.id) || !EXPLAINED.includes(call.kind) || call.inputs.length + (call.kind === "÷") < 1)
        continue;
      if (["+", "−", "÷"].includes(call.kind) && call.inputs.length !== 2) continue;
      const { values } = data.tensors[call.outputs[0]];
      for (const [place, value] of values.entries())
        assert.ok(sumOf(data, call, place).length, `${call.kind} ${call.name}, number ${place}: ${value}`);
    }
  });

test("a sum says its largest terms and how many more there are", () => {
  const data = read("image_and_table");
  const call = data.calls.find(({ name }) => name === "head");
  const [line] = sumOf(data, call, 0);
  assert.match(line, /\(1[0-9] more terms\)/);
  assert.equal(line.match(/·/g).length, 5);
});

test("a number that does not follow from what is described is left without a sum", () => {
  const data = read("image_and_table");
  const call = data.calls.find(({ name }) => name === "head");
  data.tensors[call.outputs[0]].values[0] += 1;
  assert.deepEqual(sumOf(data, call, 0), []);
});

for (const name of Object.keys(CASES))
  test(`${name}: lines join what is drawn, whatever is open, and boxes do not overlap`, () => {
    const tree = new Tree(read(name));
    const groups = tree.data.calls.filter(({ id }) => tree.isGroup(id)).map(({ id }) => id);
    const leaves = tree.data.calls.filter(({ id, outputs }) => !tree.isGroup(id) && outputs.length).slice(0, 2);
    for (const open of [[], groups.slice(0, 1), groups, [...groups, ...leaves.map(({ id }) => id)]]) {
      const { placed, ways, width, height } = moduleLayout(tree, new Set(open));
      const keys = new Set(placed.map(({ key }) => key));
      for (const way of ways) {
        assert.ok(keys.has(way.from) && keys.has(way.to), `${way.from} → ${way.to}`);
        const along = way.points.map(([x]) => x);
        assert.deepEqual(
          along,
          [...along].sort((a, b) => a - b),
          "it leads from left to right",
        );
      }
      const boxes = placed.filter(({ width: wide }) => wide > 0);
      for (const one of boxes) {
        assert.ok(
          one.x >= 0 && one.y >= -0.01 && one.x + one.width <= width + 0.01 && one.y + one.height <= height + 0.01,
          one.key,
        );
        for (const other of boxes) {
          if (one === other || one.isOpen || other.isOpen) continue;
          const isApart =
            one.x + one.width <= other.x + 0.01 ||
            other.x + other.width <= one.x + 0.01 ||
            one.y + one.height <= other.y + 0.01 ||
            other.y + other.height <= one.y + 0.01;
          assert.ok(isApart, `${one.key} and ${other.key}`);
        }
      }
    }
  });

test("each line of the description is drawn on the level where both ends are", () => {
  const tree = new Tree(read("gru_language_model"));
  const closed = tree
    .levels(new Set())
    .get(-1)
    .lines.map(({ from, to }) => `${from} ${to}`);
  assert.deepEqual(closed.sort(), ["c0 c1", "c1 c25", "c1 o1", "c25 o0", "i0 c0"]);
});

test("places and indices of a tensor belong together", () => {
  for (const shape of [[4], [2, 3], [2, 1, 3, 2]]) {
    const count = shape.reduce((all, side) => all * side, 1);
    for (let place = 0; place < count; place += 1) assert.equal(placeOf(indexOf(place, shape), shape), place);
  }
});

test("numbers are written in cells of at least 40 pixels, or not at all", () => {
  for (const shape of [[3], [1, 11], [2, 3, 5], [1, 4, 8, 8], [10, 64], [1, 2, 3, 5]]) {
    const values = new Array(shape.reduce((all, side) => all * side, 1)).fill(0.5);
    const { cell, tiles, rows, columns, width } = sheetOf({ shape, values });
    assert.ok(cell[0] >= 40 || cell[0] <= 14);
    assert.ok(tiles.length * rows * columns >= Math.min(values.length, rows * columns));
    assert.ok(width <= 700);
  }
});

test("a malformed description says where", () => {
  const wrong = (change) => {
    const data = structuredClone(CASES.highway);
    change(data);
    assert.throws(() => readPicture(JSON.stringify(data)), DataError);
  };
  wrong((data) => (data.links[0][1] = 9999));
  wrong((data) => (data.calls[1].parent = 5));
  wrong((data) => (data.calls[0].outputs = [-1]));
  wrong((data) => (data.tensors[0].shape = ["a"]));
  wrong((data) => delete data.calls);
});

test("a call names those elsewhere that use the same weights", () => {
  const call = (id, parent, name, shares = []) => ({ id, parent, name, kind: "Linear", shares });
  const calls = [
    call(0, -1, "embed", [2]),
    call(1, -1, "decoder"),
    call(2, 1, "decoder.out", [0, 3]),
    call(3, 1, "decoder.out", [2]),
  ];
  const tree = new Tree({ calls });
  const namesOf = (id) => tree.tiedTo(id).map(({ name }) => name);
  assert.deepEqual(namesOf(0), ["decoder.out"]);
  assert.deepEqual(namesOf(1), ["embed"], "what a group shares with the outside, while it is closed");
  assert.deepEqual(namesOf(3), [], "a module that is called twice is no other one");
});
