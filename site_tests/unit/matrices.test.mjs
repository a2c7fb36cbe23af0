// Pictures of a linear layer's matrices: products are PyTorch's numbers, and what does not fit is said.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import {
  OPERANDS,
  operandOf,
  partial,
  RULES,
  resultOf,
  WAYS,
} from "../../live_cells/live/page/pictures/matrices_rules.ts";
import { formulaOf, nameOf, titleOf, verdictOf } from "../../live_cells/live/page/pictures/matrices_words.ts";

const MIME = "application/vnd.sequential.picture+json";
const lesson = JSON.parse(fs.readFileSync(new URL("../../docs/lessons/gradients.ipynb", import.meta.url), "utf8"));
/** Recorded by PyTorch: four samples, two inputs and three outputs; and a layer of which a part is drawn. */
const RECORDED = lesson.cells
  .flatMap(({ outputs = [] }) => outputs)
  .map(({ data }) => data?.[MIME])
  .filter((picture) => picture?.kind === "matrices");
const read = (picture) => readPicture(JSON.stringify(picture));
const FIRST = read(RECORDED[0]);
const SMALL = read({
  kind: "matrices",
  version: 1,
  layer: "",
  text: "Linear(in_features=2, out_features=1)",
  sizes: [2, 2, 1],
  loss: { text: "MSELoss()", value: 1 },
  x: { shape: [2, 2], values: [2, 1, 3, 0] },
  weight: { shape: [1, 2], values: [0.5, -1] },
  bias: { shape: [1], values: [0.25] },
  z: { shape: [2, 1], values: [0.25, 1.75] },
  g: { shape: [2, 1], values: [0.5, -1] },
  weight_gradient: { shape: [1, 2], values: [-2, 0.5] },
  input_gradient: { shape: [2, 2], values: [0.25, -0.5, -0.5, 1] },
  bias_gradient: { shape: [1], values: [-0.5] },
});

test("the lesson's pictures are of this kind", () => assert.ok(RECORDED.length >= 2));

for (const [number, picture] of RECORDED.entries())
  for (const way of WAYS)
    test(`picture ${number}: the product of ${way} is what PyTorch computed`, () => {
      const data = read(picture);
      const { left, right, made } = RULES[way];
      const [a, b] = [operandOf(data, left), operandOf(data, right)];
      if (a.shape[1] < a.whole[1]) return; // the sums have terms that are not drawn
      const bias = way === "forward" ? data.bias.values : [];
      for (const [i, value] of partial(a, b, a.shape[1]).entries()) {
        const wanted = data[made].values[i];
        assert.ok(Math.abs(value + (bias[i % b.shape[1]] ?? 0) - wanted) < 1e-5, `${value}, PyTorch: ${wanted}`);
      }
    });

test("a number of the result says its sum, and the sum over the first samples", () => {
  assert.equal(nameOf(RULES.weight, SMALL), "∂ℒ/∂W");
  assert.equal(titleOf(SMALL, RULES.weight, [0, 0], 2), "∂ℒ/∂W, row 0, column 0: −2.00");
  assert.equal(formulaOf(SMALL, RULES.weight, [0, 0], 2), "0.50·2.00 + (−1.00)·3.00 = −2.00");
  assert.equal(formulaOf(SMALL, RULES.weight, [0, 0], 1), "0.50·2.00 = 1.00");
  assert.equal(formulaOf(SMALL, RULES.weight, [0, 0], 0), "0 = 0.00");
  assert.equal(formulaOf(SMALL, RULES.forward, [0, 0], 2), "2.00·0.50 + 1.00·(−1.00) + 0.25 = 0.25");
  assert.equal(formulaOf(SMALL, RULES.bias, [0, 0], 2), "0.50 + (−1.00) = −0.50");
});

test("each product says whether it fits, and whether it is a gradient", () => {
  const said = (left, right) => verdictOf(FIRST, { left, right });
  assert.match(said("Gᵀ", "X"), /^\[3, 4\] · \[4, 2\] gives \[3, 2\], the shape of W: this is weight\.grad/);
  assert.equal(said("G", "X"), "[4, 3] · [4, 2]: the inner sides, 3 and 4, do not meet. PyTorch raises an error.");
  assert.match(said("Xᵀ", "G"), /gives \[2, 3\]\. The numbers are those of ∂ℒ\/∂W, but transposed\.$/);
  assert.match(said("X", "Xᵀ"), /it is none of the gradients\.$/);
});

test("a product that does not fit has no result, and each that fits has one of its shape", () => {
  for (const left of OPERANDS)
    for (const right of OPERANDS) {
      const [a, b] = [operandOf(FIRST, left).whole, operandOf(FIRST, right).whole];
      const result = resultOf(FIRST, { left, right });
      assert.equal(Boolean(result), a[1] === b[0], `${left} ${right}`);
      if (result) assert.deepEqual(result.whole, [a[0], b[1]]);
    }
});

test("of a sum that is not drawn in full, the rest is said", () => {
  const part = { ...RECORDED[0], sizes: [40, 2, 3] };
  assert.match(formulaOf(read(part), RULES.weight, [0, 0], 4), /\(36 more terms\) = /);
  assert.equal(resultOf(read(part), { left: "Xᵀ", right: "G" }), null);
});

test("a malformed description is refused with the place", () => {
  const wrong = { ...RECORDED[0], g: { shape: [1, 3], values: [0, 0, 0] } };
  assert.throws(
    () => read(wrong),
    (error) => error instanceof DataError && /g\.shape/.test(error.message),
  );
  assert.throws(() => read({ ...RECORDED[0], sizes: [4] }), DataError);
});
