/** Where two models say different things of the plane. */

import { REACH } from "../parts/boundary.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { isRegression, type Setup } from "../setup/setup.ts";
import { gridOf, outputsAt, shares } from "./signals.ts";

/** Fields along a side. */
const FIELDS = 48;

type Model = { setup: Setup; numbers: LayerNumbers[] };

/**
 * How much larger the one's probability of the first class is than the other's, or its value: numbers from -1 to 1. Of three
 * classes, how far apart the two are.
 */
export function differenceMap(one: Model, other: Model): Float32Array {
  const [a, b] = [one, other].map(saidBy);
  if (a.length === 3)
    return a[0].map((_, i) => a.reduce((sum, row, label) => sum + Math.abs(row[i] - b[label][i]), 0) / 2);
  return a[0].map((value, i) => Math.min(Math.max(value - b[0][i], -1), 1));
}

function saidBy({ setup, numbers }: Model) {
  const out = outputsAt(setup, numbers, ...gridOf(FIELDS, REACH));
  return isRegression(setup) ? out : shares(out);
}
