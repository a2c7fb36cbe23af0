/** What is under a kernel, and the products with its numbers: two small grids of numbers. */

import { text } from "../elements/nodes.ts";
import type { Tensor } from "./checks.ts";
import { alike } from "./printed.ts";

/** Grids of up to so many rows and columns are shown. */
const MOST = 5;

export class Products {
  node = text("div", "picture-products");
  #isPatchShown;

  /** @param isPatchShown whether what is under the kernel has a grid of its own */
  constructor(isPatchShown = true) {
    this.#isPatchShown = isPatchShown;
  }

  show(patch: number[], { shape, values }: Tensor) {
    const isShown = Math.max(...shape) <= MOST;
    const words = WORDS.pictures.convolution;
    const products = patch.map((pixel, i) => pixel * values[i]);
    this.node.replaceChildren(
      ...(isShown && this.#isPatchShown ? [cells(words.patch, patch, shape[1])] : []),
      ...(isShown ? [cells(words.products, products, shape[1])] : []),
    );
  }
}

function cells(name: string, values: number[], columns: number) {
  const figure = text("figure", "picture-grid");
  const board = text("div", "picture-cells");
  board.setAttribute("aria-hidden", "true"); // the formula says the same
  board.style.gridTemplateColumns = `repeat(${columns}, auto)`;
  const largest = largestOf(values);
  const words = alike(values);
  for (const [i, value] of values.entries()) {
    const cell = text("span", "picture-cell", words[i]);
    shade(cell, value, largest);
    board.append(cell);
  }
  figure.append(text("figcaption", "", name), board);
  return figure;
}

export const largestOf = (values: number[]) =>
  Math.max(...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0))) || 1;

/** Color a cell by its number. */
export function shade(cell: HTMLElement, value: number, largest: number) {
  cell.dataset.sign = !value ? "0" : value < 0 ? "-" : "+";
  cell.style.setProperty("--share", `${Math.round(Math.min(Math.abs(value) / largest || 0, 1) * 100)}%`);
}
