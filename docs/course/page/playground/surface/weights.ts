/** The weights of a model, by name, and where each stands among all that the model learns. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import type { Dot } from "../parts/boundary.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import type { Setup } from "../setup/setup.ts";
import type { Column } from "../stage/columns.ts";
import { flatOf } from "./directions.ts";

/** A model of points as it is shown. */
export type Model = {
  setup: Setup;
  numbers: LayerNumbers[];
  training: Dot[];
  columns: Column[];
  nameOf: (column: number, row: number) => string;
  /** Is it the run's, and not one that is still to be trained? */
  isOfRun: boolean;
};
export type Weight = { name: string; at: number; index: number; unit: number; source: number };

/** Of more, the largest are offered. */
const MOST = 300;

export function weightsOf({ numbers, columns, nameOf }: Model): Weight[] {
  const flat = flatOf(numbers);
  const all = columns.slice(1).flatMap(({ index, units }, i) => {
    const begin = flatOf(numbers.slice(0, index)).length;
    const sources = columns[i].units;
    return Array.from({ length: units * sources }, (_, at) => {
      const [unit, source] = [Math.floor(at / sources), at % sources];
      const name = fill(WORDS.playground.surface.weight, { unit: nameOf(i + 1, unit), source: nameOf(i, source) });
      return { name, at: begin + at, index, unit, source };
    });
  });
  if (all.length <= MOST) return all;
  const sizes = all.map(({ at }) => Math.abs(flat[at])).sort((a, b) => b - a);
  return all.filter(({ at }) => Math.abs(flat[at]) >= sizes[MOST - 1]);
}
