/** A plot with two axes, and lines in it. */

import { brief } from "./printed.ts";
import { svg } from "./svg.ts";
import { EDGE, type Size } from "./training_layout.ts";

type Range = [low: number, high: number];
type Place = [x: number, y: number];

export class Plot {
  node = svg("svg", { class: "picture-drawing training-plot" });
  /** What is drawn within the axes. */
  inner: SVGGElement;
  #size;
  #x;
  #y;
  #isLog;

  /** @param y of a logarithmic axis, the powers of ten at its ends */
  constructor(size: Size, x: Range, y: Range, { isLog = false, name = "" } = {}) {
    this.#size = size;
    this.#x = x;
    this.#y = y;
    this.#isLog = isLog;
    const [width, height] = size;
    const id = `plot-${crypto.randomUUID()}`;
    const box = { x: EDGE.left, y: EDGE.top, width: this.width, height: this.height };
    this.inner = svg("g", { "clip-path": `url(#${id})` });
    Object.assign(this.node.style, { width: `${width}px`, height: `${height}px` });
    this.node.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.node.setAttribute("aria-hidden", "true");
    this.node.append(
      svg("clipPath", { id }, svg("rect", { ...box, x: box.x - 1, width: box.width + 2 })),
      this.#grid(),
      this.inner,
      svg("rect", { ...box, class: "training-frame" }),
      this.#numbers(),
    );
    if (name)
      this.node.append(svg("text", { class: "training-name", x: width - EDGE.right - 6, y: EDGE.top + 14 }, name));
  }

  get width() {
    return this.#size[0] - EDGE.left - EDGE.right;
  }

  get height() {
    return this.#size[1] - EDGE.top - EDGE.bottom;
  }

  at = ([a, b]: Place): Place => [this.across(a), this.down(b)];

  across = (a: number) => EDGE.left + (this.width * (a - this.#x[0])) / (this.#x[1] - this.#x[0]);

  down(b: number) {
    const value = this.#isLog ? Math.log10(b) : b;
    const share = (value - this.#y[0]) / (this.#y[1] - this.#y[0]);
    return EDGE.top + this.height * (1 - Math.min(Math.max(share, -2), 3));
  }

  /** Which number of the first axis a place from the left edge stands for. */
  from = (pixels: number) => this.#x[0] + ((pixels - EDGE.left) / this.width) * (this.#x[1] - this.#x[0]);

  /** The way along these places; it has gaps where there is no number. */
  way(places: [x: number, y: number | null][]) {
    let way = "";
    let isGap = true;
    for (const [a, b] of places) {
      const place = b === null || !Number.isFinite(b) || (this.#isLog && b <= 0) ? null : this.at([a, b]);
      if (place) way += `${isGap ? "M" : "L"}${place.map((one) => one.toFixed(1)).join(" ")}`;
      isGap = !place;
    }
    return way;
  }

  get #marks(): { y: number; words: string }[] {
    const [low, high] = this.#y;
    if (!this.#isLog) return ticks(this.#y, this.height / 34).map((b) => ({ y: this.down(b), words: shortly(b) }));
    const each = Math.ceil((high - low) / Math.max(1, this.height / 26));
    const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((power) => power % each === 0);
    return powers.map((power) => ({ y: this.down(10 ** power), words: powerOf(power) }));
  }

  #grid() {
    const lines = this.#marks.map(({ y }) => `M${EDGE.left} ${y.toFixed(1)}h${this.width}`);
    return svg("path", { class: "training-grid", d: lines.join("") });
  }

  #numbers() {
    const below = this.#size[1] - EDGE.bottom + 15;
    return svg(
      "g",
      { class: "training-numbers" },
      ...ticks(this.#x, this.width / 70).map((a) => svg("text", { x: this.across(a), y: below }, shortly(a))),
      ...this.#marks.map(({ y, words }) => svg("text", { x: EDGE.left - 6, y: y + 4, class: "training-up" }, words)),
    );
  }
}

/** Round numbers, about so many. */
function ticks([low, high]: Range, count: number): number[] {
  const least = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5].find((one) => one * power >= least) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const all = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: all }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Axes need no more digits than they have. */
const shortly = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 1e5 ? String(value).replace("-", "−") : brief(value).replace(/0$/, "");

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const powerOf = (power: number) =>
  power >= -2 && power <= 3
    ? String(10 ** power)
    : `10${String(power)
        .replace("-", "⁻")
        .replace(/\d/g, (digit) => RAISED[Number(digit)])}`;

/** From the lowest to the highest of them. */
export function rangeOf(values: (number | null)[]): Range | null {
  const found = values.filter((value): value is number => value !== null && Number.isFinite(value));
  return found.length ? [Math.min(...found), Math.max(...found)] : null;
}
