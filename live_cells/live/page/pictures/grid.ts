/** Numbers as a grid of shades, with what is marked on it; where there is room, they are written, too. */

import { text } from "../elements/nodes.ts";
import type { Pair } from "./sliding.ts";
import { select } from "./d3.ts";
import { asInk, asShares, type Inks, paintPixels } from "./paint.ts";
import { alike, brief } from "./printed.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Numbers are written in grids of up to so many rows and columns. */
const FEW = 8;
/** Smaller cells have no numbers: they could not be read. */
const WRITTEN = 40;
/** Width of a digit, and what is left free beside a number. */
const DIGIT = { width: 6, free: 4 };

/** A box of cells, from its first row and column. */
export type Box = { at: Pair; size: Pair };
/**
 * `largest`: the number of the fullest color, if it is not among these; `said`: the size that is named, if not this one;
 * `filled`: so many numbers are there already.
 */
export type Shades = {
  size: Pair;
  values: number[];
  cell: number;
  largest?: number;
  said?: number[];
  filled?: number;
};

export class Grid {
  node = text("figure", "picture-grid");
  drawing = document.createElementNS(SVG, "svg");
  #sheet = text("canvas", "");
  #caption = text("figcaption", "");
  #detail = text("span", "picture-grid-size");
  #board = text("div", "picture-board");
  #shades: Shades = { size: [0, 0], values: [], cell: 1 };
  #isInk;

  /** @param isInk an image: from the lowest to the highest number, unless some are negative */
  constructor(title: string, { isInk = false } = {}) {
    this.#isInk = isInk;
    this.#sheet.setAttribute("aria-hidden", "true");
    this.#board.append(this.#sheet, this.drawing);
    this.name(title);
    this.node.append(this.#caption, this.#board);
  }

  name(title: string) {
    this.node.dataset.name = title;
    this.#caption.replaceChildren(`${title} `, this.#detail);
  }

  show(shades: Shades, inks: Inks) {
    const { size, values, cell, said = size, filled = values.length } = shades;
    const largest = shades.largest ?? (filled < values.length ? sizeOfLargest(values) : undefined);
    this.#shades = shades;
    const [rows, columns] = size;
    this.#detail.textContent = said.join(" × ");
    for (const style of [this.#board.style, this.drawing.style])
      Object.assign(style, { width: `${columns * cell}px`, height: `${rows * cell}px` });
    this.drawing.setAttribute("viewBox", `0 0 ${columns * cell} ${rows * cell}`);
    const isInk = this.#isInk && values.every((value) => !(value < 0));
    const shares = largest ? values.map((value) => value / largest || 0) : asShares(values);
    shares.fill(0, filled);
    paintPixels(this.#sheet, isInk ? asInk(values) : shares, columns, isInk ? inks.ink : inks.signed);
    const words = Math.max(rows, columns) <= FEW ? wordsWithin(values, cell) : [];
    this.#sheet.style.opacity = words.length ? "0.4" : "1";
    select(this.drawing)
      .selectAll("text")
      .data(words)
      .join("text")
      .attr("x", (_, i) => ((i % columns) + 0.5) * cell)
      .attr("y", (_, i) => (Math.floor(i / columns) + 0.5) * cell + 4)
      .text((one, i) => (i < filled ? one : ""));
  }

  /** Draw boxes of one kind; all of that kind that were there go. */
  mark(name: string, boxes: Box[]) {
    const { cell } = this.#shades;
    select(this.drawing)
      .selectAll<Box>(`.${name}`)
      .data(boxes)
      .join("rect")
      .attr("class", name)
      .attr("x", ({ at }) => at[1] * cell)
      .attr("y", ({ at }) => at[0] * cell)
      .attr("width", ({ size }) => size[1] * cell)
      .attr("height", ({ size }) => size[0] * cell);
  }

  /** The row and the column under a pointer, in parts of cells. */
  placeOf({ clientX, clientY }: { clientX: number; clientY: number }): Pair {
    const { left, top, width } = this.drawing.getBoundingClientRect();
    const side = width / this.#shades.size[1];
    return [(clientY - top) / side, (clientX - left) / side];
  }
}

const sizeOfLargest = (values: number[]) =>
  Math.max(...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0))) || 1;

/** The numbers in as many digits as all cells have room for; none where even one decimal is too wide. */
function wordsWithin(values: number[], cell: number) {
  if (cell < WRITTEN) return [];
  const fits = (words: string[]) => words.every((one) => one.length * DIGIT.width + DIGIT.free <= cell);
  const fewer = (value: number) => {
    const words = brief(value);
    return /\.\d\d$/.test(words) ? brief(value, 1) : words;
  };
  return [alike(values), values.map(fewer)].find(fits) ?? [];
}
