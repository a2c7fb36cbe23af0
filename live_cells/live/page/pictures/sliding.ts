/** How a kernel slides over an image, and where it has a place. */

import type { Tensor } from "./checks.ts";

/** One number for each direction. */
export type Pair = [down: number, across: number];

/** How a kernel slides. */
export type Sliding = { stride: Pair; padding: Pair; dilation: Pair };

/** A kernel over an image. */
export type Mapped = Sliding & { image: Tensor; kernel: Tensor };

/** Rows and columns that a kernel covers, with what lies between its numbers. */
export const covered = ({ kernel, dilation }: Mapped): Pair => [
  dilation[0] * (kernel.shape[0] - 1) + 1,
  dilation[1] * (kernel.shape[1] - 1) + 1,
];

/** Rows and columns of the image with its padding. */
export const padded = ({ image, padding }: Mapped): Pair => [
  image.shape[0] + 2 * padding[0],
  image.shape[1] + 2 * padding[1],
];

/** Rows and columns of the output; null where the kernel has no place. */
export function outputSize(data: Mapped): Pair | null {
  const [taken, room] = [covered(data), padded(data)];
  const [rows, columns] = [0, 1].map((i) => Math.floor((room[i] - taken[i]) / data.stride[i]) + 1);
  return rows > 0 && columns > 0 ? [rows, columns] : null;
}

/** The place of the output whose window has a place of the padded image nearest to its middle. */
export function windowAround(data: Mapped, place: number[]): Pair {
  const size = covered(data);
  const [row, column] = place.map((one, i) => Math.round((one - size[i] / 2) / data.stride[i]));
  return [row, column];
}
