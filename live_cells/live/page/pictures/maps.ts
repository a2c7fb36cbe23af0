/** Where a feature map comes from: of a convolution, the maps before it, with their kernels and what each contributes. */

import { activationOf } from "./activations.ts";
import type { Tensor } from "./checks.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import type { Pair, Sliding } from "./sliding.ts";
import { convolve } from "./convolve.ts";
import type { Setting } from "./checks.ts";
import type { Module } from "./data.ts";
import { type Numbers, sizeOf, type Unit } from "./numbers.ts";
import { factor, shown } from "./printed.ts";

/** A map before, its kernel, and what comes of both; rows count the maps that are described. */
export type Source = { row: number; convolution: ConvolutionData & { output: Tensor } };

/** A map as a sum. `missing`: how many of its maps are not described; `rest`: what these contribute. */
export type MapSum = { output: Tensor; sources: Source[]; bias: number | undefined; missing: number; rest: number[] };

/** A sum that is not met, but for the order in which its terms were added. */
const NEAR = 1e-4;

const shapeOf = ({ data }: Numbers, column: number) =>
  (column ? data.modules[column - 1].output : data.input)?.shape ?? [];

/** A map of a column, if it has maps. */
export function mapAt(numbers: Numbers, column: number, row: number): Tensor | null {
  const [maps, height, width, more] = shapeOf(numbers, column);
  if (!maps || !height || !width || more !== undefined) return null;
  const values = numbers.columns[column].slice(row * height * width, (row + 1) * height * width);
  return values.length === height * width ? { shape: [height, width], values } : null;
}

/** What a map of a Conv2d is the sum of; null where that is not known. */
export function sumOfMap(numbers: Numbers, { column, row }: Unit): MapSum | null {
  const module = numbers.data.modules[column - 1];
  const output = column ? mapAt(numbers, column, row) : null;
  const { kind, weight, bias, settings } = module ?? {};
  const sliding = module && slidingOf(module);
  if (kind !== "Conv2d" || !output || !weight || !sliding) return null;
  const [outputs, inputs, height, width] = weight.shape;
  const channel = numbers.indexOf(column, row);
  const groups = typeof settings.groups === "number" ? settings.groups : 1;
  const first = Math.floor(channel / (outputs / groups)) * inputs;
  const isWhole = weight.values.length === sizeOf(weight);
  const at = (isWhole ? channel : row) * inputs * height * width;
  const sources: Source[] = [];
  for (let k = 0; k < inputs; k += 1) {
    const image = mapAt(numbers, column - 1, first + k);
    const values = weight.values.slice(at + k * height * width, at + (k + 1) * height * width);
    if (!image || values.length < height * width) continue;
    const kernel = { shape: [height, width], values };
    const convolution: ConvolutionData = { kind: "convolution", image, kernel, bias: 0, kernels: [], ...sliding };
    const made = convolve(convolution);
    if (made?.values.length !== output.values.length) return null;
    sources.push({ row: first + k, convolution: { ...convolution, output: made } });
  }
  const added = numbers.valueOf({ kind: "bias", column, row });
  const isKnown = !bias || added !== undefined;
  const rest = output.values.map((value, i) =>
    sources.reduce((left, { convolution }) => left - convolution.output.values[i], value - (added ?? 0)),
  );
  const missing = inputs - sources.length;
  const largest = Math.max(1, ...output.values.map(Math.abs));
  const isMet = missing > 0 || rest.every((left) => Math.abs(left) <= NEAR * largest);
  return sources.length && isKnown && isMet ? { output, sources, bias: added, missing, rest } : null;
}

/** How a Conv2d slides; null where zeros do not surround its image alike. */
function slidingOf({ settings, weight }: Module): Sliding | null {
  const { stride, padding, dilation, padding_mode } = settings;
  if ((padding_mode ?? "zeros") !== "zeros" || !weight) return null;
  const apart = pairOf(dilation, 1);
  const around = weight.shape.slice(2).map((side, i) => (apart[i] * (side - 1)) / 2);
  const zeros: Pair = padding === "same" ? [around[0], around[1]] : padding === "valid" ? [0, 0] : pairOf(padding, 0);
  if (!zeros.every(Number.isInteger)) return null;
  return { stride: pairOf(stride, 1), padding: zeros, dilation: apart };
}

const pairOf = (value: Setting | undefined, otherwise: number): Pair => {
  const [down, across] = Array.isArray(value) ? value : [value, value];
  return typeof down === "number" && typeof across === "number" ? [down, across] : [otherwise, otherwise];
};

/** The one map that a map is made of by a function, pooling or normalization. */
export function mapBefore(numbers: Numbers, { column, row }: Unit): Tensor | null {
  const module = numbers.data.modules[column - 1];
  if (!module || module.kind === "Conv2d" || !/Pool2d$|^BatchNorm2d$|^Dropout|^Identity$/.test(module.kind))
    if (!module || !activationOf(module)) return null;
  const [maps, before] = [shapeOf(numbers, column)[0], shapeOf(numbers, column - 1)[0]];
  return maps === before && mapAt(numbers, column, row) ? mapAt(numbers, column - 1, row) : null;
}

/** How a number of such a map comes about. */
export function lineOfMap(module: Module, input: Tensor, output: Tensor, [row, column]: Pair): string {
  const value = shown(output.values[row * output.shape[1] + column]);
  const { kind, settings } = module;
  const pool = pooled(settings, input, [row, column]);
  if (kind === "MaxPool2d") return `max(${pool.map(shown).join(", ")}) = ${value}`;
  if (kind === "AvgPool2d" && pairOf(settings.padding, 0).every((more) => !more))
    return `(${pool.map((one, i) => (i ? factor(one) : shown(one))).join(" + ")}) / ${pool.length} = ${value}`;
  const isSame = input.values.length === output.values.length;
  const before = isSame ? shown(input.values[row * input.shape[1] + column]) : "…";
  return activationOf(module) ? `${kind}(${before}) = ${value}` : `${kind}: ${before} → ${value}`;
}

/** The numbers under a pooling window, those outside the image left out. */
function pooled({ kernel_size, stride, padding, dilation }: Module["settings"], input: Tensor, at: Pair): number[] {
  const size = pairOf(kernel_size, 1);
  const [step, around, apart] = [pairOf(stride, size[0]), pairOf(padding, 0), pairOf(dilation, 1)];
  const [height, width] = input.shape;
  const found: number[] = [];
  for (let u = 0; u < size[0]; u += 1)
    for (let v = 0; v < size[1]; v += 1) {
      const [y, x] = [at[0] * step[0] - around[0] + u * apart[0], at[1] * step[1] - around[1] + v * apart[1]];
      if (y >= 0 && y < height && x >= 0 && x < width) found.push(input.values[y * width + x]);
    }
  return found;
}
