/** Charts of what is measured while a model trains, drawn by uPlot; each has a table behind it. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { config } from "../../../../../live_cells/live/page/config.js";
import { address } from "../../../../../live_cells/live/page/elements/files.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { figure } from "../setup/words.ts";
import { DASHES, type SHAPES } from "./marks.ts";
import { color } from "./pixels.ts";

/** Numbers of a long row that are drawn. */
const MOST = 400;

/** A line: its name, its color as the name of a custom property, its points. */
export type Line = {
  name: string;
  color: string;
  x: number[];
  y: (number | null)[];
  isFaint?: boolean;
  isDashed?: boolean;
};

/** How a figure is written. */
type Written = (value: number | null | undefined) => string;

/** uPlot, as far as it is used here. */
type Plot = {
  setData: (data: unknown) => void;
  setSize: (size: { width: number; height: number }) => void;
  destroy: () => void;
  redraw: (isMadeAnew: boolean) => void;
  valToPos: (value: number, scale: string, isOfCanvas: boolean) => number;
  ctx: CanvasRenderingContext2D;
  bbox: { top: number; height: number };
  root: HTMLElement;
  width: number;
  height: number;
};
type Library = { new (options: object, data: unknown, place: HTMLElement): Plot; join: (tables: unknown[]) => unknown };

const HEIGHT = 200;
/** Milliseconds between two drawings of a chart that is off the screen. */
const SELDOM = 1000;
/** Between two epochs there is no figure. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100];
let library: Promise<Library> | null = null;

/** Have uPlot here before the first curve is, and among what is kept for reading offline. */
export function fetchCurves(): Promise<Library> {
  library ??= fetched();
  return library;
}

async function fetched(): Promise<Library> {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address(config.uplot.css) });
  document.head.append(style);
  // uPlot writes numbers in the browser's language; WebKitGTK calls none of its own "C", which is not one.
  if (navigator.language === "C") Object.defineProperty(navigator, "language", { value: "en" });
  return (await import(address(config.uplot.js))).default;
}

export class Curves {
  node = text("figure", "pg-chart");

  #place = text("div", "pg-plot");
  #table = text("table", "");
  #details = text("details", "pg-table");
  #isLogarithmic;
  #along;
  #isSmall;
  #written: Written;
  #key = text("span", "pg-key");
  #lines: Line[] = [];
  #plot: Plot | null = null;
  /** By what the plot was made: if this changes, it is made anew. */
  #made = "";
  #isDrawing = false;
  /** Where a line stands across the chart. */
  #mark: number | null = null;
  /** Is it on the screen? Elsewhere it need not be drawn at every step. */
  #isNear = true;
  #leave;

