/** What the layers of a model make of many places of the plane at once, in evaluation mode. */

import { activationOf } from "../../../../../live_cells/live/page/pictures/activations.ts";
import type { Layer } from "../setup/layers.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { FEATURES } from "../setup/features.ts";
import type { Setup } from "../setup/setup.ts";

/** In single precision as PyTorch computes, or in double where small differences count. */
export type Row = Float32Array | Float64Array;
/** A row of numbers for each unit: what it gives at each place. */
export type Signals<One extends Row = Float32Array> = One[];

const EPSILON = 1e-5; // BatchNorm's

/** What leaves each layer. */
export function signalsOf<One extends Row>(
  layers: Layer[],
  numbers: LayerNumbers[],
  inputs: Signals<One>,
): Signals<One>[] {
  let now = inputs;
  return layers.map((layer, i) => {
    now = after(layer, numbers[i] ?? {}, now);
    return now;
  });
}

function after<One extends Row>({ kind }: Layer, numbers: LayerNumbers, inputs: Signals<One>): Signals<One> {
  if (kind === "Linear") return weighted(numbers, inputs);
  if (kind === "BatchNorm") return normed(numbers, inputs);
  if (kind === "Softmax") return shares(inputs);
  const activation = activationOf({ kind, settings: {} });
  return activation ? inputs.map((row) => row.map(activation.value) as One) : inputs;
}

function weighted<One extends Row>({ weight, bias }: LayerNumbers, inputs: Signals<One>): Signals<One> {
  const places = inputs[0]?.length ?? 0;
  const units = bias?.length ?? 0;
  return Array.from({ length: units }, (_, unit) => {
    const row = inputs[0].slice().fill(bias?.[unit] ?? 0) as One;
    for (const [source, signal] of inputs.entries()) {
      const by = weight?.[unit * inputs.length + source] ?? 0;
      for (let i = 0; i < places; i += 1) row[i] += by * signal[i];
    }
    return row;
  });
}

function normed<One extends Row>(numbers: LayerNumbers, inputs: Signals<One>): Signals<One> {
  return inputs.map((signal, unit) => {
    const scale = (numbers.weight?.[unit] ?? 1) * narrowing(numbers, unit);
    const shift = (numbers.bias?.[unit] ?? 0) - scale * (numbers.running_mean?.[unit] ?? 0);
    return signal.map((value) => scale * value + shift) as One;
  });
}

/** What BatchNorm multiplies a unit's distance from its mean by, before its weight. */
export const narrowing = ({ running_var }: LayerNumbers, unit: number) =>
  1 / Math.sqrt((running_var?.[unit] ?? 1) + EPSILON);

/** Softmax over the units, at each place. */
export function shares<One extends Row>(scores: Signals<One>): Signals<One> {
  const found = scores.map((row) => row.slice() as One);
  for (let i = 0; i < (scores[0]?.length ?? 0); i += 1) {
    let most = Number.NEGATIVE_INFINITY;
    for (const row of scores) most = Math.max(most, row[i]);
    let sum = 0;
    for (const [unit, row] of scores.entries()) {
      found[unit][i] = Math.exp(row[i] - most);
      sum += found[unit][i];
    }
    for (const row of found) row[i] /= sum;
  }
  return found;
}

/** What a model gives at each place, unit by unit. */
export const outputsAt = (setup: Setup, numbers: LayerNumbers[], x1: Float32Array, x2: Float32Array): Signals =>
  signalsOf(setup.layers, numbers, inputsAt(setup.features, x1, x2)).at(-1) ?? [];

/** A byte for each class of each place, as the plane is painted. */
export function shareBytes(probabilities: Signals) {
  const classes = probabilities.length;
  const bytes = new Uint8Array((probabilities[0]?.length ?? 0) * classes);
  for (const [label, row] of probabilities.entries())
    for (let i = 0; i < row.length; i += 1) bytes[i * classes + label] = Math.round(255 * row[i]);
  return bytes;
}

/** What a model is given of each place. */
export const inputsAt = <One extends Row>(features: string[], x1: One, x2: One): Signals<One> =>
  features.map((name) => x1.map((x, i) => FEATURES[name].of(x, x2[i])) as One);

/** The middles of the fields of a square, row by row from the top left: their x and their y. */
export function gridOf(fields: number, reach: number): [x: Float32Array, y: Float32Array] {
  const along = (index: number) => ((index + 0.5) * 2 * reach) / fields - reach;
  const places = Array.from({ length: fields ** 2 }, (_, i) => i);
  return [
    Float32Array.from(places, (i) => along(i % fields)),
    Float32Array.from(places, (i) => -along(Math.floor(i / fields))),
  ];
}
