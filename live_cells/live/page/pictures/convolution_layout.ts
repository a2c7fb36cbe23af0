/** How large the grids of a convolution are drawn. */

import type { ConvolutionData } from "./convolution_data.ts";
import { padded } from "./sliding.ts";

/** Widest and narrowest cell of a grid; the room up to which image and output share a row alone. */
const CELL = { most: 46, least: 3 };
const NARROW = 560;
const GAP = 24;
/** Rows of an image are at most so high together. */
const TALLEST = 340;
/** Kernels of up to so many rows and columns have a field for each number. */
const MOST = 7;
/** Of a kernel without fields, the side of a number. */
export const SMALL = 8;
const FIELD = 34;

export const hasFields = ({ kernel }: ConvolutionData) => Math.max(...kernel.shape) <= MOST;
export const fieldOf = (columns: number) => (columns > 5 ? { width: 44, digits: 2 } : { width: 58, digits: 4 });

/** @param room width that there is @returns `side` of a cell */
export function convolutionLayout(data: ConvolutionData, room: number) {
  const [rows, columns] = padded(data);
  const [kernelRows, kernelColumns] = data.kernel.shape;
  const isNarrow = room < NARROW;
  const kernelWidth = kernelColumns * (hasFields(data) ? fieldOf(kernelColumns).width + 2 : SMALL);
  const free = room - (isNarrow ? GAP : kernelWidth + 2 * GAP);
  const side = Math.max(Math.floor(Math.min(CELL.most, free / 2 / columns, TALLEST / rows)), CELL.least);
  const kernelHeight = kernelRows * (hasFields(data) ? FIELD : SMALL);
  const image = rows * side;
  return { isNarrow, side, height: isNarrow ? image + GAP + kernelHeight : Math.max(image, kernelHeight) };
}
