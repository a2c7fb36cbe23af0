/** A run along time, on one canvas: what its model said after some epochs, its loss below, and where the playhead stands. */

import { required } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { DASHES } from "../parts/marks.ts";
import { color } from "../parts/pixels.ts";
import type { Figures } from "../run_record.ts";
import { allChanges, epochsIn, setupAfter } from "../setup/phases.ts";
import { isMnist, type Setup } from "../setup/setup.ts";
import { thumbnail } from "./thumbnails.ts";

/** Pixels: of a picture's side, and of the curve below; two strips are no higher than one. */
type Size = { thumb: number; curve: number };
const ALONE: Size = { thumb: 34, curve: 20 };
const ONE_OF_MANY: Size = { thumb: 18, curve: 12 };
/** Between two pictures, and above the curve. */
const GAP = 2;
/** Below those, the numbers of the epochs. */
const AXIS = 12;

/** Pixels of a strip. */
export const heightOf = ({ thumb, curve }: Size, hasAxis: boolean) => thumb + GAP + curve + (hasAxis ? AXIS : 0);

export type Shown = Figures & { setup: Setup };
/** What all strips have in common: the epochs from the left end to the right, the largest loss, their size. */
export type Scale = Size & { epochs: number; loss: number };

/** @param runs all that are shown */
export function scaleOf(runs: Shown[]): Scale {
  const losses = runs.flatMap(({ rows }) => rows.map((row) => row["validation loss"] ?? 0)).filter(Number.isFinite);
  return {
    ...(runs.length > 1 ? ONE_OF_MANY : ALONE),
    epochs: Math.max(20, ...runs.map(({ rows }) => rows.length)),
    loss: losses.reduce((a, b) => Math.max(a, b), 0),
  };
}

/** @param playhead the step that is shown; null: it is on no strip @param hasAxis are the epochs numbered? */
export function paintStrip(
  canvas: HTMLCanvasElement,
  run: Shown,
  scale: Scale,
  { playhead, hasAxis }: { playhead: number | null; hasAxis: boolean },
) {
  const ratio = Math.max(devicePixelRatio || 1, 1);
  const width = canvas.clientWidth;
  if (!width) return;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  const high = heightOf(scale, hasAxis);
  const height = Math.round(high * ratio);
  canvas.style.height = `${high}px`;
  if (canvas.height !== height) canvas.height = height;
  const pen = required(canvas.getContext("2d"));
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, high);
  const { setup, rows, parent } = run;
  const xOf = (epoch: number) => placeOf(epoch, scale.epochs, width);
  const shared = parent ? epochsIn(setup, parent.step) : 0;
  const every = stride(scale, width);
  const bottom = heightOf(scale, false);
  paintRuler(pen, xOf, rows.length, scale);
  if (hasAxis) paintAxis(pen, xOf, scale, width);
  if (!isMnist(setup)) paintThumbnails(pen, run, { every, xOf, width, shared, thumb: scale.thumb });
  for (const [key, isDashed] of CURVES) paintCurve(pen, run, key, isDashed, scale, xOf);
  if (parent) paintLine(pen, xOf(shared), bottom);
  const changed = [...allChanges(setup).map(({ step }) => step), ...setup.earlier.map(({ until }) => until)];
  for (const step of changed) if (Number.isFinite(step)) paintTick(pen, xOf(epochsIn(setup, step)), bottom);
  if (playhead !== null) paintPlayhead(pen, xOf(epochsIn(setup, playhead)), scale);
}

const CURVES: [key: string, isDashed: boolean][] = [
  ["training loss", false],
  ["validation loss", true],
];

/** Pixels at either end: half of the playhead. */
const END = 6;
const placeOf = (epoch: number, epochs: number, width: number) => END + (epoch / epochs) * (width - 2 * END);

/** The epoch at a place of a strip. */
export const epochAt = (x: number, width: number, { epochs }: Scale) =>
  Math.min(Math.max(Math.round(((x - END) / (width - 2 * END)) * epochs), 0), epochs);

/**
 * Every so many epochs a picture. Most pictures stay the same while epochs come, for the strides are multiples of each
 * other, but for the step from 2 to 3.
 */
function stride({ epochs, thumb }: Scale, width: number) {
  const room = (width - 2 * END) / (thumb + GAP);
  let every = 1;
  while (epochs / every > room) every = every === 1 ? 2 : Math.log2(every) % 1 ? (every / 3) * 4 : (every / 2) * 3;
  return every;
}

