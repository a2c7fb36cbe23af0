/** How large the grids of a convolution over several channels are drawn: a row for each channel, and below them the output. */

import { type ChannelsData, partsOf } from "./channels_data.ts";
import { hasFields, SMALL } from "./convolution_layout.ts";
import { outputSize, padded } from "./sliding.ts";

/** Widest and narrowest cell. */
const CELL = { most: 46, least: 3 };
/** Sides of an image, and of the output, are at most so long. */
const LONGEST = { image: 116, output: 252 };
/** Above a grid; between two rows; of a row of numbers, a field of the kernel, a number of a product. */
const CAPTION = 20;
const GAP = 12;
const FIELD = 36;
const NUMBER = 25;
/** Rooms up to which products stand below their kernel. */
const NARROW = 520;

/** @param room width that there is @returns sides of cells; `isNarrow`: a channel takes two lines */
export function channelsLayout(data: ChannelsData, room: number) {
  const [part] = partsOf(data);
  const [rows, columns] = padded(part);
  const [high, wide] = part.kernel.shape;
  const within = (longest: number, sides: number[]) =>
    Math.max(Math.min(CELL.most, Math.floor(longest / Math.max(...sides))), CELL.least);
  const isNarrow = room < NARROW;
  const side = { image: within(LONGEST.image, [rows, columns]), output: 0 };
  const made = outputSize(part);
  if (made) side.output = within(Math.min(LONGEST.output, room), made);
  const kernel = high * (hasFields(part) ? FIELD : SMALL);
  const products = Math.max(high, wide) > 5 ? 0 : high * NUMBER;
  const row = Math.max(rows * side.image, kernel, isNarrow ? 0 : products) + CAPTION + GAP;
  const more = isNarrow && products ? products + GAP : 0;
  const height = data.names.length * (row + more) + (made ? made[0] * side.output + CAPTION : 0);
  return { isNarrow, side, height };
}
