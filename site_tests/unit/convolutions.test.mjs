// Pictures of convolutions: what the page computes is what PyTorch computed, and is said with its own numbers.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { partsOf } from "../../live_cells/live/page/pictures/channels_data.ts";
import { sumOfChannels } from "../../live_cells/live/page/pictures/channels_words.ts";
import { formulaOf, misfitOf, titleOf } from "../../live_cells/live/page/pictures/convolution_words.ts";
import { convolve, patchAt, sumAt } from "../../live_cells/live/page/pictures/convolve.ts";
import { outputSize } from "../../live_cells/live/page/pictures/sliding.ts";
import { lineOfMap, mapAt, mapBefore, sumOfMap } from "../../live_cells/live/page/pictures/maps.ts";
import { Numbers } from "../../live_cells/live/page/pictures/numbers.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { shown } from "../../live_cells/live/page/pictures/printed.ts";

const CASES = JSON.parse(fs.readFileSync(new URL("convolution_cases.json", import.meta.url), "utf8"));
const read = (picture) => readPicture(JSON.stringify(picture));
const FIRST = CASES.convolutions[0];

for (const [number, picture] of CASES.convolutions.entries())
  test(`convolution ${number}: [${picture.image.shape}], [${picture.kernel.shape}], stride ${picture.stride}, padding ${picture.padding}, dilation ${picture.dilation}`, () => {
    const data = read(picture);
    const output = convolve(data);
    assert.deepEqual(output?.shape, picture.output?.shape);
    for (const [i, value] of (output?.values ?? []).entries()) {
      const wanted = picture.output.values[i];
      assert.ok(Math.abs(value - wanted) <= 2e-6 * Math.max(1, Math.abs(wanted)), `${value}, PyTorch: ${wanted}`);
    }
  });

test("the first convolution is printed digit by digit as PyTorch prints it", () => {
  assert.deepEqual(
    convolve(read(FIRST)).values.map(shown),
    FIRST.output.values.map((value) => shown(Math.fround(value))),
  );
});

test("a number says its products and their sum", () => {
  const data = read(FIRST);
  assert.equal(
    formulaOf(data, [0, 1], data.output.values[1]),
    "(−1.00)·0.20 + 1.00·0.50 + (−2.00)·0.40 + 0.50·1.00 + 0.25 = 0.25",
  );
  assert.equal(titleOf("Output", data.output, [0, 1]), "Output, row 0, column 1: 0.25");
});

test("a long sum says its largest terms, how many more there are, and their sum", () => {
  const values = Array.from({ length: 16 }, (_, i) => i);
  const ones = { shape: [4, 4], values: Array.from({ length: 16 }, () => 1) };
  const data = read({
    ...FIRST,
    image: { shape: [4, 4], values },
    kernel: ones,
    bias: 0,
    output: { shape: [1, 1], values: [120] },
  });
  const [total] = convolve(data).values;
  assert.equal(total, 120);
  assert.equal(
    formulaOf(data, [0, 0], total),
    "1.00·10.00 + 1.00·11.00 + 1.00·12.00 + 1.00·13.00 + 1.00·14.00 + 1.00·15.00 + 45.00 (10 more terms) = 120.00",
  );
});

test("outside the image there are zeros", () => {
  const data = { ...read(FIRST), padding: [1, 1] };
  assert.deepEqual(outputSize(data), [5, 5]);
  assert.deepEqual(patchAt(data, [0, 0]), [0, 0, 0, 0]);
  assert.deepEqual(patchAt(data, [1, 0]).map(shown), ["0.00", "0.00", "0.00", "0.10"]);
});

test("a kernel without a place in the image says how large both are", () => {
  const data = read({ ...FIRST, dilation: 5, output: undefined });
  assert.equal(convolve(data), undefined);
  assert.match(misfitOf(data), /covers 6 × 6 pixels, and the image with its padding has only 4 × 4/);
});

for (const [place, change] of Object.entries({
  "image.shape": { image: { shape: [4], values: [1, 2, 3, 4] } },
  "kernel.values": { kernel: { shape: [2, 2], values: [1] } },
  stride: { stride: 0 },
  padding: { padding: -1 },
  dilation: { dilation: [1, 0.5] },
  bias: { bias: null },
  "output.shape": { output: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] } },
  "output.shape (none)": { output: undefined },
  "output.shape (too much)": { dilation: 5 },
}))
  test(`malformed: ${place}`, () => {
    const saying = (error) => error instanceof DataError && error.message.includes(place.split(" ")[0]);
    assert.throws(() => read({ ...FIRST, ...change }), saying);
  });

for (const [number, picture] of CASES.channels.entries())
  test(`channels ${number}: [${picture.image.shape}], [${picture.kernel.shape}]: their sums add up to the output`, () => {
    const parts = partsOf(read(picture));
    assert.equal(parts.length, picture.names.length);
    const columns = picture.output.shape[1];
    for (const [i, wanted] of picture.output.values.entries()) {
      const place = [Math.floor(i / columns), i % columns];
      const value = parts.reduce((sum, part) => sum + sumAt(part, place), picture.bias);
      assert.ok(Math.abs(value - wanted) <= 2e-6 * Math.max(1, Math.abs(wanted)), `${value}, PyTorch: ${wanted}`);
    }
  });

