/** Where the parts of a training's picture stand, and how large they are. */

import type { TrainingData } from "./training_data.ts";

/** Around a plot: for the numbers beside it and below it. */
export const EDGE = { left: 44, right: 16, top: 8, bottom: 22 };
/** The loss below. */
export const CHART = 104;
const WIDEST = 720;
/** Below it, the matrix stands below the weights. */
const NARROW = 520;
const CAPTION = 22;
/** Width of a plane at the most; between matrix and weights; a line of words. */
const PLANE = 506;
const BETWEEN = 24;
const ROW = 26;
/** What a matrix needs beside its cells, and above and below them. */
export const MATRIX = { beside: 64, above: 58 };

export type Size = [width: number, height: number];

/** Pictures of weights: so many beside each other, each so large. */
type Board = { across: number; side: number; height: number };
/** `views`: the height of what stands above the loss. */
type Main = { main: Size; board: Board | null; isNarrow: boolean; views: number };

/** @param room width that there is @returns the parts' sizes; the whole height */
export function trainingLayout(data: TrainingData, room: number) {
  const width = Math.min(room, WIDEST);
  const found = data.plane ? planeSize(width) : data.counts ? classesSize(data, width) : plotSize(data, width);
  const hasScale = Boolean(data.weights || data.plane?.says === "value");
  const rows = Number(hasLegend(data)) + Number(hasScale && width < NARROW && Boolean(data.updates));
  const chart: Size = [width, CHART];
  return { ...found, chart, height: found.views + CHART + rows * ROW };
}

/** Are there marks whose meaning has to be said? */
const hasLegend = ({ plane }: TrainingData) => Boolean(plane && plane.says !== "value");

const usual = (width: number) => Math.round(Math.min(300, Math.max(210, width * 0.45)));

function plotSize({ curve, updates }: TrainingData, width: number): Main {
  const views = curve || updates ? usual(width) : 0;
  return { main: [width, views], board: null, isNarrow: false, views };
}

function planeSize(width: number): Main {
  const inner = Math.min(width - EDGE.left - EDGE.right, PLANE);
  const views = Math.round(inner * 0.75) + EDGE.top + EDGE.bottom;
  return { main: [inner + EDGE.left + EDGE.right, views], board: null, isNarrow: false, views };
}

function classesSize({ weights, classes }: TrainingData, width: number): Main {
  const isNarrow = width < NARROW;
  const half = isNarrow ? width : Math.floor((width - BETWEEN) / 2);
  const cell = Math.min(40, Math.floor((Math.min(half, 340) - MATRIX.beside) / classes.length));
  const main: Size = [Math.max(cell * classes.length + MATRIX.beside, 200), cell * classes.length + MATRIX.above];
  const board = weights ? boardSize(weights.shown, half, isNarrow ? 60 : 72) : null;
  const stacked = main[1] + (board ? board.height + BETWEEN / 2 : 0);
  const views = isNarrow ? stacked : Math.max(main[1], board?.height ?? 0);
  return { main, board, isNarrow, views: Math.max(views, usual(width)) };
}

function boardSize(shown: number, room: number, most: number): Board {
  const across = Math.min(shown, 4);
  const side = Math.min(most, Math.floor((room - 8 * (across - 1)) / across));
  return { across, side, height: CAPTION + Math.ceil(shown / across) * (side + 6) };
}
