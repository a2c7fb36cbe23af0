/** Products of the matrices of a linear layer: which of them are its output and its gradients, and what each number sums. */

import type { Tensor } from "./checks.ts";
import type { MatricesData } from "./matrices_data.ts";

/** What stands on either side of a product; `1ᵀ` is a row of ones, which adds up the rows. */
export const OPERANDS = ["X", "Xᵀ", "W", "Wᵀ", "G", "Gᵀ", "1ᵀ"] as const;
export type Operand = (typeof OPERANDS)[number];
export type Product = { left: Operand; right: Operand };

/** `whole`: its sides, of which fewer may be drawn. */
export type Matrix = Tensor & { whole: [rows: number, columns: number] };

type Size = keyof MatricesData["sizes"];
type Made = "z" | "weight_gradient" | "input_gradient" | "bias_gradient";
type Rule = Product & { made: Made; title: string; along: Size };

/** The products that a linear layer computes, and over what each adds up. */
export const RULES = {
  forward: { left: "X", right: "Wᵀ", made: "z", title: "Z", along: "inputs" },
  weight: { left: "Gᵀ", right: "X", made: "weight_gradient", title: "∂ℒ/∂W", along: "samples" },
  input: { left: "G", right: "W", made: "input_gradient", title: "∂ℒ/∂X", along: "outputs" },
  bias: { left: "1ᵀ", right: "G", made: "bias_gradient", title: "∂ℒ/∂b", along: "samples" },
} satisfies Record<string, Rule>;
export type Way = keyof typeof RULES;
export const WAYS = Object.keys(RULES) as Way[];

const SIDES = { X: ["samples", "inputs"], W: ["outputs", "inputs"], G: ["samples", "outputs"] } as const;
const TENSORS = { X: "x", W: "weight", G: "g" } as const;

const isTurned = (operand: Operand) => operand.endsWith("ᵀ");
const nameOf = (operand: Operand) => operand[0] as keyof typeof SIDES;

export function transposed({ shape: [rows, columns], values }: Tensor): Tensor {
  const turned = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => values[i * columns + j]),
  );
  return { shape: [columns, rows], values: turned.flat() };
}

export function operandOf(data: MatricesData, operand: Operand): Matrix {
  if (operand === "1ᵀ") {
    const count = data.x.shape[0];
    return { shape: [1, count], values: new Array(count).fill(1), whole: [1, data.sizes.samples] };
  }
  const name = nameOf(operand);
  const [rows, columns] = SIDES[name].map((size) => data.sizes[size]);
  const tensor = data[TENSORS[name]];
  return isTurned(operand) ? { ...transposed(tensor), whole: [columns, rows] } : { ...tensor, whole: [rows, columns] };
}

/** Which of the layer's own products this is. */
export const wayOf = ({ left, right }: Product) =>
  WAYS.find((way) => RULES[way].left === left && RULES[way].right === right);

/** The product of the layer whose transpose this is: `A B` is that of `Bᵀ Aᵀ`. */
export function turnedWayOf({ left, right }: Product) {
  const turn = (one: Operand) => (isTurned(one) ? one.slice(0, -1) : `${one}ᵀ`) as Operand;
  return wayOf({ left: turn(right), right: turn(left) });
}

/** Do the inner sides meet? */
export const fits = (data: MatricesData, { left, right }: Product) =>
  operandOf(data, left).whole[1] === operandOf(data, right).whole[0];

/** What comes out: the recorded numbers, if the layer computes them; null where they cannot be known. */
export function resultOf(data: MatricesData, product: Product): Matrix | null {
  if (!fits(data, product)) return null;
  const [left, right] = [operandOf(data, product.left), operandOf(data, product.right)];
  const whole: Matrix["whole"] = [left.whole[0], right.whole[1]];
  const own = wayOf(product);
  const recorded = own && data[RULES[own].made];
  const shape = [left.shape[0], right.shape[1]];
  if (recorded) return { shape, values: recorded.values, whole };
  const isPart = left.shape[1] < left.whole[1];
  return isPart ? null : { shape, values: partial(left, right, left.shape[1]), whole };
}

/** The product over the first `count` terms of each sum. */
export function partial(left: Tensor, right: Tensor, count: number): number[] {
  const [rows, columns] = [left.shape[0], right.shape[1]];
  return Array.from({ length: rows * columns }, (_, at) => {
    const terms = termsOf(left, right, [Math.floor(at / columns), at % columns]).slice(0, count);
    return terms.reduce((sum, [a, b]) => sum + a * b, 0);
  });
}

/** The pairs of numbers whose products a number of the result adds up, as far as they are drawn. */
export function termsOf(left: Tensor, right: Tensor, [row, column]: [number, number]): [number, number][] {
  const inner = left.shape[1];
  return Array.from({ length: inner }, (_, k) => [
    left.values[row * inner + k],
    right.values[k * right.shape[1] + column],
  ]);
}

/** What is added to each number besides the products. */
export const addedTo = (data: MatricesData, way: Way | undefined, column: number) =>
  way === "forward" ? (data.bias?.values[column] ?? 0) : 0;
