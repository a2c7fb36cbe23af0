/** A setup and its figures in words, and as a table for a spreadsheet. */

import { counted, fill, percentOf, whole } from "../../../../../live_cells/live/phrases.ts";
import { isOfRate, type Rate } from "./changes.ts";
import { featureWords, isPlain } from "./features.ts";
import { allChanges, ratesOver } from "./phases.ts";
import { DATA, validationSize, type Setup } from "./setup.ts";

const CLASS_NAMES = [WORDS.playground.classes.green, WORDS.playground.classes.purple, WORDS.playground.classes.pink];

const NAMES_OF_TWO = [WORDS.playground.classes.orange, WORDS.playground.classes.blue];

/** What a class is called, on every panel: its digit, or the color of its points. */
export function className(data: string, label: number) {
  if (data === "mnist") return String(label);
  return (DATA[data].outputs === 2 ? NAMES_OF_TWO : CLASS_NAMES)[label] ?? String(label);
}

/** What kind of problem a data set is. */
export function problemWords(data: string) {
  const { task, outputs } = DATA[data];
  const words = WORDS.playground.problems;
  return task === "regression" ? words.regression : fill(words.classification, { count: outputs });
}

/** What the model is given, unless it is the point itself, and the layers that have a size: `x₁² → 8 → 2`. */
export function modelWords({ features, layers }: Pick<Setup, "features" | "layers">) {
  const sizes = layers.flatMap(({ kind, out }) => (kind === "Conv2d" ? [`${out}c`] : kind === "Linear" ? [out] : []));
  const inputs = isPlain(features) ? [] : [featureWords(features)];
  return sizes.length ? [...inputs, ...sizes].join(" → ") : WORDS.playground.setup.no_weights;
}

export const dataWords = ({ data, samples, noise, flipped, points }: Setup) =>
  [
    `${DATA[data].title}, ${whole(data === "painted" ? points.length : samples)}`,
    noise && fill(WORDS.playground.setup.noise, { noise }),
    flipped && fill(WORDS.playground.setup.flipped, { percent: percentOf(flipped) }),
  ]
    .filter(Boolean)
    .join(", ");

/** An optimizer's name; what PyTorch has no name for is said in words. */
export const optimizerName = (name: string) => (name === "SGD with momentum" ? WORDS.playground.setup.momentum : name);

const REGULARIZATION_WORDS: Record<string, string> = WORDS.playground.regularizations;
export const regularizationName = (name: string) => REGULARIZATION_WORDS[name] ?? name;

const SCHEDULE_WORDS: Record<string, string> = WORDS.playground.schedules;
export const scheduleName = (name: string) => SCHEDULE_WORDS[name];

/** A rate, and what it was changed to: `0.03 → 0.01`. */
export const rateWords = (setup: Setup, name: Rate) => ratesOver(setup, name).join(" → ");

export const penaltyWords = (setup: Setup) =>
  setup.regularization === "none"
    ? WORDS.playground.setup.no_penalty
    : `${setup.regularization} ${rateWords(setup, "strength")}`;

export function trainingWords(setup: Setup) {
  const { optimizer, batch, regularization, schedule, seed, earlier } = setup;
  const words = WORDS.playground.setup;
  const decay = rateWords(setup, "decay");
  const edits = allChanges(setup).filter((change) => !isOfRate(change)).length;
  return [
    optimizerName(optimizer),
    fill(words.rate, { rate: rateWords(setup, "rate") }),
    fill(words.batch, { batch }),
    decay !== "0" && fill(words.decay, { decay }),
    regularization !== "none" && penaltyWords(setup),
    schedule !== "constant" && scheduleName(schedule),
    fill(words.seed, { seed }),
    edits > 0 && counted(words.edits, edits),
    earlier.length > 0 && counted(words.rebuilds, earlier.length),
  ]
    .filter(Boolean)
    .join(", ");
}

/** A share in percent. */
export const percent = (value: number | null | undefined) =>
  typeof value === "number" ? percentOf((100 * value).toFixed(1)) : "–";

/** A number in few digits. */
export const figure = (value: number | null | undefined, digits = 3) =>
  typeof value === "number" ? String(Number(value.toPrecision(digits))) : "–";

/** How good a model is, by its validation data: of classes, how many are right. */
export function resultWords(row: Record<string, number | null> | undefined, setup: Setup) {
  if (!row) return "";
  const [loss, count] = [figure(row["validation loss"]), whole(validationSize(setup))];
  const accuracy = row["validation accuracy"];
  return accuracy === undefined
    ? fill(WORDS.playground.result.loss, { loss, count })
    : fill(WORDS.playground.result.figures, { percent: percent(accuracy), loss, count });
}

/** Comma-separated values, a line for each row. */
export function csvOf(rows: Record<string, number | null>[]) {
  const names = Object.keys(rows[0] ?? {});
  return `${[names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((line) => line.join(",")).join("\n")}\n`;
}
