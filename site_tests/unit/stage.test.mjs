// The Playground's network as it is built on the stage: its columns, its changes, where keys and pointers lead.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { layer } from "../../docs/course/page/playground/setup/layers.ts";
import { inputShape, setupOf, stackFor } from "../../docs/course/page/playground/setup/setup.ts";
import {
  columnsOf,
  withActivation,
  withLayer,
  withoutLayer,
  withUnits,
} from "../../docs/course/page/playground/stage/columns.ts";
import { edgeAt, layoutOf, nextSpot } from "../../docs/course/page/playground/stage/network_layout.ts";
import { tryOften } from "./dice.mjs";
import { anySetup, repaired } from "./random_setups.mjs";

const dense = (...widths) => widths.map((out) => layer("Linear", { out }));
const kindsOf = (layers) => layers.map(({ kind }) => kind).join(" ");
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);

test("columns have as many units as leave their layers", () => {
  tryOften(200, (choice) => {
    const setup = repaired(anySetup(choice));
    const { placed } = stackFor(setup);
    for (const { kind, index, units } of columnsOf(setup.layers, sizeOf(inputShape(setup))))
      if (kind === "Linear") assert.equal(placed[index].to[0], units);
  });
});

test("what is built on the stage fits", () => {
  tryOften(200, (choice) => {
    const setup = repaired(anySetup(choice));
    const columns = columnsOf(setup.layers, 2);
    const hidden = columns.slice(1, -1).filter(({ kind }) => kind === "Linear");
    const column = hidden.length ? choice.one(hidden) : null;
    const changed = [
      withLayer(setup.layers),
      withoutLayer(setup.layers),
      column && withUnits(setup.layers, column.index, 1 + choice.below(20)),
      column && withActivation(setup.layers, column, choice.one(["", "Tanh", "ReLU"])),
    ];
    for (const layers of changed) if (layers) assert.ok(stackFor(setupOf({ ...setup, layers })).fits, kindsOf(layers));
  });
});

test("another hidden layer is like the one before it, and goes as it came", () => {
  const layers = [...dense(12), layer("BatchNorm"), layer("Tanh"), ...dense(2)];
  const more = withLayer(layers);
  assert.equal(kindsOf(more), "Linear BatchNorm Tanh Linear Tanh Linear");
  assert.equal(more[3].out, 12);
  assert.deepEqual(withoutLayer(more), layers);
  assert.equal(kindsOf(withoutLayer(layers)), "Linear");
  assert.equal(withoutLayer(dense(2)), null);
});

test("an activation is changed, taken away, and put behind the norm", () => {
  const layers = [...dense(12), layer("BatchNorm"), layer("Tanh"), ...dense(2)];
  const [, hidden] = columnsOf(layers, 2);
  assert.equal(hidden.activation, "Tanh");
  assert.deepEqual(hidden.others, ["BatchNorm"]);
  const without = withActivation(layers, hidden, "");
  assert.equal(kindsOf(without), "Linear BatchNorm Linear");
  assert.equal(kindsOf(withActivation(without, columnsOf(without, 2)[1], "GELU")), "Linear BatchNorm GELU Linear");
});

test("keys lead from unit to unit, and a pointer finds the line below it", () => {
  const layout = layoutOf(columnsOf([...dense(5, 2)], 2), { width: 600, height: 400 }, false);
  const [input, hidden] = layout.columns;
  const way = ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowRight", "ArrowRight"];
  const seen = [];
  let at = input.spots[0];
  for (const key of way) {
    at = nextSpot(layout, at, key) ?? at;
    seen.push([at.column, at.row]);
  }
  assert.deepEqual(seen, [
    [0, 1],
    [1, 4],
    [1, 3],
    [2, 1],
    [2, 1],
  ]);
  const middle = { x: (input.x + hidden.x) / 2, y: (input.spots[1].y + hidden.spots[4].y) / 2 };
  assert.deepEqual(edgeAt(layout, middle.x, middle.y, 6), { column: 1, row: 4, from: 1 });
  assert.equal(edgeAt(layout, middle.x, 399, 6), null);
});
