/** The drawing of a loss surface: colors, contour lines, the run's path, the ball, arrows, a scale with numbers. */

import { required } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { color } from "../parts/pixels.ts";
import type { Place, Plane } from "./directions.ts";
import { type LossField, SIDE } from "./field.ts";

export type Arrow = { along: Place; name: string; isDashed: boolean };
export type SurfaceDrawing = {
  field: LossField;
  path: Place[];
  ball: Place;
  /** Each from the ball, in the plane's own lengths. */
  arrows: Arrow[];
};

/** From a low loss to a high one; each is lighter than the one before, so they differ without color, too. */
const TINTS = ["#26185c", "#323f8c", "#2d6a9d", "#2a919b", "#3fb58a", "#88d26b", "#dfe25a", "#fff7b8"].map((hex) =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
);
const CONTOURS = 9;
/** Losses below this look alike. */
const LEAST = 1e-6;
const BALL = 9;

type Limits = { low: number; high: number };

/** On a scale of ratios: valleys would be all alike else. */
const shareOf = (loss: number, { low, high }: Limits) =>
  high > low ? Math.min(Math.max((Math.log(Math.max(loss, LEAST)) - low) / (high - low), 0), 1) : 0;

export function limitsOf({ losses }: LossField): Limits {
  const known = losses.filter((loss) => Number.isFinite(loss));
  const [low, high] = known.reduce(([a, b], loss) => [Math.min(a, loss), Math.max(b, loss)], [Infinity, LEAST]);
  return { low: Math.log(Math.max(Math.min(low, high), LEAST)), high: Math.log(high) };
}

/** Where on a canvas of that many pixels a place of the plane is. */
export function pixelOf({ center, reach }: Plane, [x, y]: Place, pixels: number): Place {
  const half = (SIDE - 1) / 2;
  const along = (way: number) => ((half * (1 + way / reach) + 0.5) / SIDE) * pixels;
  return [along(x - center[0]), along(center[1] - y)];
}

/** The place of the plane at a share of the drawing's sides, from the top left. */
export function placeAt({ center, reach }: Plane, [x, y]: Place): Place {
  const half = (SIDE - 1) / 2;
  const way = (share: number) => reach * ((share * SIDE - 0.5) / half - 1);
  return [center[0] + way(x), center[1] - way(y)];
}

/** @param small where the fields are painted first @param pixels of a side on the page */
export function paintSurface(
  canvas: HTMLCanvasElement,
  small: HTMLCanvasElement,
  { field, path, ball, arrows }: SurfaceDrawing,
  pixels: number,
) {
  const scale = Math.max(devicePixelRatio || 1, 1);
  const size = Math.round(pixels * scale);
  if (canvas.width !== size) Object.assign(canvas, { width: size, height: size });
  const pen = required(canvas.getContext("2d"));
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, pixels, pixels);
  const limits = limitsOf(field);
  paintFields(small, field, limits);
  pen.imageSmoothingEnabled = field.isComplete;
  pen.drawImage(small, 0, 0, pixels, pixels);
  if (field.isComplete) paintContours(pen, field, limits, pixels);
  const at = (place: Place) => pixelOf(field.plane, place, pixels);
  twice(pen, [4, 1.8], () => {
    pen.beginPath();
    for (const place of path) pen.lineTo(...at(place));
    pen.stroke();
  });
  const [x, y] = at(ball);
  for (const { along, name, isDashed } of arrows) {
    const [toX, toY] = at([ball[0] + along[0], ball[1] + along[1]]);
    paintArrow(pen, { from: [x, y], to: [toX, toY] }, { name, isDashed });
  }
  pen.beginPath();
  pen.arc(x, y, BALL, 0, 2 * Math.PI);
  Object.assign(pen, { fillStyle: "#ffffff", strokeStyle: "#1a1030", lineWidth: 3 });
  pen.fill();
  pen.stroke();
}

