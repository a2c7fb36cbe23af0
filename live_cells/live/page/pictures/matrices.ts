/** The picture of backpropagation through a linear layer: products of matrices, whose sums are added up term by term. */

import { fill } from "../../phrases.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { legend } from "./caption.ts";
import { Choice } from "./choice.ts";
import { FoldedTable, gridOf } from "./folded_table.ts";
import { type Box, Grid } from "./grid.ts";
import type { MatricesData } from "./matrices_data.ts";
import { matricesLayout } from "./matrices_layout.ts";
import {
  fits,
  type Matrix,
  OPERANDS,
  type Operand,
  operandOf,
  type Product,
  partial,
  RULES,
  resultOf,
  WAYS,
  wayOf,
} from "./matrices_rules.ts";
import { formulaOf, nameOf, progressOf, titleOf, verdictOf } from "./matrices_words.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Places } from "./places.ts";
import { Player } from "./player.ts";
import { largestOf } from "./products.ts";
import type { Pair } from "./sliding.ts";

/** From one term to the next, while they are added up. */
const PACE_MS = 700;

export class MatricesPicture {
  node = text("div", "picture-live");
  #data;
  #product: Product = RULES.weight;
  #at: Pair = [0, 0];
  #pointed: Pair | null = null;
  /** So many terms of each sum are added. */
  #count = 0;
  #row = text("div", "picture-matrices");
  #places;
  #ways;
  #left;
  #right;
  #player;
  #progress = text("span", "picture-progress");
  #verdict = text("p", "picture-verdict");
  #title = text("p", "picture-name");
  #formula = text("p", "picture-formula");
  #grids: [left: Grid, right: Grid, result: Grid] = [new Grid(""), new Grid(""), new Grid("")];
  #misfit = text("span", "picture-misfit", "✕");
  #choice = new Choice(this.node);
  #table;
  #inks: Inks | null = null;
  #width = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#row.clientWidth !== this.#width && this.#draw());