/** Pixels from one number of the axis to the next. */
const APART = 60;

function paintAxis(pen: CanvasRenderingContext2D, xOf: (epoch: number) => number, scale: Scale, width: number) {
  const { epochs } = scale;
  const top = heightOf(scale, false);
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => (width * one) / epochs >= APART) ?? 1000;
  pen.fillStyle = color("--pg-axis");
  pen.font = "10px sans-serif";
  for (let epoch = 0; epoch <= epochs; epoch += every) {
    const x = xOf(epoch);
    pen.fillRect(x - 0.5, top, 1, 3);
    pen.textAlign = epoch === 0 ? "left" : x > width - 14 ? "right" : "center";
    pen.fillText(String(epoch), epoch === 0 ? 0 : x > width - 14 ? width : x, top + AXIS - 1);
  }
}

function paintRuler(
  pen: CanvasRenderingContext2D,
  xOf: (epoch: number) => number,
  epochs: number,
  { thumb, curve }: Size,
) {
  pen.fillStyle = color("--pg-grid");
  pen.fillRect(xOf(0), thumb + GAP, xOf(epochs) - xOf(0), curve);
}

/** Pictures on a band, each from its epoch on to the right. */
function paintThumbnails(
  pen: CanvasRenderingContext2D,
  { id, setup, moments }: Shown,
  {
    every,
    xOf,
    width,
    shared,
    thumb,
  }: { every: number; xOf: (epoch: number) => number; width: number; shared: number; thumb: number },
) {
  pen.fillStyle = color("--pg-grid");
  pen.fillRect(xOf(0), 0, Math.min(xOf(moments.length - 1) + thumb, width) - xOf(0), thumb);
  pen.imageSmoothingEnabled = true;
  for (let epoch = 0; epoch < moments.length; epoch += every) {
    const numbers = moments[epoch];
    const left = xOf(epoch);
    if (!numbers || left + thumb / 2 > width) continue;
    pen.globalAlpha = epoch < shared ? 0.35 : 1;
    const side = Math.min(thumb, width - left);
    pen.fillStyle = color("--pg-edge");
    pen.fillRect(left, 0, side, thumb);
    pen.drawImage(
      thumbnail(`${id} ${epoch}`, setupAfter(setup, epoch), numbers),
      0,
      0,
      (18 * side) / thumb,
      18,
      left,
      0,
      side,
      thumb,
    );
  }
  pen.globalAlpha = 1;
}

function paintCurve(
  pen: CanvasRenderingContext2D,
  { rows }: Shown,
  key: string,
  isDashed: boolean,
  scale: Scale,
  xOf: (epoch: number) => number,
) {
  pen.beginPath();
  for (const [i, row] of rows.entries()) {
    const value = row[key];
    if (typeof value !== "number") continue;
    const y = heightOf(scale, false) - 1 - Math.min(value / (scale.loss || 1), 1) * (scale.curve - 2);
    pen.lineTo(xOf(i + 1), y);
  }
  pen.setLineDash(isDashed ? DASHES.validation : []);
  pen.lineWidth = 1.5;
  pen.strokeStyle = color(isDashed ? "--pg-validation" : "--pg-training");
  pen.stroke();
  pen.setLineDash([]);
}

/** The runs are the same up to there. */
function paintLine(pen: CanvasRenderingContext2D, x: number, bottom: number) {
  pen.setLineDash([2, 2]);
  pen.strokeStyle = color("--pg-axis");
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, bottom);
  pen.stroke();
  pen.setLineDash([]);
}

/** Something was changed there. */
function paintTick(pen: CanvasRenderingContext2D, x: number, bottom: number) {
  pen.fillStyle = color("--pg-axis");
  pen.beginPath();
  pen.moveTo(x - 3, bottom);
  pen.lineTo(x + 3, bottom);
  pen.lineTo(x, bottom - 5);
  pen.fill();
}

function paintPlayhead(pen: CanvasRenderingContext2D, x: number, size: Size) {
  pen.fillStyle = color("--accent");
  pen.fillRect(x - 1, 0, 2, heightOf(size, false));
  pen.beginPath();
  pen.arc(x, size.thumb + GAP, 5, 0, 2 * Math.PI);
  pen.fill();
}