function paintFields(small: HTMLCanvasElement, field: LossField, limits: Limits) {
  if (small.width !== SIDE) Object.assign(small, { width: SIDE, height: SIDE });
  const image = new ImageData(SIDE, SIDE);
  for (let row = 0; row < SIDE; row += 1)
    for (let column = 0; column < SIDE; column += 1) {
      const loss = field.known(column, row);
      if (Number.isNaN(loss) && !field.isComplete) continue;
      image.data.set([...tint(Number.isFinite(loss) ? shareOf(loss, limits) : 1), 255], 4 * (row * SIDE + column));
    }
  required(small.getContext("2d")).putImageData(image, 0, 0);
}

function tint(share: number) {
  const at = share * (TINTS.length - 1);
  const low = Math.min(Math.floor(at), TINTS.length - 2);
  return TINTS[low].map((one, i) => Math.round(one + (at - low) * (TINTS[low + 1][i] - one)));
}

/** Lines of the same loss. */
function paintContours(pen: CanvasRenderingContext2D, { losses }: LossField, limits: Limits, pixels: number) {
  const shares = losses.map((loss) => shareOf(loss, limits));
  const step = pixels / SIDE;
  Object.assign(pen, { strokeStyle: "#ffffff66", lineWidth: 1 });
  pen.beginPath();
  for (let row = 0; row < SIDE - 1; row += 1)
    for (let column = 0; column < SIDE - 1; column += 1) {
      const corners = CORNERS.map(([x, y]) => shares[(row + y) * SIDE + column + x]);
      for (let level = 1; level <= CONTOURS; level += 1)
        for (const [i, [x, y]] of crossings(corners, level / (CONTOURS + 1)).entries()) {
          const place = [(column + x + 0.5) * step, (row + y + 0.5) * step] as const;
          if (i % 2) pen.lineTo(...place);
          else pen.moveTo(...place);
        }
    }
  pen.stroke();
}

/** Around a square: from the top left. */
const CORNERS: Place[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

/** Where a level crosses the sides of a square. */
function crossings(corners: number[], level: number): Place[] {
  return corners.flatMap((here, i): Place[] => {
    const next = (i + 1) % 4;
    const there = corners[next];
    if (here < level === there < level) return [];
    const share = (level - here) / (there - here);
    const [[x0, y0], [x1, y1]] = [CORNERS[i], CORNERS[next]];
    return [[x0 + share * (x1 - x0), y0 + share * (y1 - y0)]];
  });
}

type Ends = { from: Place; to: Place };

function paintArrow(pen: CanvasRenderingContext2D, { from, to }: Ends, { name, isDashed }: Omit<Arrow, "along">) {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(x, y);
  if (length < 3) return;
  const angle = Math.atan2(y, x);
  const barb = (turn: number): Place => [to[0] - 9 * Math.cos(angle + turn), to[1] - 9 * Math.sin(angle + turn)];
  for (const [width, stroke] of [
    [6, "#ffffff"],
    [3, color(name)],
  ] as const) {
    Object.assign(pen, { lineWidth: width, strokeStyle: stroke, lineCap: "round" });
    pen.setLineDash(isDashed ? [7, 6] : []);
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(...barb(0.5));
    pen.lineTo(...to);
    pen.lineTo(...barb(-0.5));
    pen.stroke();
  }
}

/** In dark, and over that in light: it shows on each tint. */
function twice(pen: CanvasRenderingContext2D, [dark, light]: Place, draw: () => void) {
  for (const [lineWidth, strokeStyle] of [
    [dark, "#1a1030"],
    [light, "#ffffff"],
  ] as const) {
    Object.assign(pen, { lineWidth, strokeStyle, lineJoin: "round" });
    draw();
  }
}

/** The colors as a strip, and the losses along it. */
export function scaleOf(field: LossField): { gradient: string; ticks: string[] } {
  const { low, high } = limitsOf(field);
  const stops = TINTS.map((_, i) => `rgb(${TINTS[i].join()})`).join();
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => brief(Math.exp(low + share * (high - low)), 3));
  return { gradient: `linear-gradient(to right, ${stops})`, ticks };
}
