/** Over the network: what of the gradient goes along its lines, and what of it reaches its units. */

import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { color } from "../parts/pixels.ts";
import { type Edge, edgePath, type NetworkLayout, type Spot } from "./network_layout.ts";

export type Overlay = {
  /** What goes along a line; undefined: the line has no part in it. */
  carriedBy: (edge: Edge) => number | undefined;
  /** The number of a unit; undefined: it has none. */
  labelOf: (spot: Spot) => number | undefined;
  /** Does a unit let nothing through? */
  isStopped: (spot: Spot) => boolean;
  /** What a line is called; nothing: as it is called without this. */
  edgeName: (edge: Edge) => string;
  /** How much of the drawing is reached, from the right; 1: all of it. */
  reached: number;
};

const WIDTH = { least: 0.7, more: 4.3 };
/** Pixels of the front of what comes from the right, and how much wider lines are there. */
const FRONT = { pixels: 44, wider: 2.5 };
/** A share of the largest below which a line is left out. */
const LEAST = 0.004;

export class OverlaySheet {
  node = text("canvas", "pg-net-overlay");
  #layout: NetworkLayout | null = null;
  #scale = 1;

  constructor() {
    this.node.setAttribute("aria-hidden", "true");
  }

  /** @param scale pixels of the canvas for one of the drawing */
  lay(layout: NetworkLayout, scale: number) {
    this.#layout = layout;
    this.#scale = scale;
    Object.assign(this.node, { width: Math.round(layout.width * scale), height: Math.round(layout.height * scale) });
    Object.assign(this.node.style, { width: `${layout.width}px`, height: `${layout.height}px` });
  }

  paint(overlay: Overlay | null) {
    const layout = this.#layout;
    const pen = required(this.node.getContext("2d"));
    pen.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    pen.clearRect(0, 0, this.node.width, this.node.height);
    if (!layout || !overlay) return;
    const front = layout.width * (1 - overlay.reached);
    this.#paintLines(pen, layout, overlay, front);
    for (const { spots, side } of layout.columns)
      for (const spot of spots) if (spot.x >= front) paintUnit(pen, spot, side, overlay);
  }

  #paintLines(pen: CanvasRenderingContext2D, layout: NetworkLayout, { carriedBy, reached }: Overlay, front: number) {
    const lines = layout.columns.flatMap(({ spots }, column) =>
      column === 0
        ? []
        : spots.flatMap(({ row }) =>
            layout.columns[column - 1].spots.flatMap(({ row: from }) => {
              const edge = { column, row, from };
              const carried = carriedBy(edge);
              return carried ? [{ path: edgePath(layout, edge), carried }] : [];
            }),
          ),
    );
    const largest = lines.reduce((most, { carried }) => Math.max(most, Math.abs(carried)), 0) || 1;
    const [positive, negative] = ["--positive", "--negative"].map(color);
    const stroke = (from: number, to: number, wider: number) => {
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, to - from, layout.height);
      pen.clip();
      for (const { path, carried } of lines) {
        const share = Math.abs(carried) / largest;
        if (share < LEAST) continue;
        pen.strokeStyle = carried < 0 ? negative : positive;
        pen.lineWidth = WIDTH.least + WIDTH.more * Math.sqrt(share) + wider;
        pen.stroke(path);
      }
      pen.restore();
    };
    stroke(front, layout.width, 0);
    if (reached < 1) stroke(front, front + FRONT.pixels, FRONT.wider);
  }
}

function paintUnit(pen: CanvasRenderingContext2D, spot: Spot, side: number, { labelOf, isStopped }: Overlay) {
  const value = labelOf(spot);
  const isOff = isStopped(spot);
  if (value === undefined && !isOff) return;
  const [left, top] = [spot.x - side / 2, spot.y - side / 2];
  pen.beginPath();
  pen.roundRect(left, top, side, side, Math.min(5, side / 5));
  Object.assign(pen, { fillStyle: color(isOff ? "--pg-stopped" : "--pg-edge"), lineWidth: 2 });
  pen.fill();
  pen.strokeStyle = isOff || !value ? color("--pg-ghost") : color(value < 0 ? "--negative" : "--positive");
  pen.stroke();
  if (isOff) {
    pen.beginPath();
    pen.moveTo(left + 3, top + side - 3);
    pen.lineTo(left + side - 3, top + 3);
    pen.stroke();
  }
  pen.font = `600 ${Math.max(8, Math.min(10, side / 3.4))}px sans-serif`;
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineWidth: 3 });
  Object.assign(pen, { fillStyle: color("--pg-axis"), strokeStyle: color(isOff ? "--pg-stopped" : "--pg-edge") });
  const words = isOff ? "0" : brief(value ?? 0, 3);
  pen.strokeText(words, spot.x, spot.y);
  pen.fillText(words, spot.x, spot.y);
}
