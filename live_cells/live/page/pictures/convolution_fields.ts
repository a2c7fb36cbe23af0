/** What of a convolution is changed by hand: the numbers of its kernel, its bias, and how it slides. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { isNumberAt } from "./choice.ts";
import type { Path } from "./chosen_number.ts";
import type { ConvolutionData } from "./convolution_data.ts";
import type { Pair } from "./sliding.ts";
import { fieldOf, hasFields, SMALL } from "./convolution_layout.ts";
import { Grid } from "./grid.ts";
import type { Tensor } from "./checks.ts";
import type { Inks } from "./paint.ts";
import { largestOf, shade } from "./products.ts";

const FARTHEST = 8;

type Field = { input: HTMLInputElement; show: () => void };

export class ConvolutionFields {
  settings = text("div", "picture-settings");
  kernel: HTMLElement;
  #data;
  #onChange;
  #first;
  #fields: Field[] = [];
  #cells: HTMLInputElement[] = [];
  #settings = 0;
  #grid: Grid | null = null;

  /** @param first where the kernel's numbers begin in the description */
  constructor(data: ConvolutionData, onChange: () => void, first = 0) {
    this.#first = first;
    this.#data = data;
    this.#onChange = onChange;
    const words = WORDS.pictures.convolution;
    for (const [name, least] of [
      ["stride", 1],
      ["padding", 0],
      ["dilation", 1],
    ] as const)
      this.#labeled(words[name], {
        read: () => this.#data[name][0],
        write: (value) => (this.#data[name] = [value, value] as Pair),
        bounds: [least, Math.max(FARTHEST, ...data[name])],
        step: 1,
      });
    this.#labeled(words.bias, {
      read: () => this.#data.bias,
      write: (value) => (this.#data.bias = value),
      step: 0.1,
      path: data.bias ? ["bias"] : undefined, // there is none to ask about
    });
    this.#settings = this.#fields.length;
    this.kernel = this.#kernelNode();
  }

  #kernelNode() {
    const [rows, columns] = this.#data.kernel.shape;
    this.#fields.length = this.#settings;
    this.#cells = [];
    this.#grid = hasFields(this.#data) ? null : new Grid(WORDS.pictures.convolution.kernel);
    return this.#grid?.node ?? this.#board(rows, columns);
  }

  /** Put another kernel in the place of this one, of whatever size. */
  exchange(kernel: Tensor) {
    this.#data.kernel = structuredClone(kernel);
    const node = this.#kernelNode();
    this.kernel.replaceWith(node);
    this.kernel = node;
  }

  #board(rows: number, columns: number) {
    const words = WORDS.pictures.convolution;
    const figure = text("figure", "picture-grid picture-kernel");
    const caption = text("figcaption", "", `${words.kernel} `);
    caption.append(text("span", "picture-grid-size", `${rows} × ${columns}`));
    const board = text("div", "picture-cells");
    board.style.gridTemplateColumns = `repeat(${columns}, ${fieldOf(columns).width}px)`;
    for (let i = 0; i < rows * columns; i += 1) {
      const input = this.#input({
        read: () => this.#data.kernel.values[i],
        write: (value) => (this.#data.kernel.values[i] = value),
        step: 0.1,
        digits: fieldOf(columns).digits,
        path: ["kernel", "values", this.#first + i],
      });
      input.className = "picture-cell";
      input.setAttribute("aria-label", fill(words.weight, { row: Math.floor(i / columns), column: i % columns }));
      this.#cells.push(input);
    }
    board.append(...this.#cells);
    figure.append(caption, board);
    return figure;
  }

  #labeled(name: string, how: How) {
    const label = text("label", "picture-setting", name);
    label.append(this.#input(how));
    this.settings.append(label);
  }

  #input({ read, write, bounds, step, digits = 4, path }: How) {
    const input = document.createElement("input");
    if (path) isNumberAt(input, path, read());
    if (bounds) Object.assign(input, { type: "number", step: "1", min: String(bounds[0]), max: String(bounds[1]) });
    else Object.assign(input, { type: "text", inputMode: "decimal", role: "spinbutton" }); // its minus is a true one
    const isFit = (value: number) =>
      Number.isFinite(Math.fround(value)) &&
      (!bounds || (Number.isInteger(value) && value >= bounds[0] && value <= bounds[1]));
    const announce = () => !bounds && input.setAttribute("aria-valuenow", String(read()));
    const show = () => {
      input.value = written(read(), digits);
      announce();
    };
    const take = () => {
      const value = bounds ? input.valueAsNumber : numberOf(input.value);
      input.toggleAttribute("aria-invalid", false);
      if (!isFit(value)) return input.setAttribute("aria-invalid", "true"); // what was there before stays in force
      write(Math.fround(value));
      announce();
      this.#onChange();
    };
    input.addEventListener("input", take);
    if (!bounds)
      input.addEventListener("keydown", (event) => {
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        input.value = written(read() + way * step, 4);
        take();
      });
    this.#fields.push({ input, show });
    show();
    return input;
  }

  /** Show again what the data say. */
  restore() {
    for (const { input, show } of this.#fields) {
      show();
      input.removeAttribute("aria-invalid");
    }
  }

  /** Color the numbers of the kernel. */
  draw(inks: Inks) {
    const { values, shape } = this.#data.kernel;
    const largest = largestOf(values);
    for (const [i, cell] of this.#cells.entries()) shade(cell, values[i], largest);
    this.#grid?.show({ size: [shape[0], shape[1]], values, cell: SMALL }, inks);
  }
}

const MINUS = "−";
const written = (value: number, digits: number) =>
  String(Math.round(value * 10 ** digits) / 10 ** digits).replace("-", MINUS);
const numberOf = (words: string) =>
  words.trim() ? Number(words.trim().replace(MINUS, "-").replace(",", ".")) : Number.NaN;

type How = {
  read: () => number;
  write: (value: number) => void;
  bounds?: [least: number, most: number];
  step: number;
  digits?: number;
  /** Where the number is in the description. */
  path?: Path;
};
