/** What has come of a run so far: its figures, step by step and epoch by epoch. */

import { firstNumbers, numbersOf, type LayerNumbers } from "./parts/numbers.ts";
import type { Measures, Report, Row } from "./run_calls.ts";
import { epochsIn, partsOf } from "./setup/phases.ts";
import { isMnist, type Setup } from "./setup/setup.ts";

/** The figures of a run. */
export type Figures = Pick<RunRecord, "id" | "parent" | "rows" | "measures" | "losses" | "steps" | "kept" | "moments">;

/** A run that was set aside: its figures, its setup, and what it is called. */
export type Strip = Figures & { setup: Setup; isOver: boolean; name: string };

/** So many epochs, and so many times the first loss, are no chance. */
const [SOME, FAR] = [3, 1.5];

export class RunRecord {
  /** The run that this one is the same as, up to a step. */
  parent: { id: number; step: number } | null = null;
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
  /** The epochs whose model Python keeps. */
  kept: number[] = [];
  /** The numbers after each epoch, of a model with few: drawn without Python. The first are before any. */
  moments: LayerNumbers[][] = [];
  /** Milliseconds of training, and steps in them. */
  spent = { time: 0, steps: 0 };

  get epoch() {
    return this.rows.length;
  }

  /** Has the loss stayed far above the untrained model's for some epochs, up to this one? */
  isFarAbove(epoch: number) {
    const [first] = this.losses;
    const last = this.rows.slice(Math.max(epoch - SOME, 0), epoch).map((row) => row["training loss"]);
    return last.length === SOME && last.every((loss) => (loss ?? Infinity) > FAR * (first ?? Infinity));
  }

  /** Steps per second, or 0. */
  get pace() {
    return this.spent.time ? (1000 * this.spent.steps) / this.spent.time : 0;
  }

  get figures(): Figures {
    const { id, parent, rows, measures, losses, steps, kept, moments } = this;
    return { id, parent, rows, measures, losses, steps, kept, moments };
  }

  /** The numbers before any step, as the page draws them itself. */
  protected beginMoments() {
    const first = this.setup && !isMnist(this.setup) && firstNumbers(partsOf(this.setup)[0].setup);
    this.moments = first ? [first] : [];
  }

  protected add({ losses, rows, measures, steps, kept, moments = [] }: Report) {
    this.losses.push(...losses);
    this.rows.push(...rows);
    this.measures.push(...measures);
    this.moments.push(...moments.map(numbersOf));
    Object.assign(this, { steps, kept });
  }

  /** Drop what came after a step, and what the report says anew of the epoch before it. */
  protected cutTo(setup: Setup, steps: number, { measures, moments = [] }: Report) {
    const epoch = Math.floor(epochsIn(setup, steps));
    this.rows = this.rows.slice(0, epoch);
    this.measures = this.measures.slice(0, epoch + 1 - measures.length);
    this.moments = this.moments.slice(0, epoch + 1 - moments.length);
    this.losses = this.losses.slice(0, steps);
    this.steps = steps;
    this.spent = { time: 0, steps: 0 };
  }

  /** Take the figures of another visit. */
  protected recall(setup: Setup, { id, parent, rows, measures, losses, steps, kept, moments }: Figures) {
    const own = { rows: [...rows], measures: [...measures], losses: [...losses], moments: [...moments] };
    Object.assign(this, { setup, id, parent, steps, kept, ...own });
  }

  protected empty() {
    Object.assign(this, new RunRecord(), { id: this.id });
  }
}
