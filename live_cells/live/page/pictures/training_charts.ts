/** The lines of a training over its steps: the loss, with the place in time that is shown, and how far each layer's weights moved. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { followPointer } from "./dragging.ts";
import { svg } from "./svg.ts";
import type { TrainingData, Updates } from "./training_data.ts";
import type { Size } from "./training_layout.ts";
import { Plot, rangeOf } from "./training_plot.ts";

/** As often as an ordinary loss, so large is one that would press the others down. */
const FAR = 40;
/** An update of this size is usual. */
const RULE = 1e-3;
/** So many layers have a color and a name each. */
const FEW = 6;

/** A line over all steps, and the part of it that is over. */
class Line {
  node = svg("g");
  #all = svg("path", { class: "training-line training-later" });
  #past = svg("path", { class: "training-line" });
  #plot;
  #places;

  constructor(plot: Plot, places: [step: number, value: number | null][], name: string) {
    this.#plot = plot;
    this.#places = places;
    this.node.setAttribute("class", name);
    this.#all.setAttribute("d", plot.way(places));
    this.node.append(this.#all, this.#past);
  }

  /** @param state the last that is over */
  show(state: number) {
    this.#past.setAttribute("d", this.#plot.way(this.#places.slice(0, state + 1)));
  }

  at = (state: number) => this.#places[state];
}

const lastOf = (steps: number[]) => steps[steps.length - 1] || 1;

export class LossChart {
  node: SVGSVGElement;
  #plot;
  #data;
  #lines: Line[];
  #head = svg("line", { class: "training-head" });
  #dot = svg("circle", { class: "training-dot", r: 4 });

  /** @param onState the reader leads to a state */
  constructor(data: TrainingData, size: Size, onState: (state: number) => void) {
    this.#data = data;
    const series = [data.losses, ...(data.validation ? [data.validation] : [])];
    const [low, high] = rangeOf(series.flat()) ?? [0, 1];
    const finite = series.flat().filter((one) => one !== null && Number.isFinite(one));
    const usual = finite.toSorted((a, b) => Number(a) - Number(b))[finite.length >> 1] ?? 1;
    const isLog = low > 0 && high > FAR * usual;
    const powers: [number, number] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const flat: [number, number] = [
      Math.min(0, low),
      high > Math.min(0, low) ? 1.06 * high - 0.06 * Math.min(0, low) : low + 1,
    ];
    this.#plot = new Plot(size, [0, lastOf(data.steps)], isLog ? powers : flat, {
      isLog,
      name: WORDS.pictures.training.loss,
    });
    this.node = this.#plot.node;
    this.#lines = series.map((values, i) => {
      const places = values.map((value, state): [number, number | null] => [data.steps[state], value]);
      return new Line(this.#plot, places, i ? "training-validation" : "training-loss");
    });
    this.#plot.inner.append(...this.#lines.map(({ node }) => node));
    const { height } = this.#plot;
    this.#head.setAttribute("y1", "4");
    this.#head.setAttribute("y2", String(8 + height));
    this.node.append(this.#head, this.#dot);
    this.node.classList.add("training-scrub");
    followPointer(this.node, ({ clientX }) => onState(this.#nearest(clientX)));
  }

  show(state: number) {
    for (const line of this.#lines) line.show(state);
    const x = this.#plot.across(this.#data.steps[state]).toFixed(1);
    this.#head.setAttribute("x1", x);
    this.#head.setAttribute("x2", x);
    const [, loss] = this.#lines[0].at(state);
    const isThere = loss !== null && Number.isFinite(loss);
    this.#dot.style.display = isThere ? "" : "none";
    if (!isThere) return;
    this.#dot.setAttribute("cx", x);
    this.#dot.setAttribute("cy", this.#plot.down(loss).toFixed(1));
  }

  /** The state whose step is nearest to a place of the page. */
  #nearest(clientX: number) {
    const { left } = this.node.getBoundingClientRect();
    const step = this.#plot.from(clientX - left);
    const { steps } = this.#data;
    return steps.reduce((best, one, i) => (Math.abs(one - step) < Math.abs(steps[best] - step) ? i : best), 0);
  }
}

export class UpdatesScene {
  node = text("div", "training-updates");
  #lines: Line[];

  constructor({ steps }: TrainingData, { layers, sizes }: Updates, [width, height]: Size) {
    const [low, high] = rangeOf([...sizes.flat().filter((one) => one !== null && one > 0), RULE]) ?? [RULE, RULE];
    const powers: [number, number] = [Math.max(Math.floor(Math.log10(low)), -14), Math.ceil(Math.log10(high) + 0.01)];
    const plot = new Plot([width, height - 24], [0, lastOf(steps)], powers, {
      isLog: true,
      name: WORDS.pictures.training.updates_axis,
    });
    this.#lines = layers.map((_, layer) => {
      const places = sizes.map((row, i): [number, number | null] => [steps[i + 1], row[layer]]);
      const line = new Line(plot, [[0, null], ...places], "training-layer");
      line.node.style.setProperty("--layer", hueOf(layer, layers.length));
      return line;
    });
    const rule = plot.down(RULE).toFixed(1);
    plot.inner.append(
      svg("path", { class: "training-rule", d: `M0 ${rule}H${width}` }),
      ...this.#lines.map(({ node }) => node),
    );
    this.node.append(plot.node, legendOf(layers));
  }

  show(state: number) {
    for (const line of this.#lines) line.show(state);
  }

  repaint() {}
}

function hueOf(layer: number, all: number) {
  if (all <= FEW) return `var(--path-${layer})`;
  return `color-mix(in oklab, var(--path-1) ${Math.round((100 * layer) / (all - 1))}%, var(--path-0))`;
}

function legendOf(layers: Updates["layers"]) {
  const node = text("div", "training-legend");
  const shown = layers.length <= FEW ? [...layers.keys()] : [0, layers.length - 1];
  for (const [i, layer] of shown.entries()) {
    const { name, kind } = layers[layer];
    const words = name ? fill(WORDS.pictures.training.layer, { name, kind }) : kind;
    const key = text("span", "training-key", words);
    key.style.setProperty("--layer", hueOf(layer, layers.length));
    if (i && layers.length > FEW) node.append(text("span", "", "…"));
    node.append(key);
  }
  return node;
}
