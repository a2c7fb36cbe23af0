/** Small pictures of what a model of points says of the plane, one for each epoch that is shown. */

import { REACH } from "../parts/boundary.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { asShares, paintClasses, paintShares } from "../parts/pixels.ts";
import { isRegression, type Setup } from "../setup/setup.ts";
import { gridOf, outputsAt, shareBytes, shares } from "../stage/signals.ts";

/** Fields along a side. */
const FIELDS = 18;
const [X, Y] = gridOf(FIELDS, REACH);
/** So many are kept, of all runs. */
const MOST = 400;

const known = new Map<string, HTMLCanvasElement>();

/** @param key of the run and the epoch */
export function thumbnail(key: string, setup: Setup, numbers: LayerNumbers[]): HTMLCanvasElement {
  const name = `${siteTheme.scheme} ${key}`;
  const found = known.get(name) ?? painted(setup, numbers);
  known.delete(name); // those that were asked for last stay
  known.set(name, found);
  if (known.size > MOST) known.delete(known.keys().next().value ?? "");
  return found;
}

function painted(setup: Setup, numbers: LayerNumbers[]) {
  const canvas = Object.assign(document.createElement("canvas"), { width: FIELDS, height: FIELDS });
  const out = outputsAt(setup, numbers, X, Y);
  if (isRegression(setup)) paintShares(canvas, asShares(out[0]));
  else paintClasses(canvas, { classes: out.length, shares: shareBytes(shares(out)) });
  return canvas;
}
