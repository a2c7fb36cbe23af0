// Pictures of graphs: a leaf is moved, and the page computes what PyTorch computes from the new number.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { Steps } from "../../live_cells/live/page/pictures/graph_steps.ts";
import { GraphNumbers } from "../../live_cells/live/page/pictures/graph_numbers.ts";

const CASES = JSON.parse(fs.readFileSync(new URL("graph_cases.json", import.meta.url), "utf8"));
const read = (picture) => readPicture(JSON.stringify(picture));
const numbersOf = (picture) => new GraphNumbers(read(picture));
const only = (amount) => (typeof amount === "object" ? amount.values[0] : amount);
const parts = [
  ["nodes", "value"],
  ["nodes", "gradient"],
  ["edges", "derivative"],
  ["edges", "contribution"],
];

function assertSame({ data }, wanted, close) {
  for (const [list, part] of parts)
    for (const [i, one] of data[list].entries()) {
      const [found, right] = [only(one[part]), only(wanted[list][i][part])];
      const place = `${list}[${i}].${part}: ${found}, PyTorch: ${right}`;
      if (right === undefined) assert.equal(found, undefined, place);
      else assert.ok(Math.abs(found - right) <= close * Math.max(1, Math.abs(right)), place);
    }
}

for (const { name, leaf, value, picture, moved } of CASES)
  test(`${name}: ${leaf} is ${value} now`, () => {
    const numbers = numbersOf(picture);
    const recorded = read(picture);
    const node = numbers.data.nodes.find(({ label }) => label === leaf);
    assert.ok(numbers.isMovable(node), numbers.reasonOf(node));
    numbers.move(node, value);
    assertSame(numbers, read(moved), 2e-4); // float32 on PyTorch, float64 here
    numbers.reset();
    assertSame(numbers, recorded, 0);
  });

test("gradients are slopes", () => {
  const step = 1e-5;
  for (const { name, picture } of CASES) {
    const numbers = numbersOf(picture);
    for (const node of numbers.data.nodes.filter((one) => numbers.isMovable(one) && one.gradient !== undefined)) {
      const start = node.value;
      const result = numbers.data.nodes.at(-1);
      const at = (value) => {
        numbers.move(node, value);
        return [result.value, node.gradient];
      };
      const [[low], [high], [, gradient]] = [at(start - step), at(start + step), at(start)];
      const slope = (high - low) / (2 * step);
      assert.ok(Math.abs(slope - gradient) <= 1e-4 * Math.max(1, Math.abs(slope)), `${name}: ${slope} ≠ ${gradient}`);
    }
  }
});

const changed = (change) => {
  const picture = structuredClone(CASES[0].picture);
  change(picture);
  return numbersOf(picture);
};
const labeled = (numbers, name) => numbers.data.nodes.find(({ label }) => label === name);

test("a leaf above an operation that the page does not know stays, and says which", () => {
  const numbers = changed(({ nodes }) => (nodes.find(({ label }) => label === "h").op = "Erfinv"));
  for (const name of ["w", "b"]) assert.match(numbers.reasonOf(labeled(numbers, name)), /cannot compute “h”/);
  const below = labeled(numbers, "v");
  assert.ok(numbers.isMovable(below));
  const before = labeled(numbers, "w").gradient;
  numbers.move(below, 0);
  assert.notEqual(before, 0);
  assert.equal(Math.abs(labeled(numbers, "w").gradient), 0); // what is passed on to it is multiplied by v
});

test("a name that objects have is no operation", () => {
  const numbers = changed(({ nodes }) => (nodes.find(({ label }) => label === "h").op = "constructor"));
  assert.match(numbers.reasonOf(labeled(numbers, "w")), /cannot compute “h”/);
});

test("an operation that does something else than its name says is not known", () => {
  const numbers = changed(({ nodes }) => (nodes.find(({ label }) => label === "h").op = "Tanh"));
  assert.match(numbers.reasonOf(labeled(numbers, "w")), /cannot compute “h”/);
});

test("a leaf stays where gradients do not follow from what is shown", () => {
  const doubled = changed(({ nodes }) => (nodes.find(({ label }) => label === "w").gradient *= 2));
  assert.match(doubled.reasonOf(labeled(doubled, "v")), /gradients do not follow/);
  const freed = changed(({ edges }) => {
    for (const edge of edges) delete edge.contribution;
  });
  assert.match(freed.reasonOf(labeled(freed, "v")), /gradients do not follow/);
});

test("a leaf above a result that was not kept stays", () => {
  const numbers = changed(({ nodes }) => delete nodes.find(({ label }) => label === "h").value);
  assert.match(numbers.reasonOf(labeled(numbers, "w")), /around “h”/);
});

test("a leaf of several numbers stays", () => {
  const numbers = changed(
    ({ nodes }) => (nodes.find(({ label }) => label === "w").value = { shape: [2], values: [1, 2] }),
  );
  assert.match(numbers.reasonOf(labeled(numbers, "w")), /several numbers/);
});

test("a constant is moved, and its name with it", () => {
  const numbers = changed(() => {});
  const constant = labeled(numbers, "1.8");
  numbers.move(constant, 0);
  const [loss, yHat] = ["loss", "y_hat"].map((name) => labeled(numbers, name).value);
  assert.ok(Math.abs(loss - yHat ** 2) < 1e-6);
  assert.equal(constant.label, "0.00");
  numbers.reset();
  assert.equal(constant.label, "1.8");
});

test("colors show values on the way forward and gradients on the way back", () => {
  const data = read(CASES[0].picture);
  const steps = new Steps(
    data,
    data.nodes.map(({ id }) => id),
  );
  const shownOf = () => data.nodes.map((node) => steps.colored(node));
  assert.deepEqual(
    shownOf(),
    data.nodes.map(({ value }) => only(value)),
  );
  steps.at = steps.forward + 1;
  assert.equal(shownOf().filter((one) => one !== undefined).length, 1);
  steps.at = steps.all;
  assert.deepEqual(
    shownOf(),
    data.nodes.map(({ gradient }) => only(gradient)),
  );
});
