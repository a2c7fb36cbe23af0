/** Losses of one sample: their values, and their gradients by the prediction. */

import type { Setting } from "./checks.ts";

export type Loss = { kind: string; text: string; value: number; settings: Record<string, Setting> };

type Measure = {
  value: (y: number[], target: number[], loss: Loss) => number;
  gradient: (y: number[], target: number[], loss: Loss) => number[];
};

/** A loss whose terms, one for each number, are averaged. */
function averaged(term: (y: number, t: number) => number, slope: (y: number, t: number) => number): Measure {
  const share = (y: number[], { settings }: Loss) => (settings.reduction === "sum" ? 1 : 1 / y.length);
  return {
    value: (y, target, loss) => sumOf(y, (one, i) => term(one, target[i])) * share(y, loss),
    gradient: (y, target, loss) => y.map((one, i) => slope(one, target[i]) * share(y, loss)),
  };
}

/** What each class shall have: by the class's number, or by its probabilities. */
export const wantedShares = (y: number[], target: number[]) =>
  target.length === y.length && y.length > 1 ? target : y.map((_, i) => (i === target[0] ? 1 : 0));

/** PyTorch's own bound, for probabilities of zero. */
const log = (x: number) => Math.max(Math.log(x), -100);

export const LOSSES: Record<string, Measure> = {
  MSELoss: averaged(
    (y, t) => (y - t) ** 2,
    (y, t) => 2 * (y - t),
  ),
  L1Loss: averaged(
    (y, t) => Math.abs(y - t),
    (y, t) => Math.sign(y - t),
  ),
  BCELoss: averaged(
    (y, t) => -(t * log(y) + (1 - t) * log(1 - y)),
    (y, t) => (y - t) / Math.max(y * (1 - y), 1e-12),
  ),
  BCEWithLogitsLoss: averaged(
    (y, t) => Math.max(y, 0) - y * t + Math.log1p(Math.exp(-Math.abs(y))),
    (y, t) => 1 / (1 + Math.exp(-y)) - t,
  ),
  CrossEntropyLoss: {
    value: (y, target) => sumOf(wantedShares(y, target), (share, i) => share && share * (logSum(y) - y[i])),
    gradient: (y, target) => {
      const wanted = wantedShares(y, target);
      const all = sumOf(wanted);
      return y.map((one, i) => all * Math.exp(one - logSum(y)) - wanted[i]);
    },
  },
  NLLLoss: {
    value: (y, target) => -y[target[0]],
    gradient: (y, target) => y.map((_, i) => (i === target[0] ? -1 : 0)),
  },
};

/** The same as functions. */
const FUNCTIONS: Record<string, string> = {
  mse_loss: "MSELoss",
  l1_loss: "L1Loss",
  cross_entropy: "CrossEntropyLoss",
  nll_loss: "NLLLoss",
  binary_cross_entropy: "BCELoss",
  binary_cross_entropy_with_logits: "BCEWithLogitsLoss",
};

/** A loss by the name of its module. */
export const lossKind = (name: string) => (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : name);

/** Is it one of these, with no settings that change what it computes? */
export const canComputeLoss = ({ kind, settings }: Loss) =>
  Object.hasOwn(LOSSES, kind) &&
  ["mean", "sum", undefined].includes(settings.reduction as string) &&
  !settings.label_smoothing &&
  !settings.weight &&
  !settings.pos_weight;

/** @param of each number, what is summed */
export function sumOf(numbers: number[], of: (value: number, i: number) => number = (value) => value) {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 1) sum += of(numbers[i], i);
  return sum;
}

/** log(Σ exp(x)), for large numbers, too. */
export function logSum(x: number[]) {
  const largest = Math.max(...x);
  return largest + Math.log(sumOf(x, (one) => Math.exp(one - largest)));
}
