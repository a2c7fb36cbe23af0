/** What is done to a convolution besides its numbers: a pen for the image, and kernels to choose from. */

import { bar, button } from "../elements/nodes.ts";
import type { Tensor } from "./checks.ts";
import type { ConvolutionData } from "./convolution_data.ts";

const NINTH = Math.fround(1 / 9);
const square = (...values: number[]): Tensor => ({ shape: [3, 3], values });

/** Kernels that everyone knows. */
const USUAL = {
  edge: square(-1, 0, 1, -2, 0, 2, -1, 0, 1),
  edge_down: square(-1, -2, -1, 0, 0, 0, 1, 2, 1),
  blur: square(...new Array<number>(9).fill(NINTH)),
  sharpen: square(0, -1, 0, -1, 5, -1, 0, -1, 0),
};

/** @param choose puts a kernel in its place */
export function kernelChips({ kernels }: ConvolutionData, choose: (kernel: Tensor) => void) {
  const words = WORDS.pictures.convolution;
  const usual = Object.entries(USUAL).map(([name, kernel]) => chip(words.chips[name as keyof typeof USUAL], kernel));
  const own = kernels.map(({ name, kernel }) => chip(name, kernel));
  const chips = [...usual, ...own];
  function chip(name: string, kernel: Tensor) {
    const node = button(name, "chip", () => {
      for (const other of chips) other.setAttribute("aria-pressed", String(other === node));
      choose(kernel);
    });
    node.setAttribute("aria-pressed", "false");
    return node;
  }
  const node = bar("picture-chips", words.choose_kernel, ...chips);
  return { node, release: () => chips.forEach((one) => void one.setAttribute("aria-pressed", "false")) };
}

/** A pen on an image: what it touches becomes as bright as the brightest, what is beside it half as bright. */
export function drawOn({ shape, values }: Tensor, row: number, column: number) {
  const [rows, columns] = shape;
  const full = Math.max(...values, 0) || 1;
  const touch = (y: number, x: number, share: number) => {
    if (y < 0 || x < 0 || y >= rows || x >= columns) return;
    const at = y * columns + x;
    values[at] = Math.max(values[at], Math.fround(full * share));
  };
  touch(row, column, 1);
  if (Math.min(rows, columns) < 14) return;
  for (const [y, x] of [
    [row - 1, column],
    [row + 1, column],
    [row, column - 1],
    [row, column + 1],
  ])
    touch(y, x, 0.5);
}

/** All cells on the way from one to the other. */
export function wayOf([row, column]: [number, number], [toRow, toColumn]: [number, number]) {
  const steps = Math.max(Math.abs(toRow - row), Math.abs(toColumn - column), 1);
  return Array.from({ length: steps + 1 }, (_, i): [number, number] => [
    Math.round(row + ((toRow - row) * i) / steps),
    Math.round(column + ((toColumn - column) * i) / steps),
  ]);
}
