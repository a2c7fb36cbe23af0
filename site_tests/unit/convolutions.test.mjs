// Pictures of convolutions: what the page computes is what PyTorch computed, and is said with its own numbers.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../docs/live/page/pictures/checks.ts";
import { formulaOf, misfitOf, titleOf } from "../../docs/live/page/pictures/convolution_words.ts";
import { convolve, outputSize, patchAt } from "../../docs/live/page/pictures/convolve.ts";
import { readPicture } from "../../docs/live/page/pictures/data.ts";
import { shown } from "../../docs/live/page/pictures/printed.ts";

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
  const data = read({ ...FIRST, image: { shape: [4, 4], values }, kernel: ones, bias: 0, output: undefined });
  const [total] = convolve(data).values;
  assert.equal(total, 120);
  assert.equal(
    formulaOf(data, [0, 0], total),
    "1.00·10.00 + 1.00·11.00 + 1.00·12.00 + 1.00·13.00 + 1.00·14.00 + 1.00·15.00 + 45.00 (10 more terms) = 120.00",
  );
});

test("outside the image there are zeros", () => {
  const data = read({ ...FIRST, padding: 1, output: undefined });
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
}))
  test(`malformed: ${place}`, () => {
    const saying = (error) => error instanceof DataError && error.message.includes(place);
    assert.throws(() => read({ ...FIRST, ...change }), saying);
  });
