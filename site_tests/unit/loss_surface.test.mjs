// The plane of a loss surface: its directions, the run's path on it, the fields.
import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  flatOf,
  numbersAt,
  placeOf,
  planeOfRun,
  planeOfTwo,
  weightsAt,
} from "../../docs/course/page/playground/surface/directions.ts";
import { fieldPlace, LossField, SIDE } from "../../docs/course/page/playground/surface/field.ts";

const SIZE = 7;
/** A run that goes along one direction, a little along another, and hardly along a third. */
const path = Array.from({ length: 120 }, (_, i) =>
  Float64Array.from({ length: SIZE }, (_, at) => [3 * i, 20 * Math.sin(i / 20), 1e-3 * (i % 2)][at] ?? at),
);
const now = path[path.length - 1];
const product = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0);
const isNear = (a, b, within = 1e-9) => assert.ok(Math.abs(a - b) < within, `${a} is not ${b}`);

test("the main directions are those in which the run went, and its path ends at the ball", () => {
  const plane = planeOfRun(now, path);
  isNear(product(plane.across, plane.across), 1);
  isNear(product(plane.up, plane.up), 1);
  isNear(product(plane.across, plane.up), 0);
  assert.ok(plane.share > 0.9999 && plane.share <= 1);
  for (const side of placeOf(plane, now)) isNear(side, 0);
  const [first] = path.map((flat) => placeOf(plane, flat));
  assert.ok(first[0] < 0 && first[1] < 0); // it begins at the left, below
  for (const flat of path)
    for (const [axis, side] of placeOf(plane, flat).entries())
      assert.ok(Math.abs(side - plane.center[axis]) <= plane.reach);
});

test("a run that went nowhere, or along a line, has no plane", () => {
  assert.equal(planeOfRun(now, [now, now, now]), null);
  const line = [0, 1, 2, 3].map((i) => Float64Array.of(i, 2 * i));
  assert.equal(planeOfRun(line[3], line), null);
});

test("on the plane of two weights, places are their values", () => {
  const plane = planeOfTwo(now, path, [1, 4]);
  const [x, y] = placeOf(plane, now);
  assert.deepEqual([x, y], [now[1], now[4]]);
  const moved = weightsAt(plane, [0.5, -0.25]);
  assert.deepEqual([...moved], [...now].with(1, 0.5).with(4, -0.25));
});

test("numbers are put back where they came from", () => {
  const layers = [{ weight: Float32Array.of(1, 2), bias: Float32Array.of(3) }, {}, { bias: Float32Array.of(4) }];
  const flat = flatOf(layers);
  assert.deepEqual([...flat], [1, 2, 3, 4]);
  const doubled = numbersAt(
    layers,
    flat.map((one) => 2 * one),
  );
  assert.deepEqual([...flatOf(doubled)], [2, 4, 6, 8]);
});

test("fields are computed here and there first, and each is known from then on", () => {
  const plane = planeOfTwo(now, path, [0, 1]);
  const field = new LossField(plane, ([x, y]) => x + 1000 * y);
  assert.ok(Number.isNaN(field.known(20, 20)));
  while (field.done < 36) field.step(); // every eighth field of every eighth row
  for (let at = 0; at < SIDE; at += 1) assert.ok(Number.isFinite(field.known(at, SIDE - 1 - at)));
  while (!field.isComplete) field.step();
  const [x, y] = fieldPlace(plane, 3, 38);
  assert.equal(field.losses[38 * SIDE + 3], x + 1000 * y);
});
