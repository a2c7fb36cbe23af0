/** What a convolution over several channels says of a number: the sum of each channel, and what they add up to. */

import { fill } from "../../phrases.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import { sumAt } from "./convolve.ts";
import { added, shown } from "./printed.ts";
import type { Pair } from "./sliding.ts";

/** What the channels add up to at a place: `9.00 (red) − 0.50 (green) + 0.25 (bias) = 8.75`. */
export function sumOfChannels(parts: ConvolutionData[], names: string[], place: Pair, value: number): string {
  const words = WORDS.pictures.channels;
  const terms = parts.map((part, i) => ({ name: names[i], value: sumAt(part, place) }));
  const [{ bias }] = parts;
  if (bias) terms.push({ name: words.bias, value: bias });
  const sum = terms.map((term, i) => {
    const { name } = term;
    const named = (size: number) => fill(words.term, { sum: shown(size), name });
    return i ? added(term.value, named(Math.abs(term.value))) : named(term.value);
  });
  return `${sum.join(" ")} = ${shown(value)}`;
}
