/** The ground of the network on the stage: its lines and what its units show, on one canvas, painted anew at each change. */

import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { color, paintInkShares, paintShares } from "../parts/pixels.ts";
import { type Edge, edgePath, type NetworkLayout, type Spot } from "./network_layout.ts";

/** A small picture, row by row: numbers from -1 to 1, or ink from 0 to 1. */
export type Tile = { shares: ArrayLike<number>; width: number; isInk?: boolean };

/** What is painted: what a unit shows, and the weight of a line; lines without a number are plain. */
export type Drawn = {
  tileOf: (spot: Spot) => Tile | null;
  weightOf: (edge: Edge) => number | undefined;
};

const WIDTH = { least: 0.5, more: 3.2, moreOfMany: 2.2 };
/** Lines between two columns that are many. */
const MANY = 100;
const ALPHA = { least: 0.18, more: 0.82 };
/** Lines between two columns, if more would show nothing. */
const MOST_PLAIN = 200;

type Line = Edge & { path: Path2D };

export class Painting {
  node = text("canvas", "pg-net-ground");
  #layout: NetworkLayout | null = null;
  #lines: Line[] = [];
  #small = document.createElement("canvas");

  constructor() {
    this.node.setAttribute("aria-hidden", "true");
  }

  lay(layout: NetworkLayout) {
    this.#layout = layout;
    const scale = Math.max(devicePixelRatio || 1, 1);
    Object.assign(this.node, { width: Math.round(layout.width * scale), height: Math.round(layout.height * scale) });
    Object.assign(this.node.style, { width: `${layout.width}px`, height: `${layout.height}px` });
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
    const scale = Math.max(devicePixelRatio || 1, 1);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, this.node.width, this.node.height);
    if (!layout) return;
    this.#paintLines(pen, drawn, lit, chosen);
    for (const { spots, side } of layout.columns)
      for (const spot of spots) this.#paintTile(pen, spot, side, drawn.tileOf(spot), isSame(spot, chosen));
  }

  #paintLines(pen: CanvasRenderingContext2D, { weightOf }: Drawn, lit: Edge | null, chosen: Spot | null) {
    const weights = this.#lines.map((line) => weightOf(line));
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
      pen.stroke(line.path);
    }
    pen.globalAlpha = 1;
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
      else paintShares(small, tile.shares);
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

const isSame = (a: { column: number; row: number }, b: { column: number; row: number } | null) =>
  b !== null && a.column === b.column && a.row === b.row;
