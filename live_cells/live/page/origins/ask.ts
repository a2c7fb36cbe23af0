/** What the page asks Python about the numbers of an output; python/provenance/calls.py answers. */

import type { LiveCell } from "../cell/cell.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { askAgain, runsBefore } from "../kernel/run_again.ts";
import type { ChosenNumber } from "../pictures/chosen_number.ts";
import type { TextBlock } from "./output_text.ts";

/** A number of a formula; where the id is negative, there is nothing behind it. */
export type Operand = { id: number; text: string; label: string; value: string };
/** One level, as calls.py describes it. */
export type Level = {
  kind: string;
  name: string;
  value: string;
  /** The same with all digits. */
  exact: string;
  id: number;
  label: string;
  formula: (string | Operand)[];
  isSpelledOut: boolean;
  more: number;
  cell: string;
  line: number;
  source: string;
  module: string;
  seed: number | null;
  seedCell: string;
  seedLine: number;
  shapes: string;
  code: string;
  start: number;
  names: string[];
  node: string;
  optimizer: string;
  count: number;
  depends: boolean;
  /** Do the terms stand in the order of their sizes, not in that of the code? */
  isSorted: boolean;
  /** Is the largest number taken off before exponentials are computed? */
  isShifted: boolean;
};
/** Whether the cell could be run again: with the places of the numbers that can be opened, or with what differs. */
export type Recorded = {
  links?: [block: number, start: number, end: number][];
  now?: string;
  then?: string;
  reason?: string;
};

/** Have a cell run again, with a record of every operation. Its last run may have ended with an error. */
export function record(kernel: Kernel, cell: LiveCell, page: string, blocks: TextBlock[]): Promise<Recorded> {
  const before = runsBefore(kernel.runs, cell.session, (run) => run.page === page && run.cell === cell.id);
  const own = { cell: cell.id, source: cell.ranSource ?? cell.source };
  const shown = blocks.map(({ kind, text }) => ({ kind, text }));
  return askAgain(kernel, "record", [[...before, own], shown]);
}

export const openNumber = (kernel: Kernel, block: number, offset: number): Promise<Level> =>
  askAgain(kernel, "open", [block, offset]);

/** @param number which picture of the output */
export const openInPicture = (kernel: Kernel, number: number, { path, value }: ChosenNumber): Promise<Level> =>
  askAgain(kernel, "picture", [number, path, value]);

export const openOperand = (kernel: Kernel, id: number, showsAll = false): Promise<Level> =>
  askAgain(kernel, "step", [id, showsAll]);
