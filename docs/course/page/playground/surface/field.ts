/** The loss at each field of a plane, computed in slices between frames: first here and there, then everywhere. */

import type { Place, Plane } from "./directions.ts";

export const SIDE = 41;
/** Milliseconds of a slice. */
const SLICE = 5;
/** Fields from one to the next, round by round. */
const STRIDES = [8, 4, 2, 1];

export class LossField {
  /** Row by row from the top left; not a number: not yet known. */
  losses = new Float64Array(SIDE * SIDE).fill(Number.NaN);
  done = 0;
  readonly plane;
  #lossAt;
  #order = orderOf();
  #isOff = false;

  constructor(plane: Plane, lossAt: (place: Place) => number) {
    this.plane = plane;
    this.#lossAt = lossAt;
  }

  get isComplete() {
    return this.done === this.losses.length;
  }

  /** @param onSlice called after each slice */
  async compute(onSlice: () => void) {
    while (!this.isComplete) {
      await new Promise(requestAnimationFrame);
      if (this.#isOff) return;
      const end = performance.now() + SLICE;
      while (!this.isComplete && performance.now() < end) this.step();
      onSlice();
    }
  }

  /** Compute one more field. */
  step() {
    const at = this.#order[this.done];
    this.losses[at] = this.#lossAt(fieldPlace(this.plane, at % SIDE, Math.floor(at / SIDE)));
    this.done += 1;
  }

  stop() {
    this.#isOff = true;
  }

  /** The loss of a field, or of the nearest one of those before that is known. */
  known(column: number, row: number) {
    for (const stride of [...STRIDES].reverse()) {
      const found = this.losses[(row - (row % stride)) * SIDE + column - (column % stride)];
      if (!Number.isNaN(found)) return found;
    }
    return Number.NaN;
  }
}

/** The weights' place at the middle of a field. */
export function fieldPlace({ center: [x, y], reach }: Plane, column: number, row: number): Place {
  const half = (SIDE - 1) / 2;
  return [x + reach * (column / half - 1), y + reach * (1 - row / half)];
}

function orderOf() {
  const found = new Set<number>();
  for (const stride of STRIDES)
    for (let row = 0; row < SIDE; row += stride)
      for (let column = 0; column < SIDE; column += stride) found.add(row * SIDE + column);
  return [...found];
}