  constructor(
    title: string,
    {
      along = WORDS.playground.charts.epoch,
      logarithmic = false,
      small = null,
    }: { along?: string; logarithmic?: boolean; small?: Written | null } = {},
  ) {
    this.#isLogarithmic = logarithmic;
    this.#along = along;
    this.#isSmall = small !== null;
    this.#written = small ?? fine;
    this.#place.setAttribute("role", "img");
    this.#place.setAttribute("aria-label", fill(WORDS.playground.charts.chart, { title }));
    this.#table.tabIndex = 0; // it scrolls
    this.#table.setAttribute("aria-label", title);
    this.#details.append(text("summary", "", WORDS.playground.charts.table), this.#table);
    this.#details.addEventListener("toggle", () => this.#fillTable());
    const caption = text("figcaption", "", title);
    this.node.append(caption, this.#place);
    if (small) {
      caption.append(this.#key);
      this.node.classList.add("pg-chart--small");
    } else this.node.append(this.#details);
    const size = new ResizeObserver(() => requestAnimationFrame(() => this.#fit()));
    size.observe(this.#place);
    const endScheme = siteTheme.onScheme(() => this.#draw(true));
    const near = new IntersectionObserver((entries) => {
      this.#isNear = entries.some((entry) => entry.isIntersecting);
      if (this.#isNear) this.#draw(false);
    });
    near.observe(this.node);
    this.#leave = () => {
      size.disconnect();
      near.disconnect();
      endScheme();
      this.#plot?.destroy();
    };
  }

  /**
   * Show these lines: in the table at once, in the chart at the next frame, or soon, or when its panel is opened.
   * @param meanwhile what is said until there is a line to see
   */
  show(lines: Line[], meanwhile = "") {
    this.#lines = lines;
    if (!this.#made || !lines.some(({ x }) => x.length)) this.#place.dataset.meanwhile = meanwhile;
    this.#fillTable();
    if (this.#isSmall) this.#fillKey();
    if (this.#isDrawing || !this.#place.clientWidth) return;
    this.#isDrawing = true;
    const draw = () => {
      this.#isDrawing = false;
      this.#draw(false);
    };
    if (this.#isNear) requestAnimationFrame(draw);
    else setTimeout(draw, SELDOM);
  }

  /** Have a line stand across the chart; null: none. */
  set mark(mark: number | null) {
    if (mark === this.#mark) return;
    this.#mark = mark;
    this.#plot?.redraw(false);
  }

  leave() {
    this.#leave();
  }

  /** As wide as its place; at the next frame, for a change of size within the observer is an error to browsers. */
  #fit() {
    const size = { width: this.#width, height: this.#height };
    if (!this.#plot || (this.#plot.width === size.width && this.#plot.height === size.height)) return;
    this.#plot.setSize(size);
  }

  get #width() {
    return Math.max(this.#isSmall ? 100 : 200, this.#place.clientWidth);
  }

  get #height() {
    return this.#isSmall ? Math.max(60, this.#place.clientHeight) : HEIGHT;
  }

  async #draw(isAnew: boolean) {
    const UPlot = await fetchCurves().catch(() => null);
    this.#place.toggleAttribute("data-missing", !UPlot);
    if (!UPlot || !this.node.isConnected) return;
    const lines = this.#lines.filter(({ x }) => x.length);
    if (lines.length) delete this.#place.dataset.meanwhile;
    const made = JSON.stringify(
      lines.map(({ x, name, isFaint, isDashed, color: own }) => [name, isFaint, isDashed, own, isShort(x)]),
    );
    const data = lines.length ? UPlot.join(lines.map(({ x, y }) => [x, y])) : [[], []];
    if (this.#plot && made === this.#made && !isAnew) this.#plot.setData(data);
    else {
      this.#plot?.destroy();
      this.#plot = new UPlot(this.#options(lines), data, this.#place);
      this.#made = made;
    }
  }

  #options(lines: Line[]) {
    const ink = color("--pg-axis");
    const axis = {
      stroke: ink,
      grid: { stroke: color("--pg-grid"), width: 1 },
      ticks: { show: false },
      font: "11px sans-serif",
    };
    return {
      width: this.#width,
      height: this.#height,
      scales: { x: { time: false }, y: this.#isLogarithmic ? { distr: 3 } : {} },
      axes: [
        this.#isSmall
          ? { ...axis, size: 18, gap: 2, incrs: WHOLE }
          : { ...axis, label: this.#along, labelSize: 16, labelFont: "11px sans-serif", size: 28, incrs: WHOLE },
        { ...axis, ...(this.#isSmall ? { size: 34, gap: 2, space: 22 } : { size: 52 }) },
      ],
      legend: {
        ...{ live: true, show: !this.#isSmall },
        markers: { dash: (_: unknown, i: number) => (lines[i - 1]?.isDashed ? "dashed" : "solid") },
      },
      cursor: { drag: { x: false, y: false } },
      hooks: { draw: [(plot: Plot) => this.#drawMark(plot)] },
      series: [
        { label: this.#along, value: (_: unknown, at: number | null) => fine(at) },
        ...lines.map((line) => ({
          label: line.name,
          stroke: color(line.color),
          width: line.isFaint ? 1 : 2,
          alpha: line.isFaint ? 0.45 : 1,
          dash: line.isDashed ? DASHES.validation : undefined,
          points: { show: !line.isFaint && isShort(line.x) },
          spanGaps: true,
          value: (_: unknown, at: number | null) => fine(at),
        })),
      ],
    };
  }

  #drawMark({ ctx, bbox, valToPos }: Plot) {
    if (this.#mark === null) return;
    ctx.save();
    ctx.strokeStyle = color("--accent");
    ctx.lineWidth = 2 * (devicePixelRatio || 1);
    ctx.beginPath();
    const x = valToPos(this.#mark, "x", true);
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  /** What the lines are, and where they have come to at the mark. */
  #fillKey() {
    const lines = this.#lines.filter(({ x, isFaint }) => x.length && !isFaint);
    this.#key.replaceChildren(
      ...lines.map(({ name, color: own, isDashed, x, y }) => {
        const at = this.#mark === null ? y.length - 1 : x.findLastIndex((one) => one <= (this.#mark ?? 0));
        return Object.assign(keyed(this.#written(y[at]), own, isDashed ? "dashed" : "line"), { title: name });
      }),
    );
  }

  #fillTable() {
    if (!this.#details.open) return;
    const lines = this.#lines.filter(({ x, isFaint }) => x.length && !isFaint);
    const along = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const head = row("th", [this.#along, ...lines.map(({ name }) => name)]);
    const rows = along.map((at) => row("td", [fine(at), ...lines.map(({ x, y }) => fine(y[x.indexOf(at)] ?? null))]));
    this.#table.replaceChildren(head, ...rows);
  }
}

/** Too short to be seen without marks. */
const isShort = (x: number[]) => x.length < 3;

function row(tag: "th" | "td", words: string[]) {
  const node = text("tr", "");
  node.append(...words.map((word) => text(tag, "", word)));
  return node;
}

const fine: Written = (value) => figure(value, 4);

/** A figure of each epoch's row, and the epochs. */
export const byEpoch = (rows: Record<string, number | null>[], key: string) => ({
  x: rows.map((_, i) => i + 1),
  y: rows.map((row) => row[key]),
});

/** The mean of each number and those before it. */
export function smoothed(values: (number | null)[], width: number): (number | null)[] {
  let sum = 0;
  let count = 0;
  return values.map((value, i) => {
    const left = values[i - width];
    if (value !== null) [sum, count] = [sum + value, count + 1];
    if (left !== null && left !== undefined) [sum, count] = [sum - left, count - 1];
    return value === null || !count ? null : sum / count;
  });
}

/** Some of the numbers, evenly, the last among them, each with its place. */
export function thinned(values: (number | null)[]): [number, number | null][] {
  const every = Math.max(1, Math.ceil(values.length / MOST));
  return values.flatMap((value, i): [number, number | null][] => {
    const isTaken = i % every === 0 || i === values.length - 1;
    return isTaken ? [[i, value]] : [];
  });
}

/** Words with a mark of their color. @param mark a shape of points, or a kind of line */
export function keyed(words: string, own: string, mark: (typeof SHAPES)[number] | "line" | "dashed") {
  const item = text("span", "pg-keyed", words);
  item.dataset.mark = mark;
  item.style.setProperty("--own", `var(${own})`);
  return item;
}
