/** The ground of the network on the stage: its lines and what its units show, on one canvas, painted anew at each change. */

import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { DASHES, outline, paintRing } from "../parts/marks.ts";
import { color, paintInkShares, paintShares, type SignColors } from "../parts/pixels.ts";
import { type Edge, edgePath, type NetworkLayout, type Spot } from "./network_layout.ts";

/** A small picture, row by row: numbers from -1 to 1, or ink from 0 to 1. */
export type Tile = { shares: ArrayLike<number>; width: number; isInk?: boolean; colors?: SignColors };

/** Which class a unit is the score of, and the class's color. */
export type Mark = { label: number; color: string };

/** What is painted: what a unit shows, and the weight of a line; lines without a number are plain. */
export type Drawn = {
  tileOf: (spot: Spot) => Tile | null;
  /** null: the unit is of no class. */
  markOf?: (spot: Spot) => Mark | null;
  weightOf: (edge: Edge) => number | undefined;
  /** How much a line carries, on the whole: its weight times how large what comes in is. */
  flowOf?: (edge: Edge) => number;
  /** One point on its way through: its place as shares of the plane's sides, what units give, what lines carry. */
  probe?: Carried | null;
};
type Carried = { at: [x: number, y: number]; given: (spot: Spot) => number; carriedBy: (edge: Edge) => number };

const WIDTH = { least: 0.5, more: 3.2, moreOfMany: 2.2 };
/** Lines between two columns that are many. */
const MANY = 100;
/** A line of many that is so small a share of the largest is hardly seen. */
const FAINT = 0.25;
const ALPHA = { least: 0.18, more: 0.82 };
/** Lines between two columns, if more would show nothing. */
const MOST_PLAIN = 200;
/** Dots that run along a line: their length, the way between two, and the pixels a second of the slowest and the fastest. */
const DOTS = { length: 2.5, apart: 14, slow: 8, fast: 42 };
/** Lines with dots: those that carry most. */
const MOST_FLOWING = 90;

/** Pixels of a unit's side from which there is room for its number. */
const LEAST_WORDS = 26;

type Line = Edge & { path: Path2D };

export class Painting {
  node = text("canvas", "pg-net-ground");
  /** Above it, what moves. */
  flow = text("canvas", "pg-net-flow");
  #layout: NetworkLayout | null = null;
  #lines: Line[] = [];
  #scale = 1;
  #small = document.createElement("canvas");

  constructor() {
    for (const canvas of [this.node, this.flow]) canvas.setAttribute("aria-hidden", "true");
  }

