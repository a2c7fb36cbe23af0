/** The ground of a surface: bands of color from low to high, and the lines between them with their heights. */

import type { Place, SurfaceData } from "./surface_data.ts";

/** Where the window is in the drawing. */
export class Frame {
  left = 44;
  top = 8;
  width: number;
  height: number;
  #data;

  constructor(data: SurfaceData, room: number) {
    this.#data = data;
    this.width = Math.max(200, Math.min(room, 720) - this.left - 12);
    this.height = Math.round(Math.min(340, Math.max(190, this.width * 0.55)));
  }

  get size() {
    return [this.left + this.width + 12, this.top + this.height + 40];
  }

  to = ([a, b]: Place): Place => {
    const { x, y } = this.#data;
    const across = (a - x[0]) / (x[1] - x[0]);
    const up = (b - y[0]) / (y[1] - y[0]);
    return [this.left + this.width * across, this.top + this.height * (1 - up)];
  };

  /** The place of a point of the drawing, within the window. */
  from(across: number, down: number): Place {
    const { x, y } = this.#data;
    const share = (value: number) => Math.min(1, Math.max(0, value));
    return [
      x[0] + share((across - this.left) / this.width) * (x[1] - x[0]),
      y[1] - share((down - this.top) / this.height) * (y[1] - y[0]),
    ];
  }
}

/** From low to high: viridis, whose steps differ without red and green, and in gray. */
const COLORS = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"];
/** Of 255: what is drawn above it stays readable in both schemes. */
const OPAQUE = 120;

const channels = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** @param share of the way from low to high */
export function colorAt(share: number): number[] {
  const at = Math.min(Math.max(share, 0), 1) * (COLORS.length - 1);
  const low = Math.min(Math.floor(at), COLORS.length - 2);
  const [from, to] = [channels(COLORS[low]), channels(COLORS[low + 1])];
  return from.map((one, i) => Math.round(one + (at - low) * (to[i] - one)));
}

export function paintBands(canvas: HTMLCanvasElement, { heights, levels }: SurfaceData, frame: Frame) {
  const { width, height } = frame;
  canvas.width = Math.round(width);
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  const bands = Array.from({ length: levels.length + 1 }, (_, i) => [...colorAt(i / (levels.length || 1)), OPAQUE]);
  const [rows, columns] = [heights.length - 1, heights[0].length - 1];
  for (let down = 0; down < canvas.height; down++) {
    const y = rows * (1 - (down + 0.5) / canvas.height);
    const row = Math.floor(y);
    for (let across = 0; across < canvas.width; across++) {
      const x = (columns * (across + 0.5)) / canvas.width;
      const column = Math.floor(x);
      const [low, high] = [heights[row], heights[row + 1]].map(
        (line) => line[column] + (x - column) * (line[column + 1] - line[column]),
      );
      const value = low + (y - row) * (high - low);
      const band = levels.reduce((count, level) => count + Number(level <= value), 0);
      image.data.set(bands[band], 4 * (down * canvas.width + across));
    }
  }
  context.putImageData(image, 0, 0);
}

export type Piece = [from: Place, to: Place];
export type Contour = { level: number; line: string; label?: Place };

/** Each level's line, and a place for its label that is far from those of the others. */
export function contours(data: SurfaceData, frame: Frame): Contour[] {
  const labels: Place[] = [];
  return data.levels.map((level) => {
    const pieces = piecesOf(data.heights, level).map(
      ([from, to]): Piece => [frame.to(inWindow(data, from)), frame.to(inWindow(data, to))],
    );
    const round = (value: number) => value.toFixed(1);
    const line = pieces.map(([from, to]) => `M${from.map(round).join(" ")}L${to.map(round).join(" ")}`).join("");
    const label = farthest(
      pieces.map(([from]) => from),
      labels,
      frame,
    );
    if (label) labels.push(label);
    return { level, line, label };
  });
}

const inWindow = ({ x, y, heights }: SurfaceData, [column, row]: Place): Place => [
  x[0] + (column / (heights[0].length - 1)) * (x[1] - x[0]),
  y[0] + (row / (heights.length - 1)) * (y[1] - y[0]),
];

function farthest(places: Place[], others: Place[], { left, top, width, height }: Frame) {
  let best: Place | undefined;
  let most = 26; // nearer labels would touch
  for (const [x, y] of places) {
    const edge = Math.min(x - left - 14, left + width - 14 - x, y - top - 8, top + height - 8 - y);
    const near = Math.min(90, ...others.map(([a, b]) => Math.hypot(x - a, y - b)));
    if (edge > 0 && near > most) [best, most] = [[x, y], near];
  }
  return best;
}

/** Pieces of a line of one height, in columns and rows of the grid: of each triangle, at most one. */
export function piecesOf(heights: number[][], level: number): Piece[] {
  const found: Piece[] = [];
  const at = ([column, row]: Place) => heights[row][column];
  for (let row = 0; row + 1 < heights.length; row++)
    for (let column = 0; column + 1 < heights[0].length; column++) {
      const square: Place[] = [
        [column, row],
        [column + 1, row],
        [column + 1, row + 1],
        [column, row + 1],
      ];
      for (const corners of [square.slice(0, 3), [square[0], square[2], square[3]]]) {
        const ends = corners.flatMap((one, i): Place[] => {
          const other = corners[(i + 1) % 3];
          if (at(one) < level === at(other) < level) return [];
          const share = (level - at(one)) / (at(other) - at(one));
          return [[one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])]];
        });
        if (ends.length === 2) found.push([ends[0], ends[1]]);
      }
    }
  return found;
}
