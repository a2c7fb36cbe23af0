/** The cells of a page as one lesson: their order, what runs together, and what is said aloud. All that a cell knows of its page. */

import type { Outcome } from "../../messages.ts";
import type { LiveCell } from "../cell/cell.ts";
import type { Batch, Kernel } from "../kernel/kernel.ts";
import type { Estimates } from "./estimate.ts";

export class Lesson {
  /** That of the page that is open. */
  static open: Lesson | null = null;

  /** In the order of the page; of a reference page, in that in which they came to life. */
  cells: LiveCell[] = [];
  /** What brings a cell to life that is not yet, by its name. */
  waiting = new Map<string, () => void>();
  kernel;
  estimates;
  announce;
  page = location.pathname;

  /** @param announce says something to those who cannot see the page */
  constructor(kernel: Kernel, estimates: Estimates, announce: (words: string) => void) {
    this.kernel = kernel;
    this.estimates = estimates;
    this.announce = announce;
    Lesson.open = this;
  }

  /** The cell of this name. */
  cell(id: string): LiveCell | undefined {
    this.waiting.get(id)?.();
    return this.cells.find((cell) => cell.id === id);
  }

  /** What a cell may build on. */
  above(cell: LiveCell) {
    if (cell.has("example")) return [];
    const before = this.cells.slice(0, cell.number - 1);
    return before.filter((one) => !one.has("check") && !one.has("solution"));
  }

  /** The cells of the same exercise that have a tag. */
  partners(cell: LiveCell, tag: string) {
    const { exercise } = cell;
    return exercise ? this.cells.filter((other) => other.exercise === exercise && other.has(tag)) : [];
  }

  next(cell: LiveCell): LiveCell | undefined {
    return this.cells.find(({ number }) => number === cell.number + 1);
  }

  /** What pressing Run on a cell does. */
  press(cell: LiveCell) {
    if (!cell.has("check")) this.run([cell]);
    else import("./exercises.ts").then(({ runCheck }) => runCheck(cell, this)).catch(() => this.run([cell]));
  }

  /**
   * Run some cells, one after the other; where one fails, the rest is left, unless it is meant to.
   * @returns how each ends
   */
  run(chosen: LiveCell[], batch: Batch = {}): Promise<Outcome>[] {
    return chosen.map((cell) => cell.run(cell.has("raises-exception") ? undefined : batch));
  }

  /** Run again what went with Python: where it can be seen, on the page that is open by then. */
  replay() {
    this.kernel.replay((run, batch) => Lesson.open?.cells.find((cell) => cell.canShow(run))?.run(batch, run.source));
  }

  /** The reader goes on to another page. */
  leave() {
    for (const cell of this.cells.splice(0)) cell.leave();
    if (Lesson.open === this) Lesson.open = null;
  }
}
