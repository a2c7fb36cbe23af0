/** A run along time, on one canvas: what its model said after some epochs, its loss below, and where the playhead stands. */

import { required } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { DASHES } from "../parts/marks.ts";
import { color } from "../parts/pixels.ts";
import type { Figures } from "../run_record.ts";
import { allChanges, epochsIn, setupAfter } from "../setup/phases.ts";
import { isMnist, type Setup } from "../setup/setup.ts";
import { thumbnail } from "./thumbnails.ts";

/** Pixels: of a picture's side, between two, and of the curve below. */
const THUMB = 34;
const GAP = 2;
const CURVE = 20;
const HEIGHT = THUMB + GAP + CURVE;
/** Below those, the numbers of the epochs. */
const AXIS = 12;

/** Pixels of a strip. */
export const heightOf = (hasAxis: boolean) => HEIGHT + (hasAxis ? AXIS : 0);

export type Shown = Figures & { setup: Setup };
/** What all strips have in common: the epochs from the left end to the right, and the largest loss. */
export type Scale = { epochs: number; loss: number };

/** @param runs all that are shown */
export function scaleOf(runs: Shown[]): Scale {
  const losses = runs.flatMap(({ rows }) => rows.map((row) => row["validation loss"] ?? 0)).filter(Number.isFinite);
  return {
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
  const height = Math.round(heightOf(hasAxis) * ratio);
  if (canvas.height !== height) canvas.height = height;
  const pen = required(canvas.getContext("2d"));
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, heightOf(hasAxis));
  const { setup, rows, parent } = run;
  const xOf = (epoch: number) => placeOf(epoch, scale.epochs, width);
  const shared = parent ? epochsIn(setup, parent.step) : 0;
  const every = stride(scale.epochs, width);
  paintRuler(pen, xOf, rows.length);
  if (hasAxis) paintAxis(pen, xOf, scale.epochs, width);
  if (!isMnist(setup)) paintThumbnails(pen, run, { every, xOf, width, shared });
  for (const [key, isDashed] of CURVES) paintCurve(pen, run, key, isDashed, scale, xOf);
  if (parent) paintLine(pen, xOf(shared), "--pg-axis", [2, 2]);
  const changed = [...allChanges(setup).map(({ step }) => step), ...setup.earlier.map(({ until }) => until)];
  for (const step of changed) if (Number.isFinite(step)) paintTick(pen, xOf(epochsIn(setup, step)));
  if (playhead !== null) paintPlayhead(pen, xOf(epochsIn(setup, playhead)));
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
function stride(epochs: number, width: number) {
  const room = (width - 2 * END) / (THUMB + GAP);
  let every = 1;
  while (epochs / every > room) every = every === 1 ? 2 : Math.log2(every) % 1 ? (every / 3) * 4 : (every / 2) * 3;
  return every;
}

/** Pixels from one number of the axis to the next. */
const APART = 60;

function paintAxis(pen: CanvasRenderingContext2D, xOf: (epoch: number) => number, epochs: number, width: number) {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => (width * one) / epochs >= APART) ?? 1000;
  pen.fillStyle = color("--pg-axis");
  pen.font = "10px sans-serif";
  for (let epoch = 0; epoch <= epochs; epoch += every) {
    const x = xOf(epoch);
    pen.fillRect(x - 0.5, HEIGHT, 1, 3);
    pen.textAlign = epoch === 0 ? "left" : x > width - 14 ? "right" : "center";
    pen.fillText(String(epoch), epoch === 0 ? 0 : x > width - 14 ? width : x, HEIGHT + AXIS - 1);
  }
}

function paintRuler(pen: CanvasRenderingContext2D, xOf: (epoch: number) => number, epochs: number) {
  pen.fillStyle = color("--pg-grid");
  pen.fillRect(xOf(0), THUMB + GAP, xOf(epochs) - xOf(0), CURVE);
}

/** Pictures on a band, each from its epoch on to the right. */
function paintThumbnails(
  pen: CanvasRenderingContext2D,
  { id, setup, moments }: Shown,
  { every, xOf, width, shared }: { every: number; xOf: (epoch: number) => number; width: number; shared: number },
) {
  pen.fillStyle = color("--pg-grid");
  pen.fillRect(xOf(0), 0, Math.min(xOf(moments.length - 1) + THUMB, width) - xOf(0), THUMB);
  pen.imageSmoothingEnabled = true;
  for (let epoch = 0; epoch < moments.length; epoch += every) {
    const numbers = moments[epoch];
    const left = xOf(epoch);
    if (!numbers || left + THUMB / 2 > width) continue;
    pen.globalAlpha = epoch < shared ? 0.35 : 1;
    const side = Math.min(THUMB, width - left);
    pen.fillStyle = color("--pg-edge");
    pen.fillRect(left, 0, side, THUMB);
    pen.drawImage(
      thumbnail(`${id} ${epoch}`, setupAfter(setup, epoch), numbers),
      0,
      0,
      (18 * side) / THUMB,
      18,
      left,
      0,
      side,
      THUMB,
    );
  }
  pen.globalAlpha = 1;
}

function paintCurve(
  pen: CanvasRenderingContext2D,
  { rows }: Shown,
  key: string,
  isDashed: boolean,
  { loss: most }: Scale,
  xOf: (epoch: number) => number,
) {
  pen.beginPath();
  for (const [i, row] of rows.entries()) {
    const value = row[key];
    if (typeof value !== "number") continue;
    const y = HEIGHT - 1 - Math.min(value / (most || 1), 1) * (CURVE - 2);
    pen.lineTo(xOf(i + 1), y);
  }
  pen.setLineDash(isDashed ? DASHES.validation : []);
  pen.lineWidth = 1.5;
  pen.strokeStyle = color(isDashed ? "--pg-validation" : "--pg-training");
  pen.stroke();
  pen.setLineDash([]);
}

function paintLine(pen: CanvasRenderingContext2D, x: number, name: string, dash: number[]) {
  pen.setLineDash(dash);
  pen.strokeStyle = color(name);
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x, 0);
  pen.lineTo(x, HEIGHT);
  pen.stroke();
  pen.setLineDash([]);
}

/** Something was changed there. */
function paintTick(pen: CanvasRenderingContext2D, x: number) {
  pen.fillStyle = color("--pg-axis");
  pen.beginPath();
  pen.moveTo(x - 3, HEIGHT);
  pen.lineTo(x + 3, HEIGHT);
  pen.lineTo(x, HEIGHT - 5);
  pen.fill();
}

function paintPlayhead(pen: CanvasRenderingContext2D, x: number) {
  pen.fillStyle = color("--accent");
  pen.fillRect(x - 1, 0, 2, HEIGHT);
  pen.beginPath();
  pen.arc(x, THUMB + GAP, 5, 0, 2 * Math.PI);
  pen.fill();
}
