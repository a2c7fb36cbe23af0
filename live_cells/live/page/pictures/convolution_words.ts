/** What a convolution says of its numbers: `(−1.00)·0.20 + 0.00·0.50 + … = 0.31`. */

import { counted, fill } from "../../phrases.ts";
import type { Tensor } from "./checks.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import type { Pair } from "./sliding.ts";
import { patchAt } from "./convolve.ts";
import { covered, padded } from "./sliding.ts";
import { added, factor, shown } from "./printed.ts";

/** Terms of a sum that are all written; of a longer one, the largest. */
const ALL = 9;
const LARGEST = 6;

/** The name of an output number, with it. @param name of the map */
export const titleOf = (name: string, { shape, values }: Tensor, [row, column]: Pair) =>
  fill(WORDS.pictures.named, {
    name: fill(WORDS.pictures.convolution.place, { name, row, column }),
    value: shown(values[row * shape[1] + column]),
  });

/** A sum of products and what is added to it. */
export function formulaOf(data: ConvolutionData, place: Pair, value: number): string {
  const terms = patchAt(data, place).map((pixel, i) => ({ pixel, weight: data.kernel.values[i] }));
  const size = ({ pixel, weight }: (typeof terms)[0]) => Math.abs(pixel * weight) || 0;
  const isWhole = terms.length <= ALL;
  const named = new Set(isWhole ? terms : [...terms].sort((a, b) => size(b) - size(a)).slice(0, LARGEST));
  const words = terms
    .filter((term) => named.has(term))
    .map(({ pixel, weight }) => `${factor(weight)}·${factor(pixel)}`);
  const rest = terms.filter((term) => !named.has(term));
  const sum = words.join(" + ");
  const left = rest.reduce((total, { pixel, weight }) => total + pixel * weight, 0);
  const more = rest.length
    ? ` ${added(left, counted(WORDS.pictures.more_terms, rest.length, { sum: shown(Math.abs(left)) }))}`
    : "";
  return `${sum}${more}${data.bias ? ` ${added(data.bias)}` : ""} = ${shown(value)}`;
}

/** Why there is no output. */
export function misfitOf(data: ConvolutionData): string {
  const words = (pair: Pair) => pair.join(" × ");
  return fill(WORDS.pictures.convolution.misfit, { taken: words(covered(data)), room: words(padded(data)) });
}
