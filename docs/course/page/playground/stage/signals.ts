/** What the layers of a model make of many places of the plane at once, in evaluation mode. */

import { activationOf } from "../../../../../live_cells/live/page/pictures/activations.ts";
import type { Layer } from "../setup/layers.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { FEATURES } from "../setup/features.ts";

/** A row of numbers for each unit: what it gives at each place. */
export type Signals = Float32Array[];

const EPSILON = 1e-5; // BatchNorm's

/** What leaves each layer. */
export function signalsOf(layers: Layer[], numbers: LayerNumbers[], inputs: Signals): Signals[] {
  let now = inputs;
  return layers.map((layer, i) => {
    now = after(layer, numbers[i] ?? {}, now);
    return now;
  });
}

function after({ kind }: Layer, numbers: LayerNumbers, inputs: Signals): Signals {
  if (kind === "Linear") return weighted(numbers, inputs);
  if (kind === "BatchNorm") return normed(numbers, inputs);
  if (kind === "Softmax") return shares(inputs);
  const activation = activationOf({ kind, settings: {} });
  return activation ? inputs.map((row) => row.map(activation.value)) : inputs;
}

function weighted({ weight, bias }: LayerNumbers, inputs: Signals): Signals {
  const places = inputs[0]?.length ?? 0;
  const units = bias?.length ?? 0;
  return Array.from({ length: units }, (_, unit) => {
    const row = new Float32Array(places).fill(bias?.[unit] ?? 0);
    for (const [source, signal] of inputs.entries()) {
      const by = weight?.[unit * inputs.length + source] ?? 0;
      for (let i = 0; i < places; i += 1) row[i] += by * signal[i];
    }
    return row;
  });
}

function normed({ weight, bias, running_mean, running_var }: LayerNumbers, inputs: Signals): Signals {
  return inputs.map((signal, unit) => {
    const scale = (weight?.[unit] ?? 1) / Math.sqrt((running_var?.[unit] ?? 1) + EPSILON);
    const shift = (bias?.[unit] ?? 0) - scale * (running_mean?.[unit] ?? 0);
    return signal.map((value) => scale * value + shift);
  });
}

/** Softmax over the units, at each place. */
export function shares(scores: Signals): Signals {
  const found = scores.map((row) => new Float32Array(row.length));
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

/** What a model is given of each place. */
export const inputsAt = (features: string[], x1: Float32Array, x2: Float32Array): Signals =>
  features.map((name) => x1.map((x, i) => FEATURES[name].of(x, x2[i])));

/** The middles of the fields of a square, row by row from the top left: their x and their y. */
export function gridOf(fields: number, reach: number): [x: Float32Array, y: Float32Array] {
  const along = (index: number) => ((index + 0.5) * 2 * reach) / fields - reach;
  const places = Array.from({ length: fields ** 2 }, (_, i) => i);
  return [
    Float32Array.from(places, (i) => along(i % fields)),
    Float32Array.from(places, (i) => -along(Math.floor(i / fields))),
  ];
}
