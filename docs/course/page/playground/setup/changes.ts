/** What a reader changes while a model trains: rates and weights, each with the number of steps taken before it. */

import type { Placed } from "./stack.ts";

/** A setting that acts on a run under way. */
export type Rate = "rate" | "decay" | "strength";
export type Change = { step: number; to: number } & (
  | { set: Rate }
  | { set: "weight"; layer: number; unit: number; source: number }
  | { set: "bias"; layer: number; unit: number }
);
type Rates = Record<Rate, number>;
type Limits = Record<Rate, { min: number; max: number }>;

export const RATE_NAMES: readonly Rate[] = ["rate", "decay", "strength"];
/** The step of a change after the last one. */
export const END = Infinity;
/** So many are kept: each is a line of the program. */
export const MOST_CHANGES = 200;
/** A weight is not set beyond this. */
export const MOST_WEIGHT = 100;

/** What a change is of, as a name. */
export const targetOf = (change: Change) =>
  change.set === "weight"
    ? `weight ${change.layer} ${change.unit} ${change.source}`
    : change.set === "bias"
      ? `bias ${change.layer} ${change.unit}`
      : change.set;

/** The changes with one more; of the same thing at the same step, the last one stays. */
export function withChange(changes: Change[], change: Change) {
  const others = changes.filter((one) => one.step !== change.step || targetOf(one) !== targetOf(change));
  return [...others, change];
}

/** The changes if training goes on after so many steps: what came after the last one comes then. */
export const goingOn = (changes: Change[], steps: number) =>
  changes.map((change) => (change.step === END ? { ...change, step: steps } : change));

/** The rates as they are after so many steps, or after all changes. */
export function ratesNow({ rate, decay, strength, changes }: Rates & { changes: Change[] }, step = END): Rates {
  const now: Rates = { rate, decay, strength };
  for (const change of changes) if (change.step <= step && isOfRate(change)) now[change.set] = change.to;
  return now;
}

export const isOfRate = (change: Change): change is Change & { set: Rate } =>
  change.set !== "weight" && change.set !== "bias";

/** The changes that can be made to these layers, in the order of their steps. */
export function changesOf(given: unknown, placed: Placed[], limits: Limits): Change[] {
  if (!Array.isArray(given)) return [];
  let found: Change[] = [];
  for (const one of given) {
    const change = changeOf(one, placed, limits);
    if (change && found.length < MOST_CHANGES) found = withChange(found, change);
  }
  return found.toSorted((a, b) => (a.step === b.step ? 0 : a.step - b.step));
}

function changeOf(given: Record<string, unknown> | null, placed: Placed[], limits: Limits): Change | null {
  const { step, set, to } = given ?? {};
  if (step !== END && !isWhole(step, 1e9)) return null;
  if (typeof to !== "number" || !Number.isFinite(to)) return null;
  const rate = RATE_NAMES.find((one) => one === set);
  if (rate) return step === END ? null : { step, set: rate, to: within(to, limits[rate].min, limits[rate].max) };
  const { layer, unit, source } = given ?? {};
  if (!isWhole(layer, placed.length - 1)) return null;
  const { layer: one, from, to: shape } = placed[layer];
  if (one.kind !== "Linear" || !from || !shape || !isWhole(unit, shape[0] - 1)) return null;
  const value = within(to, -MOST_WEIGHT, MOST_WEIGHT);
  if (set === "bias") return { step, set, layer, unit, to: value };
  return set === "weight" && isWhole(source, from[0] - 1) ? { step, set, layer, unit, source, to: value } : null;
}

const isWhole = (value: unknown, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
const within = (value: number, min: number, max: number) =>
  Number(Math.min(Math.max(value, min), max).toPrecision(6)) || 0;

/** As an address has it: `420_rate_0.01`, `500_w0.3.1_0.5`, `end_b0.3_-0.2`. */
export const changesText = (changes: Change[]) => changes.map(changeText).join(",");

function changeText(change: Change) {
  const step = change.step === END ? "end" : change.step;
  if (change.set === "weight") return `${step}_w${change.layer}.${change.unit}.${change.source}_${change.to}`;
  if (change.set === "bias") return `${step}_b${change.layer}.${change.unit}_${change.to}`;
  return `${step}_${change.set}_${change.to}`;
}

export function readChanges(text: string): unknown[] {
  return text.split(",").map((one) => {
    const [step, name = "", to] = one.split("_");
    const common = { step: step === "end" ? END : Number(step), to: Number(to) };
    const [, kind, ...places] = /^([wb])(\d+)\.(\d+)(?:\.(\d+))?$/.exec(name) ?? [];
    if (!kind) return { ...common, set: name };
    const [layer, unit, source] = places.map(Number);
    return kind === "w" ? { ...common, set: "weight", layer, unit, source } : { ...common, set: "bias", layer, unit };
  });
}

/** The function of the program that makes them. */
export function changesSource(changes: Change[]) {
  const steps = [...new Set(changes.map(({ step }) => step))];
  const body = steps.flatMap((step) => [
    `    if step == ${step === END ? '"end"' : step}:`,
    ...changes.filter((change) => change.step === step).flatMap(changeSource),
  ]);
  return [
    "def change(step):",
    '    """What was changed while the model trained, after so many steps."""',
    ...(changes.some(({ set }) => set === "strength") ? ["    global strength"] : []),
    ...body,
  ].join("\n");
}

function changeSource(change: Change) {
  switch (change.set) {
    case "weight":
      return [`        model[${change.layer}].weight.data[${change.unit}, ${change.source}] = ${change.to}`];
    case "bias":
      return [`        model[${change.layer}].bias.data[${change.unit}] = ${change.to}`];
    case "strength":
      return [`        strength = ${change.to}`];
    default:
      return [
        "        for group in optimizer.param_groups:",
        `            group["${change.set === "rate" ? "lr" : "weight_decay"}"] = ${change.to}`,
      ];
  }
}
