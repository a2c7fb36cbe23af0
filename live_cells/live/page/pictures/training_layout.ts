/** Where the parts of a training's picture stand, and how large they are. */

import type { TrainingData } from "./training_data.ts";

/** Around a plot: for the numbers beside it and below it. */
export const EDGE = { left: 44, right: 10, top: 8, bottom: 22 };
/** The loss below. */
export const CHART = 104;
const WIDEST = 720;
/** Below it, the matrix stands below the weights. */
const NARROW = 520;
const CAPTION = 22;

export type Size = [width: number, height: number];

/** @param room width that there is @returns the parts' sizes; the whole height */
export function trainingLayout(data: TrainingData, room: number) {
  const width = Math.min(room, WIDEST);
  const plot = (height: number): Size => [width, height];
  const main = mainOf(data, width, plot);
  const views = data.curve || data.plane || data.counts || data.updates ? main.height : 0;
  return { ...main, chart: plot(CHART), height: views + CHART };
}

function mainOf(
  { curve, plane, counts, weights, classes }: TrainingData,
  width: number,
  plot: (height: number) => Size,
) {
  const usual = Math.round(Math.min(300, Math.max(210, width * 0.45)));
  const besides = EDGE.left + EDGE.right;
  if (plane) {
    const inner = Math.min(width - besides, Math.round(380 / 0.75));
    const size: Size = [inner + besides, Math.round(inner * 0.75) + EDGE.top + EDGE.bottom];
    return { main: size, pictures: null, isNarrow: false, height: size[1] };
  }
  if (!counts)
    return { main: plot(usual + (curve ? 0 : 20)), pictures: null, isNarrow: false, height: usual + (curve ? 0 : 20) };
  const isNarrow = width < NARROW;
  const half = isNarrow ? width : Math.floor((width - 24) / 2);
  const cell = Math.min(40, Math.floor((Math.min(half, 340) - 64) / classes.length));
  const matrix: Size = [Math.max(cell * classes.length + 64, 200), cell * classes.length + 58];
  const across = weights && weights.shown < 4 ? weights.shown : 4;
  const side = weights ? Math.min(isNarrow ? 60 : 72, Math.floor((half - 8 * (across - 1)) / across)) : 0;
  const down = weights ? Math.ceil(weights.shown / across) : 0;
  const pictures = weights ? { across, side, height: CAPTION + down * (side + 6) } : null;
  const besidesWeights = pictures?.height ?? 0;
  const height = isNarrow ? matrix[1] + (pictures ? besidesWeights + 12 : 0) : Math.max(matrix[1], besidesWeights);
  return { main: matrix, pictures, isNarrow, height: Math.max(height, usual) };
}
