/** A set-up and its figures in words, and as a table for a spreadsheet. */

import { DATA } from "./setup.js";
import { fill, whole } from "../../../phrases.js";

/** @typedef {import("./setup.js").Setup} Setup */

/** The layers that have a size: `8 → 8 → 2`. @param {Setup} setup */
export function modelWords({ layers }) {
  const sizes = layers.flatMap(({ kind, out }) => (kind === "Conv2d" ? [`${out}c`] : kind === "Linear" ? [out] : []));
  return sizes.join(" → ") || WORDS.playground.setup.no_weights;
}

/** @param {Setup} setup */
export const dataWords = ({ data, samples, noise, flipped, points }) =>
  [
    `${DATA[data].title}, ${whole(data === "painted" ? points.length : samples)}`,
    noise && fill(WORDS.playground.setup.noise, { noise }),
    flipped && fill(WORDS.playground.setup.flipped, { percent: `${flipped} %` }),
  ]
    .filter(Boolean)
    .join(", ");

/** An optimizer's name; what PyTorch has no name for is said in words. @param {string} name */
export const optimizerName = (name) => (name === "SGD with momentum" ? WORDS.playground.setup.momentum : name);

/** @param {string} name */
export const scheduleName = (name) =>
  WORDS.playground.schedules[/** @type {keyof typeof WORDS.playground.schedules} */ (name)];

/** @param {Setup} setup */
export const trainingWords = ({ optimizer, rate, batch, decay, schedule, seed }) =>
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

/** A share in percent. @param {number|null|undefined} value */
export const percent = (value) => (typeof value === "number" ? `${(100 * value).toFixed(1)} %` : "–");

/** A number in few digits. @param {number|null|undefined} value */
export const figure = (value, digits = 3) =>
  typeof value === "number" ? String(Number(value.toPrecision(digits))) : "–";

/** Comma-separated values, a line for each row. @param {Record<string, number|null>[]} rows */
export function csvOf(rows) {
  const names = Object.keys(rows[0] ?? {});
  return `${[names, ...rows.map((row) => names.map((name) => row[name] ?? ""))].map((line) => line.join(",")).join("\n")}\n`;
}
