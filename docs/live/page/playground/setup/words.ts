/** A set-up and its figures in words, and as a table for a spreadsheet. */

import { fill, whole } from "../../../phrases.ts";
import { DATA, type Setup } from "./setup.ts";

/** The layers that have a size: `8 → 8 → 2`. */
export function modelWords({ layers }: Setup) {
  const sizes = layers.flatMap(({ kind, out }) => (kind === "Conv2d" ? [`${out}c`] : kind === "Linear" ? [out] : []));
  return sizes.join(" → ") || WORDS.playground.setup.no_weights;
}

export const dataWords = ({ data, samples, noise, flipped, points }: Setup) =>
  [
    `${DATA[data].title}, ${whole(data === "painted" ? points.length : samples)}`,
    noise && fill(WORDS.playground.setup.noise, { noise }),
    flipped && fill(WORDS.playground.setup.flipped, { percent: `${flipped} %` }),
  ]
    .filter(Boolean)
    .join(", ");

/** An optimizer's name; what PyTorch has no name for is said in words. */
export const optimizerName = (name: string) => (name === "SGD with momentum" ? WORDS.playground.setup.momentum : name);

const SCHEDULE_WORDS: Record<string, string> = WORDS.playground.schedules;
export const scheduleName = (name: string) => SCHEDULE_WORDS[name];

export const trainingWords = ({ optimizer, rate, batch, decay, schedule, seed }: Setup) =>
  [
    optimizerName(optimizer),
    fill(WORDS.playground.setup.rate, { rate }),
    fill(WORDS.playground.setup.batch, { batch }),
    decay && fill(WORDS.playground.setup.decay, { decay }),
    schedule !== "constant" && scheduleName(schedule),
    fill(WORDS.playground.setup.seed, { seed }),
  ]
    .filter(Boolean)
    .join(", ");

/** A share in percent. */
export const percent = (value: number | null | undefined) =>
  typeof value === "number" ? `${(100 * value).toFixed(1)} %` : "–";

/** A number in few digits. */
export const figure = (value: number | null | undefined, digits = 3) =>
  typeof value === "number" ? String(Number(value.toPrecision(digits))) : "–";

/** Comma-separated values, a line for each row. */
export function csvOf(rows: Record<string, number | null>[]) {
  const names = Object.keys(rows[0] ?? {});
  return `${[names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((line) => line.join(",")).join("\n")}\n`;
}
