/** What Python tells of a run (python/playground/run.py), and what is kept of it for another visit. */

import type { Answers } from "./inside/view.ts";

/** A row of the program's `history`. */
export type Row = Record<string, number | null>;

/** What is told of a layer after an epoch. */
type LayerMeasure = { spread: number | null; gradient?: number | null; dead?: number; units?: number };

/** What is told of all layers after an epoch. */
export type Measures = { layers: LayerMeasure[] };

/** Where a run stands, and what has come since the last report. */
export type Report = {
  steps: number;
  epoch: number;
  ended: boolean;
  losses: (number | null)[];
  rows: Row[];
  measures: Measures[];
  kept: number[];
  views?: Partial<Answers>;
};

/** A view to bring along: its name, and its details. */
export type Wish = [name: string, ...details: unknown[]];

export type SavedRun = {
  /** The set-up as in an address. */
  setup: string;
  /** The program that was run. A site that writes another one cannot go on with it. */
  program: string;
  id: number;
  rows: Row[];
  losses: (number | null)[];
  measures: Measures[];
  steps: number;
  isOver: boolean;
  isStopped: boolean;
  views: Partial<Answers>;
  /** What Python goes on from. */
  state: Uint8Array<ArrayBuffer>;
};
