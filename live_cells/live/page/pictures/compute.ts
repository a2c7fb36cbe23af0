/**
 * What the modules of a small network compute, forward and backward, for one sample. Each number is rounded to float32,
 * as PyTorch stores it, so that what is printed is the same.
 */

import { activationOf } from "./activations.ts";
import type { Tensor } from "./checks.ts";
import type { Module, NetworkData } from "./data.ts";
import { LOSSES, canComputeLoss, logSum, sumOf } from "./losses.ts";

const { fround } = Math;

/** What one pass gives: each module's output, and the loss. */
export type Forward = { outputs: number[][]; loss?: number };

/** Gradients of the loss: by the input, by each module's output, by its parameters. */
export type Backward = { input: number[]; outputs: number[][]; weights: number[][]; biases: number[][] };

/** What a module's gradients follow from: its input, its output, the gradient of that. */
type Passed = { x: number[]; y: number[]; gradient: number[] };
type Gradients = { input: number[]; weight?: number[]; bias?: number[] };

type Kind = {
  forward: (x: number[], module: Module) => number[];
  backward: (passed: Passed, module: Module) => Gradients;
};

const unchanged: Kind = { forward: (x) => [...x], backward: ({ gradient }) => ({ input: [...gradient] }) };

const linear: Kind = {
  forward: (x, { weight, bias }) => {
    const rows = weight?.shape[0] ?? 0;
    return Array.from({ length: rows }, (_, row) => {
      let sum = bias?.values[row] ?? 0;
      for (let i = 0; i < x.length; i += 1) sum += (weight?.values[row * x.length + i] ?? 0) * x[i];
      return fround(sum);
    });
  },
  backward: ({ x, gradient }, { weight }) => ({
    input: x.map((_, i) => fround(sumOf(gradient, (g, row) => g * (weight?.values[row * x.length + i] ?? 0)))),
    weight: gradient.flatMap((g) => x.map((one) => fround(g * one))),
    bias: [...gradient],
  }),
};

/** With what training has counted, as `eval()` does. */
const batchNorm: Kind = {
  forward: (x, module) => x.map((one, i) => fround(scaled(one, i, module))),
  backward: ({ x, gradient }, module) => ({
    input: gradient.map((g, i) => fround((g * at(module.weight, i, 1)) / deviation(module, i))),
    weight: gradient.map((g, i) => fround((g * (x[i] - at(module.running_mean, i, 0))) / deviation(module, i))),
    bias: [...gradient],
  }),
};

const deviation = ({ running_var, settings }: Module, i: number) => Math.sqrt(at(running_var, i, 1) + eps(settings));
const scaled = (x: number, i: number, module: Module) =>
  ((x - at(module.running_mean, i, 0)) / deviation(module, i)) * at(module.weight, i, 1) + at(module.bias, i, 0);

const layerNorm: Kind = {
  forward: (x, module) => {
    const { normal } = normalized(x, module);
    return normal.map((one, i) => fround(one * at(module.weight, i, 1) + at(module.bias, i, 0)));
  },
  backward: ({ x, gradient }, module) => {
    const { normal, spread } = normalized(x, module);
    const arriving = gradient.map((g, i) => g * at(module.weight, i, 1));
    const mean = sumOf(arriving) / x.length;
    const along = sumOf(arriving, (g, i) => g * normal[i]) / x.length;
    return {
      input: arriving.map((g, i) => fround((g - mean - normal[i] * along) / spread)),
      weight: gradient.map((g, i) => fround(g * normal[i])),
      bias: [...gradient],
    };
  },
};

/** A column around its mean, in units of its deviation. */
export function normalized(x: number[], { settings }: Module) {
  const mean = sumOf(x) / x.length;
  const spread = Math.sqrt(sumOf(x, (one) => (one - mean) ** 2) / x.length + eps(settings));
  return { mean, spread, normal: x.map((one) => (one - mean) / spread) };
}

const softmax: Kind = {
  forward: (x) => shares(x).map(fround),
  backward: ({ y, gradient }) => {
    const along = sumOf(gradient, (g, i) => g * y[i]);
    return { input: y.map((one, i) => fround(one * (gradient[i] - along))) };
  },
};

