/** Functions of a single number: their values and slopes, and how they are written. */

import type { Module } from "./data.ts";

export type Activation = { value: (x: number) => number; slope: (x: number) => number };

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const bell = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** The error function, by a series whose terms are all of one sign. */
function erf(x: number) {
  if (Number.isNaN(x) || Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const normal = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;

const gelu: Activation = { value: (x) => x * normal(x), slope: (x) => normal(x) + x * bell(x) };

const INNER = Math.sqrt(2 / Math.PI);
const inner = (x: number) => Math.tanh(INNER * (x + 0.044715 * x ** 3));
const geluByTanh: Activation = {
  value: (x) => (x / 2) * (1 + inner(x)),
  slope: (x) => (1 + inner(x)) / 2 + (x / 2) * (1 - inner(x) ** 2) * INNER * (1 + 3 * 0.044715 * x * x),
};

const MAKERS: Record<string, (settings: Module["settings"]) => Activation> = {
  ReLU: () => ({ value: (x) => (x > 0 ? x : x <= 0 ? 0 : x), slope: (x) => (x > 0 ? 1 : 0) }),
  LeakyReLU: ({ negative_slope }) => {
    const slope = numberOr(negative_slope, 0.01);
    return { value: (x) => (x > 0 ? x : slope * x), slope: (x) => (x > 0 ? 1 : slope) };
  },
  Tanh: () => ({ value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 }),
  Sigmoid: () => ({ value: sigmoid, slope: (x) => sigmoid(x) * (1 - sigmoid(x)) }),
  GELU: ({ approximate }) => (approximate === "tanh" ? geluByTanh : gelu),
  SiLU: () => ({ value: (x) => x * sigmoid(x), slope: (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))) }),
  ELU: ({ alpha }) => {
    const low = numberOr(alpha, 1);
    return { value: (x) => (x > 0 ? x : low * Math.expm1(x)), slope: (x) => (x > 0 ? 1 : low * Math.exp(x)) };
  },
  Softplus: ({ beta, threshold }) => {
    const steep = numberOr(beta, 1);
    const isStraight = (x: number) => steep * x > numberOr(threshold, 20);
    return {
      value: (x) => (isStraight(x) ? x : Math.log1p(Math.exp(steep * x)) / steep),
      slope: (x) => (isStraight(x) ? 1 : sigmoid(steep * x)),
    };
  },
};

const numberOr = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/** The module's function, if it is one of a single number. */
export const activationOf = ({ kind, settings }: Pick<Module, "kind" | "settings">): Activation | undefined =>
  Object.hasOwn(MAKERS, kind) ? MAKERS[kind](settings) : undefined;
