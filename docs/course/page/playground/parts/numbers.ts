/** What each layer of a model has learned so far, and what it has before: PyTorch's own first weights. */

import { bytesOf } from "../../../../../live_cells/live/page/elements/files.ts";
import { isOfRate } from "../setup/changes.ts";
import { stackFor, type Setup } from "../setup/setup.ts";
import type { Signed } from "./pixels.ts";
import { RandomStream } from "./random.ts";

const NAMES = ["weight", "bias", "running_mean", "running_var"] as const;
type Name = (typeof NAMES)[number];

/** The numbers of a layer, row by row; layers that learn nothing have none. */
export type LayerNumbers = Partial<Record<Name, Float32Array | Float64Array>>;

/** The same as Python sends it: float32 in base64. */
export type SentNumbers = Partial<Record<Name, string>>[];

/** What Python sends of the units that are shown: of each layer, their numbers, and the weights between them in float32. */
export type SentDigit = {
  images: Signed[];
  layers: { out: number[]; weight?: string }[];
  probabilities: number[];
};

export const numbersOf = (sent: SentNumbers): LayerNumbers[] =>
  sent.map((layer) =>
    Object.fromEntries(
      NAMES.flatMap((name) => {
        const found = layer[name];
        return found ? [[name, new Float32Array(bytesOf(found).buffer)]] : [];
      }),
    ),
  );

/** Are the numbers those of such a model? */
export const areOf = (numbers: LayerNumbers[], setup: Setup) =>
  stackFor(setup).placed.every(
    ({ parameters }, at) => (numbers[at]?.weight?.length ?? 0) + (numbers[at]?.bias?.length ?? 0) === parameters,
  );

/** Those that were drawn last: they are asked for at every drawing. */
let first: { of: string; layers: LayerNumbers[] | null } = { of: "", layers: null };

/** The numbers before the first step, as the program draws them, and changes them; null where the layers do not fit. */
export function firstNumbers(setup: Setup): LayerNumbers[] | null {
  const of = JSON.stringify([setup.seed, setup.data, setup.features, setup.layers, setup.changes]);
  if (first.of !== of) first = { of, layers: drawnNumbers(setup) };
  return first.layers;
}

function drawnNumbers(setup: Setup): LayerNumbers[] | null {
  const { placed, fits } = stackFor(setup);
  if (!fits) return null;
  const random = new RandomStream(setup.seed + 1);
  const drawn = placed.map(({ layer: { kind, out, kernel }, from }): LayerNumbers => {
    const [channels] = from ?? [0];
    if (kind === "BatchNorm") return untouched(channels);
    if (kind !== "Linear" && kind !== "Conv2d") return {};
    const inputs = kind === "Linear" ? channels : channels * Number(kernel) ** 2;
    const bound = 1 / Math.sqrt(inputs);
    return { weight: random.around(Number(out) * inputs, bound), bias: random.around(Number(out), bound) };
  });
  for (const change of setup.changes) {
    if (change.step > 0 || isOfRate(change)) continue;
    const { weight, bias } = drawn[change.layer];
    if (change.set === "bias" && bias) bias[change.unit] = change.to;
    else if (change.set === "weight" && weight && bias)
      weight[change.unit * (weight.length / bias.length) + change.source] = change.to;
  }
  return drawn;
}

function untouched(units: number): LayerNumbers {
  const all = (value: number) => new Float32Array(units).fill(value);
  return { weight: all(1), bias: all(0), running_mean: all(0), running_var: all(1) };
}