const logSoftmax: Kind = {
  forward: (x) => x.map((one) => fround(one - logSum(x))),
  backward: ({ y, gradient }) => {
    const all = sumOf(gradient);
    return { input: y.map((one, i) => fround(gradient[i] - Math.exp(one) * all)) };
  },
};

function shares(x: number[]) {
  const all = logSum(x);
  return x.map((one) => Math.exp(one - all));
}

const KINDS: Record<string, Kind> = {
  Linear: linear,
  Identity: unchanged,
  Flatten: unchanged,
  Dropout: unchanged,
  BatchNorm1d: batchNorm,
  LayerNorm: layerNorm,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
};

function kindOf(module: Module): Kind | undefined {
  const activation = activationOf(module);
  if (!activation) return Object.hasOwn(KINDS, module.kind) ? KINDS[module.kind] : undefined;
  return {
    forward: (x) => x.map((one) => fround(activation.value(one))),
    backward: ({ x, gradient }) => ({ input: gradient.map((g, i) => fround(g * activation.slope(x[i]))) }),
  };
}

/** A pass of one sample. */
export function forward({ modules, target, loss }: NetworkData, input: number[]): Forward {
  const outputs: number[][] = [];
  for (const module of modules) outputs.push(required(kindOf(module)).forward(outputs.at(-1) ?? input, module));
  if (!loss || !target || !canComputeLoss(loss)) return { outputs };
  return { outputs, loss: fround(LOSSES[loss.kind].value(outputs.at(-1) ?? input, target.values, loss)) };
}

/** The way back of a pass; null without a loss that is known. */
export function backward(
  { modules, target, loss }: NetworkData,
  input: number[],
  { outputs }: Forward,
): Backward | null {
  if (!loss || !target || !canComputeLoss(loss)) return null;
  let gradient = LOSSES[loss.kind].gradient(outputs.at(-1) ?? input, target.values, loss).map(fround);
  const back: Backward = { input: gradient, outputs: [], weights: [], biases: [] };
  for (let i = modules.length - 1; i >= 0; i -= 1) {
    back.outputs[i] = gradient;
    const passed = { x: outputs[i - 1] ?? input, y: outputs[i], gradient };
    const made = required(kindOf(modules[i])).backward(passed, modules[i]);
    back.weights[i] = made.weight ?? [];
    back.biases[i] = made.bias ?? [];
    gradient = made.input;
  }
  return { ...back, input: gradient };
}

/** How far what is computed here may be from what Python said, and still be the same but for the order of sums. */
const NEAR = 1e-4;

/** Can the page itself compute the picture's numbers anew? Everything is there, of a known kind, and comes out as described. */
export function canCompute(data: NetworkData): boolean {
  const { input, modules } = data;
  if (data.fault || data.input_units || modules.some((module, i) => !fits(module, modules[i - 1]?.output ?? input)))
    return false;
  const { outputs, loss } = forward(data, input.values);
  if (loss !== undefined && data.loss && !isNear(loss, data.loss.value)) return false;
  return outputs.every((output, i) => modules[i].output?.values.every((value, k) => isNear(value, output[k])));
}

const isNear = (a: number, b: number) =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));

/** @param input of the module */
function fits(module: Module, input: Tensor): boolean {
  const { kind, weight, output, units, links, running_mean } = module;
  if (!kindOf(module) || !output || units || output.values.length !== sizeOf(output)) return false;
  if (kind === "Linear")
    return weight !== undefined && weight.shape[1] === input.values.length && sizeOf(weight) === weight.values.length;
  const isOne = input.values.length === 1;
  if (["Softmax", "LogSoftmax", "LayerNorm"].includes(kind))
    return input.shape.length === 1 && (isOne || links === "all");
  return (isOne || links === "own") && (kind !== "BatchNorm1d" || running_mean !== undefined);
}

const sizeOf = ({ shape }: Tensor) => shape.reduce((product, size) => product * size, 1);

const at = (tensor: Tensor | undefined, i: number, otherwise: number) => tensor?.values[i] ?? otherwise;
const eps = ({ eps }: Module["settings"]) => (typeof eps === "number" ? eps : 1e-5);

function required<T>(found: T | undefined): T {
  if (!found) throw new TypeError("this kind of module is not computed here");
  return found;
}