test("a number over several channels says the sum of each", () => {
  const data = read(CASES.channels[0]);
  assert.equal(
    sumOfChannels(partsOf(data), data.names, [0, 2], data.output.values[2]),
    "4.00 (red) − 2.00 (green) − 2.00 (blue) + 0.25 (bias) = 0.25",
  );
});

for (const [place, change] of Object.entries({
  names: { names: [] },
  "kernel.shape": { kernel: { shape: [2, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] } },
  "image.shape": { image: { shape: [3, 1], values: [1, 2, 3] } },
  "output.shape": { output: undefined },
}))
  test(`malformed channels: ${place}`, () => {
    const saying = (error) => error instanceof DataError && error.message.includes(place);
    assert.throws(() => read({ ...CASES.channels[0], ...change }), saying);
  });

const unit = (column, row) => ({ kind: "unit", column, row });

/** The maps of a column, each as a sum. */
function sumsOf(numbers, column) {
  const { output } = numbers.data.modules[column - 1];
  return Array.from({ length: output.shape[0] }, (_, row) => [row, sumOfMap(numbers, unit(column, row))]);
}

for (const [number, picture] of CASES.models.entries())
  test(`model ${number}: each map of a convolution is the sum of what the maps before contribute`, () => {
    const numbers = new Numbers(read(picture));
    const columns = picture.modules.flatMap(({ kind }, i) => (kind === "Conv2d" ? [i + 1] : []));
    assert.ok(columns.length > 1);
    for (const column of columns)
      for (const [row, sum] of sumsOf(numbers, column)) {
        assert.equal(sum.missing, 0);
        assert.equal(sum.sources.length, picture.modules[column - 1].weight.shape[1]);
        const output = mapAt(numbers, column, row);
        for (const [i, value] of output.values.entries()) {
          const parts = sum.sources.map(({ convolution }) => convolution.output.values[i]);
          const total = parts.reduce((all, one) => all + one, sum.bias ?? 0);
          assert.ok(Math.abs(total - value) < 1e-5, `${total}, PyTorch: ${value}`);
        }
      }
  });

test("groups: a map comes from the maps of its group alone", () => {
  const numbers = new Numbers(read(CASES.models[1]));
  const rows = sumsOf(numbers, 1).map(([, { sources }]) => sources.map(({ row }) => row));
  assert.deepEqual(rows, [[0], [0], [1], [1]]);
});

test("what maps before are not described contribute is what is left", () => {
  const picture = structuredClone(CASES.models[0]);
  const before = picture.modules[2];
  Object.assign(before, { units: [0, 1] });
  before.output.values = before.output.values.slice(0, 18);
  const [whole, folded] = [CASES.models[0], picture].map((one) => sumOfMap(new Numbers(read(one)), unit(4, 1)));
  assert.equal(folded.missing, 1);
  for (const [i, value] of whole.sources[2].convolution.output.values.entries())
    assert.ok(Math.abs(folded.rest[i] - value) < 1e-5);
});

test("a convolution that does not come out as described is not explained", () => {
  const changed = (change) => {
    const picture = structuredClone(CASES.models[0]);
    change(picture.modules[0]);
    return sumOfMap(new Numbers(read(picture)), unit(1, 0));
  };
  assert.ok(changed(() => {}));
  assert.equal(
    changed(({ settings }) => (settings.padding_mode = "circular")),
    null,
  );
  assert.equal(
    changed(({ settings }) => (settings.padding = [0, 0])),
    null,
  );
  assert.equal(
    changed(({ weight }) => (weight.values[0] += 1)),
    null,
  );
  assert.equal(
    changed((module) => delete module.weight),
    null,
  );
});

test("pooling and functions say how a number of a map comes about", () => {
  const check = (picture, column, at, wanted) => {
    const numbers = new Numbers(read(picture));
    const [input, output] = [mapBefore(numbers, unit(column, 0)), mapAt(numbers, column, 0)];
    assert.match(lineOfMap(numbers.data.modules[column - 1], input, output, at), wanted);
  };
  const [small, odd] = CASES.models;
  const pool = small.modules[2].output.values[4];
  check(small, 3, [1, 1], new RegExp(`^max\\((.*, ){3}.*\\) = ${shown(Math.fround(pool)).replace(".", "\\.")}$`));
  check(small, 2, [0, 0], /^ReLU\(.*\) = .*$/);
  check(odd, 2, [0, 0], /^BatchNorm2d: .* → .*$/);
  check(odd, 4, [0, 0], /^\((.* \+ ){3}.*\) \/ 4 = .*$/);
  check(odd, 5, [0, 0], /^LeakyReLU\(.*\) = .*$/);
  const numbers = new Numbers(read(small));
  for (const column of [0, 1, 4, 5, 6]) assert.equal(mapBefore(numbers, unit(column, 0)), null);
});