  /** @param scale pixels of the canvas for one of the drawing */
  lay(layout: NetworkLayout, scale: number) {
    this.#layout = layout;
    this.#scale = scale;
    for (const canvas of [this.node, this.flow]) {
      Object.assign(canvas, { width: Math.round(layout.width * scale), height: Math.round(layout.height * scale) });
      Object.assign(canvas.style, { width: `${layout.width}px`, height: `${layout.height}px` });
    }
    this.#lines = layout.columns.flatMap(({ spots }, column) =>
      column
        ? spots.flatMap(({ row }) =>
            layout.columns[column - 1].spots.map(({ row: from }) => {
              const edge = { column, row, from };
              return { ...edge, path: edgePath(layout, edge) };
            }),
          )
        : [],
    );
  }

  /** @param lit the line that is pointed at @param chosen the unit that is */
  paint(drawn: Drawn, lit: Edge | null, chosen: Spot | null) {
    const layout = this.#layout;
    const pen = required(this.node.getContext("2d"));
    pen.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    pen.clearRect(0, 0, this.node.width, this.node.height);
    if (!layout) return;
    this.#paintLines(pen, layout, drawn, lit, chosen);
    for (const { spots, side } of layout.columns)
      for (const spot of spots) {
        this.#paintTile(pen, spot, side, drawn.tileOf(spot), isSame(spot, chosen));
        const mark = drawn.markOf?.(spot);
        if (mark) paintMark(pen, spot, side, mark);
        if (drawn.probe) this.#paintProbe(pen, spot, side, drawn.probe);
      }
  }

  /** Where the point is, and what the unit gives for it. */
  #paintProbe(pen: CanvasRenderingContext2D, spot: Spot, side: number, { at, given }: Carried) {
    const [x, y] = [spot.x + (at[0] - 0.5) * side, spot.y + (at[1] - 0.5) * side];
    paintRing(pen, x, y, Math.max(3, side / 12), [3, 1.5]);
    if (side < LEAST_WORDS) return;
    pen.font = "600 10px sans-serif";
    pen.textAlign = "center";
    const words = brief(given(spot));
    const base = spot.y + side / 2 - 3;
    Object.assign(pen, { lineWidth: 3, strokeStyle: color("--pg-edge"), fillStyle: color("--pg-axis") });
    pen.strokeText(words, spot.x, base);
    pen.fillText(words, spot.x, base);
  }

  /** Dots along the lines that carry most. @param time in seconds; null: none */
  paintFlow({ flowOf }: Drawn, time: number | null) {
    const pen = required(this.flow.getContext("2d"));
    pen.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    pen.clearRect(0, 0, this.flow.width, this.flow.height);
    if (time === null || !flowOf) return;
    const flows = this.#lines.map((line) => ({ path: line.path, size: Math.abs(flowOf(line)) }));
    flows.sort((a, b) => b.size - a.size);
    const largest = flows[0]?.size || 1;
    pen.lineCap = "round";
    pen.strokeStyle = color("--pg-edge");
    pen.setLineDash([DOTS.length, DOTS.apart]);
    for (const { path, size } of flows.slice(0, MOST_FLOWING)) {
      const share = size / largest;
      if (share < 0.08) break;
      pen.globalAlpha = 0.35 + 0.65 * share;
      pen.lineWidth = 1.2 + 1.8 * share;
      pen.lineDashOffset = -time * (DOTS.slow + (DOTS.fast - DOTS.slow) * share);
      pen.stroke(path);
    }
    pen.globalAlpha = 1;
    pen.setLineDash([]);
  }

  #paintLines(
    pen: CanvasRenderingContext2D,
    layout: NetworkLayout,
    { weightOf, probe }: Drawn,
    lit: Edge | null,
    chosen: Spot | null,
  ) {
    const weights = this.#lines.map((line) => (probe ? probe.carriedBy(line) : weightOf(line)));
    const largest = new Map<number, number>();
    const counts = new Map<number, number>();
    for (const [i, { column }] of this.#lines.entries()) {
      largest.set(column, Math.max(largest.get(column) ?? 0, Math.abs(weights[i] ?? 0)));
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    const [positive, negative, plain] = ["--positive", "--negative", "--pg-ghost"].map(color);
    for (const [i, line] of this.#lines.entries()) {
      const weight = weights[i];
      const share = Math.abs(weight ?? 0) / (largest.get(line.column) || 1);
      if (weight === undefined && (counts.get(line.column) ?? 0) > MOST_PLAIN) continue;
      const isLit = lit && isSame(line, lit) && line.from === lit.from;
      const leads = chosen && chosen.column === line.column && chosen.row === line.row;
      pen.strokeStyle = weight === undefined ? plain : weight < 0 ? negative : positive;
      const more = (counts.get(line.column) ?? 0) > MANY ? WIDTH.moreOfMany : WIDTH.more;
      pen.lineWidth = WIDTH.least + more * share + (isLit ? 2 : 0);
      const alpha = weight === undefined ? ALPHA.least : ALPHA.least + ALPHA.more * share;
      pen.globalAlpha = isLit || leads ? Math.max(alpha, 0.85) : chosen ? alpha * 0.45 : alpha;
      const isFaint = more === WIDTH.moreOfMany && share < FAINT; // its dashes would cost time and not be seen
      pen.setLineDash(weight !== undefined && weight < 0 && !isFaint ? DASHES.negative : []);
      pen.stroke(line.path);
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
    this.#paintScales(pen, layout, largest, probe ? "|w·x|" : "|w|");
  }

  /** Below the lines of two columns: how large the widest of them is. */
  #paintScales(pen: CanvasRenderingContext2D, layout: NetworkLayout, largest: Map<number, number>, name: string) {
    pen.font = "10px sans-serif";
    pen.textAlign = "center";
    pen.fillStyle = color("--pg-axis");
    for (const [column, size] of largest) {
      const [{ x: from }, { x: to }] = layout.columns.slice(column - 1, column + 1);
      if (size) pen.fillText(`${name} ≤ ${brief(size)}`, (from + to) / 2, layout.height - 4);
    }
  }

  #paintTile(pen: CanvasRenderingContext2D, { x, y }: Spot, side: number, tile: Tile | null, isChosen: boolean) {
    const [left, top] = [x - side / 2, y - side / 2];
    pen.save();
    pen.beginPath();
    pen.roundRect(left, top, side, side, Math.min(5, side / 5));
    pen.fillStyle = color("--pg-edge");
    pen.fill();
    if (tile) {
      const small = this.#small;
      Object.assign(small, { width: tile.width, height: Math.ceil(tile.shares.length / tile.width) });
      if (tile.isInk) paintInkShares(small, tile.shares, this.node);
      else paintShares(small, tile.shares, tile.colors);
      pen.clip();
      pen.imageSmoothingEnabled = tile.width > 1;
      pen.drawImage(small, left, top, side, side);
    }
    pen.restore();
    pen.beginPath();
    pen.roundRect(left, top, side, side, Math.min(5, side / 5));
    pen.lineWidth = isChosen ? 2.5 : 1;
    pen.strokeStyle = color(isChosen ? "--pg-axis" : "--pg-ghost");
    pen.stroke();
  }
}

/** At a corner of a unit, the shape of its class in its color. */
function paintMark(pen: CanvasRenderingContext2D, { x, y }: Spot, side: number, { label, color: name }: Mark) {
  const radius = Math.max(4, side / 11);
  outline(pen, label, x + side / 2 - radius, y - side / 2 + radius, radius);
  Object.assign(pen, { fillStyle: color(name), strokeStyle: color("--pg-edge"), lineWidth: 1.5 });
  pen.fill();
  pen.stroke();
}

const isSame = (a: { column: number; row: number }, b: { column: number; row: number } | null) =>
  b !== null && a.column === b.column && a.row === b.row;
