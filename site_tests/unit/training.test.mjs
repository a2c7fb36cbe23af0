// Films of trainings: what is recorded is read as it was written, and what is malformed is refused.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { trainingLayout } from "../../live_cells/live/page/pictures/training_layout.ts";
import { lineOf } from "../../live_cells/live/page/pictures/training_words.ts";

const MIME = "application/vnd.sequential.picture+json";
const LESSONS = new URL("../../docs/lessons/", import.meta.url);
/** Of all lessons, recorded by PyTorch. */
const RECORDED = fs
  .readdirSync(LESSONS)
  .filter((name) => name.endsWith(".ipynb"))
  .flatMap((name) => JSON.parse(fs.readFileSync(new URL(name, LESSONS), "utf8")).cells)
  .flatMap(({ outputs = [] }) => outputs)
  .map(({ data }) => data?.[MIME])
  .filter((picture) => picture?.kind === "training");
const read = (picture) => readPicture(JSON.stringify(picture));
const base64 = (...bytes) => Buffer.from(bytes).toString("base64");

const SMALL = {
  ...{ kind: "training", version: 1, model: "Net", unit: "epoch", show: "model" },
  steps: [0, 1, 2],
  losses: [null, 0.5, "nan"],
  samples: 2,
  right: [0, 1, 2],
  classes: ["no", "yes"],
  plane: {
    ...{ x: [0, 1], y: [-1, 1], size: [2, 2], says: "sign" },
    values: base64(0, 127, 254, 127, 0, 0, 0, 0, 254, 254, 254, 254),
    points: [
      [0.5, 0, 0],
      [0.5, 1, 1],
    ],
    wrong: base64(3, 2, 0),
  },
  updates: { layers: [{ name: "0", kind: "Linear" }], sizes: [[0.1], ["inf"]] },
};

test("lessons have films of a curve, of planes, of digits and of updates", () => {
  assert.ok(RECORDED.length >= 5);
  for (const part of ["curve", "plane", "counts", "weights", "updates"])
    assert.ok(
      RECORDED.some((picture) => picture[part]),
      part,
    );
  for (const picture of RECORDED) assert.ok(JSON.stringify(picture).length < 45_000, picture.model);
});

for (const [number, picture] of RECORDED.entries())
  test(`film ${number} of the lessons is read, and its parts agree`, () => {
    const data = read(picture);
    const last = data.steps.length - 1;
    assert.equal(data.losses[0], null);
    assert.ok(data.losses[last] < data.losses[1]);
    if (data.counts) {
      const side = data.classes.length;
      for (const [state, counts] of data.counts.entries())
        assert.equal(
          counts.reduce((sum, one, i) => sum + (Math.floor(i / side) === i % side ? one : 0), 0),
          data.right[state],
        );
    }
    if (data.plane && data.samples === data.plane.points.length)
      for (const [state, wrong] of data.plane.wrong.entries())
        assert.equal(wrong.size, data.samples - data.right[state]);
    if (data.curve?.corners) {
      const { x, heights, corners } = data.curve;
      for (const [a, b] of corners[last]) {
        const at = ((a - x[0]) / (x[1] - x[0])) * (heights[last].length - 1);
        const [low, high] = [heights[last][Math.floor(at)], heights[last][Math.ceil(at)]];
        assert.ok(b > Math.min(low, high) - 0.1 && b < Math.max(low, high) + 0.1, `${a}: ${b}`);
      }
    }
  });

test("a film's bytes and bits are those that were written", () => {
  const data = read(SMALL);
  assert.deepEqual(data.plane.wrong, [new Set([0, 1]), new Set([1]), new Set()]);
  assert.deepEqual([...data.plane.values[0]], [0, 127, 254, 127]);
  assert.deepEqual(data.updates.sizes, [[Math.fround(0.1)], [Number.POSITIVE_INFINITY]]);
});

test("a state is said in words", () => {
  const data = read(SMALL);
  assert.equal(lineOf(data, 0), "Before training · 0 of 2 correct");
  assert.equal(lineOf(data, 1), "Epoch 1 of 2 · loss 0.50 · 1 of 2 correct");
  assert.equal(lineOf({ ...data, unit: "step" }, 2), "Step 2 of 2 · loss nan · 2 of 2 correct");
});

const BROKEN = {
  "no steps": (film) => (film.steps = []),
  "steps that go back": (film) => (film.steps = [0, 2, 1]),
  "a loss too many": (film) => film.losses.push(1),
  "a count that is no number": (film) => (film.right[1] = "many"),
  "a byte too few": (film) => (film.plane.values = base64(1, 2, 3)),
  "bytes that are no text": (film) => (film.plane.values = 7),
  "bytes that are no base64": (film) => (film.plane.values = "–"),
  "a window without a width": (film) => (film.plane.x = [1, 1]),
  "a plane that says something else": (film) => (film.plane.says = "color"),
  "a point of a class that is not there": (film) => (film.plane.points[0][2] = 2),
  "flags too few": (film) => (film.plane.wrong = base64(1)),
  "a huge plane": (film) => (film.plane.size = [1000, 1000]),
  "updates too many": (film) => film.updates.sizes.push([1]),
  "a layer without a name": (film) => (film.updates.layers = [{}]),
  "a matrix that is no square": (film) => (film.counts = [[1], [1], [1]]),
  "weights without bytes": (film) => (film.weights = { layer: "0", size: [2, 2], shown: 1, units: 1, largest: 1 }),
  "a curve of one place": (film) => (film.curve = { x: [0, 1], y: [0, 1], reach: [0, 1], places: 1, values: "AAA=" }),
};
for (const [name, harm] of Object.entries(BROKEN))
  test(`malformed: ${name}`, () => {
    const film = structuredClone(SMALL);
    harm(film);
    assert.throws(() => read(film), DataError);
  });

test("a film fits on a phone and on a page", () => {
  for (const picture of [...RECORDED, SMALL])
    for (const room of [330, 690]) {
      const { main, chart, height } = trainingLayout(read(picture), room);
      assert.ok(main[0] <= room && chart[0] <= room && height < 660, `${room}: ${main}, ${height}`);
    }
});
