/** The scene of a classifier: what it confuses, and the weights of its first layer as pictures. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { isNumberAt } from "./choice.ts";
import { type Inks, paintPixels } from "./paint.ts";
import { svg } from "./svg.ts";
import type { TrainingData, Weights } from "./training_data.ts";
import { MATRIX, type trainingLayout } from "./training_layout.ts";

/** Where the matrix begins. */
const LEFT = 54;
const TOP = 22;

export class ClassesScene {
  node = text("div", "training-classes");
  #data;
  #cells: { cell: SVGRectElement; words: SVGTextElement }[] = [];
  #sheets: HTMLCanvasElement[] = [];
  #inks: Inks | null = null;
  #state = 0;

  constructor(data: TrainingData, { main, board, isNarrow }: ReturnType<typeof trainingLayout>) {
    this.#data = data;
    this.node.toggleAttribute("data-narrow", isNarrow);
    if (data.weights && board) this.node.append(this.#pictures(data.weights, board));
    this.node.append(this.#matrix(data.classes, main));
  }

  #pictures({ layer, shown, units, rows, columns }: Weights, { across, side }: { across: number; side: number }) {
    const node = text("figure", "training-weights");
    const said = fill(WORDS.pictures.training.weights, { layer, shown, all: units });
    const board = text("div", "training-board");
    board.style.gridTemplateColumns = `repeat(${across}, ${side}px)`;
    this.#sheets = Array.from({ length: shown }, () => {
      const sheet = text("canvas", "");
      Object.assign(sheet.style, { width: `${side}px`, height: `${Math.round((side * rows) / columns)}px` });
      return sheet;
    });
    board.setAttribute("aria-hidden", "true");
    board.append(...this.#sheets);
    node.append(text("figcaption", "", said), board);
    return node;
  }

  #matrix(classes: string[], [width, height]: [number, number]) {
    const words = WORDS.pictures.training;
    const side = (height - MATRIX.above) / classes.length;
    const node = svg("svg", { class: "picture-drawing training-matrix", viewBox: `0 0 ${width} ${height}` });
    Object.assign(node.style, { width: `${width}px`, height: `${height}px` });
    node.setAttribute("aria-hidden", "true");
    const middle = (i: number) => (i + 0.5) * side;
    const all = classes.length * side;
    const short = (name: string) => (name.length > 7 ? `${name.slice(0, 6)}…` : name);
    for (const row of classes.keys())
      for (const column of classes.keys()) {
        const place = { x: LEFT + column * side, y: TOP + row * side, width: side, height: side };
        const cell = svg("rect", { ...place, class: row === column ? "training-right" : "" });
        const label = svg("text", { x: LEFT + middle(column), y: TOP + middle(row) + 4 });
        this.#cells.push({ cell, words: label });
      }
    node.append(
      svg("text", { x: LEFT + all / 2, y: 13, class: "training-title" }, words.matrix),
      svg("g", { class: "training-cells" }, ...this.#cells.map(({ cell }) => cell)),
      svg("g", { class: "training-counts" }, ...this.#cells.map(({ words: label }) => label)),
      svg("rect", { x: LEFT, y: TOP, width: all, height: all, class: "training-frame" }),
    );
    const names = svg("g", { class: "training-numbers" });
    for (const [i, name] of classes.entries())
      names.append(
        svg(
          "text",
          { x: LEFT + middle(i), y: TOP + all + 14 },
          name.length * 6.5 < side + 4 ? name : name.slice(0, Math.max(1, Math.floor(side / 7))),
        ),
        svg("text", { x: LEFT - 6, y: TOP + middle(i) + 4, class: "training-up" }, short(name)),
      );
    names.append(svg("text", { x: LEFT + all / 2, y: TOP + all + 30 }, words.matrix_axes));
    node.append(names);
    return node;
  }

  show(state: number) {
    this.#state = state;
    const counts = this.#data.counts?.[state] ?? [];
    const side = this.#data.classes.length;
    const totals = this.#data.classes.map((_, row) =>
      counts.slice(row * side, (row + 1) * side).reduce((a, b) => a + b, 0),
    );
    for (const [i, { cell, words }] of this.#cells.entries()) {
      const share = Math.sqrt(counts[i] / (totals[Math.floor(i / side)] || 1));
      cell.style.setProperty("--share", share.toFixed(3));
      words.textContent = counts[i] ? String(counts[i]) : "";
      words.classList.toggle("training-on-ink", share > 0.62);
      isNumberAt(cell, ["counts", state, i], counts[i]);
    }
    this.#paint();
  }

  repaint(inks: Inks) {
    this.#inks = inks;
    this.#paint();
  }

  #paint() {
    const { weights } = this.#data;
    if (!weights || !this.#inks) return;
    const { rows, columns, values } = weights;
    const each = rows * columns;
    for (const [i, sheet] of this.#sheets.entries()) {
      const shares = [...values[this.#state].subarray(i * each, (i + 1) * each)].map((byte) => byte / 127 - 1);
      paintPixels(sheet, shares, columns, this.#inks.signed);
    }
  }
}
