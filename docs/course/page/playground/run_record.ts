/** What has come of a run so far: its figures, step by step and epoch by epoch. */

import type { Measures, Report, Row } from "./run_calls.ts";
import type { Setup } from "./setup/setup.ts";

/** The figures of a run. */
export type Figures = Pick<RunRecord, "id" | "rows" | "measures" | "losses" | "steps" | "isStopped">;

export class RunRecord {
  /** That of the run. */
  setup: Setup | null = null;
  /** The run's number. */
  id = 0;
  rows: Row[] = [];
  /** Those of the epochs, the first before any. */
  measures: Measures[] = [];
  /** The loss of each step. */
  losses: (number | null)[] = [];
  steps = 0;
  /** The epochs that can be gone back to. */
  kept: number[] = [];
  /** Milliseconds of training, and steps in them. */
  spent = { time: 0, steps: 0 };
  /** Was it ended by the reader? */
  isStopped = false;

  get epoch() {
    return this.rows.length;
  }

  /** Steps per second, or 0. */
  get pace() {
    return this.spent.time ? (1000 * this.spent.steps) / this.spent.time : 0;
  }

  get figures(): Figures {
    const { id, rows, measures, losses, steps, isStopped } = this;
    return { id, rows, measures, losses, steps, isStopped };
  }

  protected add({ losses, rows, measures, steps, kept }: Report) {
    this.losses.push(...losses);
    this.rows.push(...rows);
    this.measures.push(...measures);
    Object.assign(this, { steps, kept });
  }

  /** Back to the end of an epoch. */
  protected cutTo(epoch: number, steps: number) {
    this.rows.length = epoch;
    this.measures.length = epoch + 1;
    this.losses.length = steps;
    this.spent = { time: 0, steps: 0 };
    this.isStopped = false;
  }

  /** Take the figures of another visit. */
  protected recall(setup: Setup, { id, rows, measures, losses, steps, isStopped }: Figures) {
    Object.assign(this, { setup, id, rows, measures, losses, steps, isStopped });
  }

  protected empty() {
    Object.assign(this, new RunRecord(), { id: this.id });
  }
}
