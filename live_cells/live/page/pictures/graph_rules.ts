/** Operations of a graph that the page computes anew, by their names. Each is checked against its recorded numbers. */

import { activationOf } from "./activations.ts";

export type Rule = { value: (inputs: number[]) => number; slopes: (inputs: number[]) => number[] };

/** What was recorded of an operation. Of a constant, the slope is not known. */
export type Recorded = { op: string; inputs: number[]; value: number; slopes: (number | undefined)[] };

/** How far float32 numbers may be from the computed ones, as a share of their size. */
const CLOSE = 1e-4;

/** @returns undefined: the page cannot compute it */
export function ruleOf(recorded: Recorded): Rule | undefined {
  const name = recorded.op.toLowerCase();
  const rule = Object.hasOwn(MAKERS, name) ? MAKERS[name](recorded) : undefined;
  return rule && fits(rule, recorded) ? rule : undefined;
}

export const isClose = (one: number, other: number) => Math.abs(one - other) <= CLOSE * Math.max(1, Math.abs(other));

function fits({ value, slopes }: Rule, recorded: Recorded) {
  const { inputs } = recorded;
  const found = slopes(inputs);
  const isSlope = (slope: number, i: number) => isClose(slope, recorded.slopes[i] ?? slope);
  return found.length === inputs.length && isClose(value(inputs), recorded.value) && found.every(isSlope);
}

type Maker = (recorded: Recorded) => Rule | undefined;

/** A function of one number. */
const one =
  (value: (x: number) => number, slope: (x: number) => number): Maker =>
  () => ({ value: ([x]) => value(x), slopes: ([x]) => [slope(x)] });

const activation = (kind: string): Maker => {
  const found = activationOf({ kind, settings: {} });
  return found ? one(found.value, found.slope) : () => undefined;
};

/** A sum with the recorded slopes, and with what has none added or taken away. */
const sum =
  (second: number): Maker =>
  ({ inputs, value, slopes }) => {
    const factors = slopes.map((slope, i) => slope ?? (i ? second : 1));
    const apply = (all: number[]) => all.reduce((total, input, i) => total + factors[i] * input, 0);
    const isWhole = slopes.includes(undefined) || inputs.length > 1;
    const rest = isWhole ? 0 : value - apply(inputs); // a constant that is not shown
    return { value: (all) => apply(all) + rest, slopes: () => factors };
  };

const product: Maker = ({ inputs, slopes: [slope] }) => {
  if (inputs.length === 2) return { value: ([a, b]) => a * b, slopes: ([a, b]) => [b, a] };
  return slope === undefined ? undefined : { value: ([a]) => slope * a, slopes: () => [slope] };
};

const quotient: Maker = (recorded) => {
  const { inputs, value, slopes } = recorded;
  if (inputs.length === 2) return { value: ([a, b]) => a / b, slopes: ([a, b]) => [1 / b, -a / b ** 2] };
  const above = value * inputs[0];
  const below = { value: ([b]: number[]) => above / b, slopes: ([b]: number[]) => [-above / b ** 2] };
  return slopes[0] !== undefined && fits(below, recorded) ? below : product(recorded);
};

const power: Maker = ({ inputs, value, slopes: [slope] }) => {
  if (inputs.length === 2)
    return { value: ([a, b]) => a ** b, slopes: ([a, b]) => [b * a ** (b - 1), a ** b * Math.log(a)] };
  const exponent = Math.round((((slope ?? Number.NaN) * inputs[0]) / value) * 1000) / 1000; // n·xⁿ⁻¹·x / xⁿ
  return Number.isFinite(exponent) ? powerOf(exponent) : undefined;
};
const powerOf = (n: number): Rule => ({ value: ([x]) => x ** n, slopes: ([x]) => [n ? n * x ** (n - 1) : 0] });

/** The squared distance of two numbers, or from one that is not shown. */
const squaredError: Maker = ({ inputs: [input, other], slopes: [slope] }) => {
  if (other !== undefined) return { value: ([a, b]) => (a - b) ** 2, slopes: ([a, b]) => [2 * (a - b), 2 * (b - a)] };
  if (slope === undefined) return undefined;
  const target = input - slope / 2;
  return { value: ([a]) => (a - target) ** 2, slopes: ([a]) => [2 * (a - target)] };
};

const same = one(
  (x) => x,
  () => 1,
);

const MAKERS: Record<string, Maker> = {
  add: sum(1),
  sub: sum(-1),
  rsub: sum(-1),
  neg: sum(1),
  mul: product,
  div: quotient,
  pow: power,
  square: () => powerOf(2),
  relu: activation("ReLU"),
  tanh: activation("Tanh"),
  sigmoid: activation("Sigmoid"),
  softplus: activation("Softplus"),
  silu: activation("SiLU"),
  gelu: activation("GELU"),
  exp: one(Math.exp, Math.exp),
  log: one(Math.log, (x) => 1 / x),
  sqrt: one(Math.sqrt, (x) => 1 / (2 * Math.sqrt(x))),
  reciprocal: one(
    (x) => 1 / x,
    (x) => -1 / x ** 2,
  ),
  sin: one(Math.sin, Math.cos),
  cos: one(Math.cos, (x) => -Math.sin(x)),
  abs: one(Math.abs, Math.sign),
  mseloss: squaredError,
  "+": sum(1),
  "-": sum(-1),
  "*": product,
  "/": quotient,
  ...Object.fromEntries(["sum", "mean", "view", "squeeze", "unsqueeze", "clone"].map((op) => [op, same])),
};