  /** @param about what it shows, in a sentence */
  constructor(data: MatricesData, about: string) {
    this.#data = data;
    const words = WORDS.pictures.matrices;
    this.#ways = WAYS.filter((way) => data[RULES[way].made]).map((way) => {
      const node = button(words.ways[way], "way", () => this.#choose(RULES[way]));
      return { way, node };
    });
    this.#left = this.#operands(words.left, (left) => this.#choose({ ...this.#product, left }));
    this.#right = this.#operands(words.right, (right) => this.#choose({ ...this.#product, right }));
    const [left, right, result] = this.#grids;
    for (const grid of [left, right]) grid.drawing.setAttribute("aria-hidden", "true"); // the sum says the same
    this.#places = new Places(result, [about, words.number].filter(Boolean).join(" "), words.keys, {
      size: () => this.#size(),
      at: () => this.#at,
      onPoint: (there) => this.#point(there),
      onPin: (there) => this.#pin(there),
    });
    this.#player = new Player(
      words.sums,
      0,
      {
        onStep: (count) => this.#set(count),
        lasts: () => PACE_MS,
        say: (count) => (this.#hasResult ? progressOf(this.#data, this.#product, count) : ""),
      },
      { hasStep: false, hasSpeed: false, title: words.play_title, label: words.terms },
    );
    const other = text("span", "picture-other");
    other.append(text("span", "", words.try_other), this.#left, text("span", "", "·"), this.#right);
    const steps = text("div", "picture-bar");
    steps.append(this.#player.node, this.#progress, legend());
    const tools = text("div", "picture-bar");
    tools.append(bar("picture-ways", words.choose, ...this.#ways.map(({ node }) => node)), other);
    this.#row.append(left.node, sign("·"), right.node, sign("="), result.node, this.#misfit);
    const panel = text("div", "picture-panel");
    const said = text("div", "picture-words");
    this.#verdict.setAttribute("aria-live", "polite");
    said.append(this.#title, this.#formula, this.#verdict);
    panel.append(said);
    this.#table = new FoldedTable(() => this.#tables(), this.#choice);
    this.node.append(this.#row, steps, tools, panel, this.#table.node);
  }

  mount() {
    this.#choose(this.#product);
    this.#room.observe(this.#row);
  }

  /** The page has other colors now. */
  repaint() {
    this.#inks = null;
    this.#draw();
  }

  leave() {
    this.#player.leave();
    this.#room.disconnect();
  }

  #operands(name: string, onChange: (operand: Operand) => void) {
    const node = text("select", "");
    node.setAttribute("aria-label", name);
    node.append(...OPERANDS.map((operand) => new Option(operand)));
    node.addEventListener("change", () => onChange(OPERANDS[node.selectedIndex]));
    return node;
  }

  get #matrices(): [left: Matrix, right: Matrix] {
    return [operandOf(this.#data, this.#product.left), operandOf(this.#data, this.#product.right)];
  }

  #size(): Pair | null {
    const found = resultOf(this.#data, this.#product);
    return found && [found.shape[0], found.shape[1]];
  }

  get #hasResult() {
    return this.#size() !== null;
  }

  #choose(product: Product) {
    this.#product = product;
    this.#pointed = null;
    this.#at = this.#places.within(this.#at);
    const own = wayOf(product);
    for (const { way, node } of this.#ways) node.setAttribute("aria-pressed", String(way === own));
    this.#left.selectedIndex = OPERANDS.indexOf(product.left);
    this.#right.selectedIndex = OPERANDS.indexOf(product.right);
    this.#player.resize(this.#matrices[0].shape[1]);
    this.#player.node.style.visibility = this.#hasResult ? "" : "hidden";
    this.#set(this.#player.all);
  }

  #set(count: number) {
    this.#count = count;
    this.#draw();
  }

  #point(at: Pair | null) {
    this.#pointed = at;
    this.#show();
  }

  #pin(at: Pair) {
    this.#pointed = null;
    this.#at = at;
    this.#show();
  }

  #draw() {
    this.#width = this.#row.clientWidth;
    this.#inks ??= inksOf(this.node);
    const [left, right] = this.#matrices;
    const { side, isNarrow } = matricesLayout(this.#data, this.#width || 640);
    this.#row.toggleAttribute("data-narrow", isNarrow);
    const result = resultOf(this.#data, this.#product);
    const isAll = this.#count === left.shape[1];
    const shown = result && (isAll ? result.values : partial(left, right, this.#count));
    const [leftGrid, rightGrid, resultGrid] = this.#grids;
    for (const [grid, matrix, name] of [
      [leftGrid, left, this.#product.left],
      [rightGrid, right, this.#product.right],
      [resultGrid, result && shown && { ...result, values: shown }, nameOf(this.#product, this.#data)],
    ] as const) {
      grid.node.hidden = !matrix;
      if (!matrix || !this.#inks) continue;
      grid.name(name);
      const [rows, columns] = matrix.shape;
      const largest = grid === resultGrid && result ? largestOf(result.values) : undefined;
      grid.show({ size: [rows, columns], values: matrix.values, cell: side, said: matrix.whole, largest }, this.#inks);
    }
    this.#misfit.hidden = Boolean(result);
    this.#verdict.textContent = verdictOf(this.#data, this.#product);
    this.#verdict.toggleAttribute("data-misfit", !fits(this.#data, this.#product));
    this.#progress.textContent = result ? progressOf(this.#data, this.#product, this.#count) : "";
    this.#show();
    this.#table.refresh();
  }

  /** Light what makes the number that is chosen, or the term that was added last. */
  #show() {
    const [left, right] = this.#matrices;
    const result = resultOf(this.#data, this.#product);
    const at = this.#pointed ?? this.#at;
    const [leftGrid, rightGrid, resultGrid] = this.#grids;
    const column = (k: number): Box => ({ at: [0, k], size: [left.shape[0], 1] });
    const row = (k: number): Box => ({ at: [k, 0], size: [1, right.shape[1]] });
    const isAll = this.#count === left.shape[1];
    leftGrid.mark("picture-tap", result && !isAll && this.#count ? [column(this.#count - 1)] : []);
    rightGrid.mark("picture-tap", result && !isAll && this.#count ? [row(this.#count - 1)] : []);
    leftGrid.mark("picture-window", result ? [{ at: [at[0], 0], size: [1, left.shape[1]] }] : []);
    rightGrid.mark("picture-window", result ? [{ at: [0, at[1]], size: [right.shape[0], 1] }] : []);
    resultGrid.mark("picture-window", result ? [{ at, size: [1, 1] }] : []);
    const way = wayOf(this.#product);
    const place = this.#at[0] * right.shape[1] + this.#at[1];
    this.#choice.state(
      result && way && isAll && { path: [RULES[way].made, "values", place], value: result.values[place] },
    );
    const isMisfit = !fits(this.#data, this.#product);
    leftGrid.mark("picture-wrong-side", isMisfit ? [{ at: [0, 0], size: [1, left.shape[1]] }] : []);
    rightGrid.mark("picture-wrong-side", isMisfit ? [{ at: [0, 0], size: [right.shape[0], 1] }] : []);
    this.#title.textContent = result ? titleOf(this.#data, this.#product, at, this.#count) : "";
    this.#formula.textContent = result ? formulaOf(this.#data, this.#product, at, this.#count) : "";
    this.#places.say(at, `${this.#title.textContent}. ${this.#formula.textContent}`);
  }

  #tables() {
    const { sizes, x, weight } = this.#data;
    const named = [
      ["X", "x"],
      ["W", "weight"],
      ["Z", "z"],
      ["G = ∂ℒ/∂Z", "g"],
      ["∂ℒ/∂W", "weight_gradient"],
      ["∂ℒ/∂X", "input_gradient"],
    ] as const;
    const tables = named.map(([name, key]) => gridOf(name, this.#data[key], [key, "values"]));
    const isPart = x.shape[0] < sizes.samples || x.shape[1] < sizes.inputs || weight.shape[0] < sizes.outputs;
    if (!isPart) return tables;
    const whole = { x: `${sizes.samples} × ${sizes.inputs}`, w: `${sizes.outputs} × ${sizes.inputs}` };
    return [text("p", "", fill(WORDS.pictures.matrices.part, whole)), ...tables];
  }
}

function sign(words: string) {
  const node = text("span", "picture-sign", words);
  node.setAttribute("aria-hidden", "true");
  return node;
}
