// Pictures of surfaces: the page walks the paths that PyTorch's optimizers took, and says what is malformed.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { piecesOf } from "../../live_cells/live/page/pictures/surface_ground.ts";
import { heightText, lineOf } from "../../live_cells/live/page/pictures/surface_words.ts";
import { canWalk, gradientAt, walk } from "../../live_cells/live/page/pictures/surface_walk.ts";

const CASES = JSON.parse(fs.readFileSync(new URL("surface_cases.json", import.meta.url), "utf8"));
const read = (picture) => readPicture(JSON.stringify(picture));
const changed = (change) => {
  const picture = structuredClone(CASES[0].picture);
  change(picture);
  return picture;
};

function assertNear(found, wanted, place) {
  assert.equal(found.length, wanted.length, place);
  for (const [i, value] of found.flat().entries()) {
    const one = wanted.flat()[i];
    assert.ok(Math.abs(value - one) <= 1e-5 * Math.max(1, Math.abs(one)), `${place}[${i}]: ${value}, PyTorch: ${one}`);
  }
}

for (const { name, picture, elsewhere } of CASES) {
  const data = read(picture);
  for (const [number, path] of data.paths.entries())
    for (const recorded of [path, elsewhere[number]])
      test(`${name}, ${path.name}, from ${recorded.points[0]}`, () => {
        assert.ok(canWalk(data, path));
        const walked = walk(data, path, recorded.points[0]);
        for (const part of ["points", "heights", "gradients"]) assertNear(walked[part], recorded[part], part);
        assert.equal(walked.diverged, recorded.diverged);
      });
}

test("the gradient is the slope of the terms", () => {
  assert.deepEqual(
    gradientAt(
      [
        [2, 2, 1],
        [-1, 0, 3],
        [5, 0, 0],
      ],
      [3, 2],
    ),
    [24, 6],
  );
});

test("what the page does not know is not walked", () => {
  const can = (change) => {
    const data = read(changed(change));
    return canWalk(data, data.paths[3]);
  };
  assert.ok(can(() => {}));
  assert.ok(!can((picture) => delete picture.terms));
  assert.ok(!can(({ paths }) => (paths[3].optimizer.kind = "RMSprop")));
  assert.ok(!can(({ paths }) => (paths[3].optimizer.settings.amsgrad = true)));
  assert.ok(!can(({ paths }) => (paths[3].optimizer.settings.maximize = true)));
});

test("a contour lies at its height", () => {
  const pieces = piecesOf(
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
    0.5,
  );
  assert.ok(pieces.length);
  for (const [column] of pieces.flat()) assert.equal(column, 0.5);
});

for (const [what, change] of Object.entries({
  "no path": (picture) => (picture.paths = []),
  "rows of different lengths": ({ heights }) => heights[3].pop(),
  "a window the wrong way round": (picture) => (picture.x = [5, -5]),
  "a place of three numbers": ({ paths }) => (paths[0].points[2] = [1, 2, 3]),
  "a height too few": ({ paths }) => paths[0].heights.pop(),
  "a degree of 9": (picture) => (picture.terms = [[1, 9, 0]]),
  "too many steps": (picture) => (picture.steps = 1e9),
  "more points than steps": (picture) => (picture.steps = 3),
  "an optimizer without settings": ({ paths }) => delete paths[0].optimizer.settings,
}))
  test(`malformed: ${what}`, () => {
    assert.throws(() => read(changed(change)), DataError);
  });

test("what rounding has left of zero is said to be zero", () => {
  const path = read(CASES[0].picture).paths[0];
  path.points[40] = [path.points[40][0], 8.0828e-12];
  path.heights[40] = 1.9984e-14;
  assert.match(lineOf(path, 40), /, 0\.00\), height 0\.00,/);
  assert.equal(heightText(1.9984e-14, 40), "0.00");
  assert.equal(heightText(1.9984e-14, 1e-13), "1.9984e-14");
});
