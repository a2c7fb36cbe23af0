/** What training makes small, the loss with what the regularization adds, and its gradient: over some points, in evaluation mode. */

import { activationOf } from "../../../../../live_cells/live/page/pictures/activations.ts";
import type { Dot } from "../parts/boundary.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { ratesNow } from "../setup/changes.ts";
import type { Layer } from "../setup/layers.ts";
import { isRegression, type Setup } from "../setup/setup.ts";
import { inputsAt, narrowing, shares, type Signals, signalsOf } from "./signals.ts";

/** In double precision: differences of losses are small. */
type Rows = Signals<Float64Array>;

export type Objective = {
  layers: Layer[];
  inputs: Rows;
  targets: number[];
  isOfValues: boolean;
  regularization: string;
  strength: number;
};

/** The derivatives by the numbers of a layer; what has none stays as it is. */
export type LayerGradient = { weight?: Float64Array; bias?: Float64Array };

export type Gradients = {
  loss: number;
  layers: LayerGradient[];
  /** What leaves each layer, at each point. */
  signals: Rows[];
  /** The derivative by what leaves each layer, at each point. */
  byOutput: Rows[];
  byInput: Rows;
};

/** @param step at which the regularization counts as much as it does then */
export function objectiveOf(setup: Setup, dots: Dot[], step: number): Objective {
  const { layers, features, regularization } = setup;
  const [x, y] = [0, 1].map((side) => Float64Array.from(dots, (dot) => dot[side]));
  return {
    layers,
    inputs: inputsAt(features, x, y),
    targets: dots.map((dot) => dot[2]),
    isOfValues: isRegression(setup),
    regularization,
    strength: ratesNow(setup, step).strength,
  };
}

export function lossOf(objective: Objective, numbers: LayerNumbers[]) {
  const out = signalsOf(objective.layers, numbers, objective.inputs).at(-1) ?? [];
  return meanLoss(objective, out) + penaltyOf(objective, numbers);
}

function meanLoss({ targets, isOfValues }: Objective, out: Rows) {
  let sum = 0;
  for (const [i, target] of targets.entries()) sum += isOfValues ? (out[0][i] - target) ** 2 : surprise(out, i, target);
  return sum / targets.length;
}

/** The cross entropy of one point: minus the logarithm of the probability of its class. */
function surprise(out: Rows, at: number, target: number) {
  let most = Number.NEGATIVE_INFINITY;
  for (const row of out) most = Math.max(most, row[at]);
  let sum = 0;
  for (const row of out) sum += Math.exp(row[at] - most);
  return most + Math.log(sum) - out[target][at];
}

/** Of weights, not of biases, nor of what BatchNorm multiplies by. */
const isPenalized = ({ layers, regularization }: Objective, i: number) =>
  regularization !== "none" && layers[i].kind === "Linear";

function penaltyOf(objective: Objective, numbers: LayerNumbers[]) {
  let sum = 0;
  for (const [i, { weight }] of numbers.entries())
    if (weight && isPenalized(objective, i))
      for (const one of weight) sum += objective.regularization === "L1" ? Math.abs(one) : one ** 2 / 2;
  return objective.strength * sum;
}

export function gradientsOf(objective: Objective, numbers: LayerNumbers[]): Gradients {
  const { layers, inputs } = objective;
  const signals = signalsOf(layers, numbers, inputs);
  const out = signals.at(-1) ?? [];
  const byOutput: Rows[] = [];
  const found: LayerGradient[] = layers.map(() => ({}));
  let now = byScores(objective, out);
  for (let i = layers.length - 1; i >= 0; i -= 1) {
    byOutput[i] = now;
    const entering = i ? signals[i - 1] : inputs;
    found[i] = byNumbers(layers[i], numbers[i] ?? {}, entering, now);
    now = before(layers[i], numbers[i] ?? {}, { entering, left: signals[i], by: now });
  }
  for (const [i, { weight }] of numbers.entries())
    if (isPenalized(objective, i))
      found[i].weight = found[i].weight?.map((one, at) => one + addedBy(objective, weight?.[at] ?? 0));
  return {
    loss: meanLoss(objective, out) + penaltyOf(objective, numbers),
    layers: found,
    signals,
    byOutput,
    byInput: now,
  };
}

/** What the regularization adds to the derivative by a weight. */
export const addedBy = ({ regularization, strength }: Objective, weight: number) =>
  regularization === "none" ? 0 : strength * (regularization === "L1" ? Math.sign(weight) : weight);

function byScores({ targets, isOfValues }: Objective, out: Rows): Rows {
  const count = targets.length;
  if (isOfValues) return [out[0].map((value, i) => (2 * (value - targets[i])) / count)];
  return shares(out).map((row, label) => row.map((share, i) => (share - (targets[i] === label ? 1 : 0)) / count));
}

function byNumbers({ kind }: Layer, numbers: LayerNumbers, entering: Rows, by: Rows): LayerGradient {
  if (kind === "Linear")
    return {
      weight: Float64Array.from(by.flatMap((row) => entering.map((signal) => dot(row, signal)))),
      bias: Float64Array.from(by, total),
    };
  if (kind !== "BatchNorm") return {};
  const standard = (unit: number) => (value: number) =>
    (value - (numbers.running_mean?.[unit] ?? 0)) * narrowing(numbers, unit);
  return {
    weight: Float64Array.from(by, (row, unit) => dot(row, entering[unit].map(standard(unit)))),
    bias: Float64Array.from(by, total),
  };
}

type Around = { entering: Rows; left: Rows; by: Rows };

/** The derivative by what enters a layer, from that by what leaves it. */
function before(layer: Layer, numbers: LayerNumbers, { entering, left, by }: Around): Rows {
  const { weight } = numbers;
  if (layer.kind !== "Linear") return throughSlopes(layer, numbers, { entering, left, by });
  return entering.map((signal, source) => {
    const row = new Float64Array(signal.length);
    for (const [unit, one] of by.entries()) {
      const factor = weight?.[unit * entering.length + source] ?? 0;
      for (let i = 0; i < row.length; i += 1) row[i] += factor * one[i];
    }
    return row;
  });
}

/**
 * Rows times the slopes of a layer without lines, at each point: from behind it to before it, or the other way, as the
 * slopes of a softmax are the same both ways.
 */
export function throughSlopes({ kind }: Layer, numbers: LayerNumbers, { entering, left, by }: Around): Rows {
  if (kind === "BatchNorm")
    return by.map((row, unit) => row.map((one) => one * (numbers.weight?.[unit] ?? 1) * narrowing(numbers, unit)));
  if (kind === "Softmax") {
    const mean = by[0].map((_, i) => by.reduce((sum, row, unit) => sum + row[i] * left[unit][i], 0));
    return by.map((row, unit) => row.map((one, i) => left[unit][i] * (one - mean[i])));
  }
  const slope = activationOf({ kind, settings: {} })?.slope;
  return slope ? by.map((row, unit) => row.map((one, i) => one * slope(entering[unit][i]))) : by;
}

export function dot(a: Float64Array, b: Float64Array) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

const total = (row: Float64Array) => row.reduce((sum, one) => sum + one, 0);

/** The size of the gradient of a layer's weights. */
export const sizeOf = (values: Float64Array | undefined) => Math.sqrt(values ? dot(values, values) : 0);
