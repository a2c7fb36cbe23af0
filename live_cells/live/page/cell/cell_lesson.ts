/** The contract between a cell and the lesson that it belongs to (lesson/lesson.ts). */

import type { Outcome } from "../../messages.ts";
import type { Batch } from "../kernel/contract.ts";
import type { KeptEdits } from "../editor/edits.ts";
import type { Kernel } from "../kernel/kernel.ts";

export interface CellLesson<Cell> {
  readonly cells: Cell[];
  readonly kernel: Kernel;
  readonly page: string;
  /** The address under which the browser keeps what the reader has changed. */
  readonly keptAt: string;
  readonly estimates: { text(...datasets: { seconds?: string; yardstick?: string }[]): string };
  readonly announce: (words: string) => void;
  /** What keeps the edits of a cell, if not the browser by the cell's name. */
  edits?: (id: string, source: string) => KeptEdits;
  /** A run of a cell is over. @param source what has run */
  ran?(cell: Cell, source: string): void;
  /** Code that is not shown, and runs before any cell of a session. */
  setupOf(session: string | undefined): string;
  above(cell: Cell): Cell[];
  partners(cell: Cell, tag: string): Cell[];
  next(cell: Cell): Cell | undefined;
  /** Do what Run does. */
  press(cell: Cell): void;
  runCells(chosen: Cell[], batch?: Batch): Promise<Outcome>[];
  /** Run what uses a cell's names, once it has run. */
  follow(cell: Cell, end: Promise<Outcome>): Promise<void>;
  replay(): void;
}
