/** How a run can end, what is said of it, and what has run: the reader's variables depend on it. */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import type { Batch, Job, Run } from "./contract.ts";

/**
 * What has run: in the Python that is there, and in one that is gone. It is kept as data, so that it outlives the pages on
 * which it ran.
 */
export class History {
  /** Had run in a Python that is gone, and has not run again. */
  lost: Run[] = [];
  /** Why it is gone, in words. */
  why = "";

  #here: Run[] = [];
  #again: Run[] = [];

  /** What is to run again next. */
  get next(): Run | undefined {
    return this.#again[0];
  }

  /** A run is done. @param again whether it is the one that was to run again next */
  add({ page, cell, source, byControl }: Run, again: boolean) {
    const last = this.#here.at(-1);
    // of all that a dragged slider has run, the last counts
    if (byControl && last?.byControl && last.page === page && last.cell === cell) this.#here.pop();
    this.#here.push({ page, cell, source, byControl });
    if (again) this.#again.shift();
    if (this.lost.every((lost) => this.#here.some((run) => isSame(run, lost)))) this.lost = [];
  }

  /** Python is gone, and with it all variables. */
  lose(why: string) {
    this.lost = [...this.lost, ...this.#here, ...this.#again];
    this.#here = [];
    this.#again = [];
    this.why = why;
  }

  /** Have what is lost run again, from `next` on. */
  beginAgain() {
    this.#again = this.lost;
    this.lost = [];
  }

  /** No more of it will run now. */
  endAgain(why: string) {
    if (!this.#again.length) return;
    this.lost = [...this.lost, ...this.#again];
    this.#again = [];
    this.why = why;
  }

  /** The reader does without what is lost. */
  letGo() {
    this.lost = [];
  }

  /** The reader begins anew. */
  clear() {
    this.#here = [];
    this.#again = [];
    this.lost = [];
  }
}

const isSame = (one: Run, other: Run) =>
  one.page === other.page && one.cell === other.cell && one.source === other.source;

export const GONE = WORDS.kernel.gone;
export const TOO_EARLY = WORDS.kernel.too_early;
export const NOT_RUN = WORDS.kernel.not_run;
export const RESTARTED = { waiting: WORDS.kernel.not_run_restarted, running: WORDS.kernel.stopped_restarted };
export const NOT_ALL_AGAIN = WORDS.kernel.not_all_again;

/** Why not everything has run again. @param error of a cell that is not on this page */
export const stoppedElsewhere = (error: string) => `${NOT_ALL_AGAIN} ${fill(WORDS.kernel.error_elsewhere, { error })}`;

/**
 * What a cell shows when Python is gone without having been asked.
 * @param line of the cell
 * @param booting whether it had yet to start
 * @param isOutdated whether its files are gone because the site has been updated
 */
export function deathNotice(reason: string, line: number | null, booting: boolean, isOutdated: boolean): Part {
  const what = fill(booting ? WORDS.kernel.not_started : WORDS.kernel.died, { reason });
  const { outdated, try_again: tryAgain, restarted_by_itself: restarted } = WORDS.kernel;
  const advice = isOutdated ? outdated : booting ? tryAgain : restarted;
  return { part: "error", name: "Fault", ours: true, text: `${what}\n${advice}`, line };
}

/**
 * A run whose cell is on no page that is open: what it prints goes nowhere.
 * @param interrupt ends it, should it ask for a line: nobody could answer
 * @param onEnd `error`: its last line, if there is one
 */
export function unseenJob(
  run: Run,
  batch: Batch,
  interrupt: () => void,
  onEnd: (outcome: Outcome, error: string) => void,
): Job {
  let error = "";
  return {
    ...run,
    batch,
    onStart: () => {},
    onPrompt: interrupt,
    onParts(parts) {
      const traceback = parts.find(({ part }) => part === "error")?.text.trimEnd();
      error = traceback?.split("\n").at(-1) ?? error;
    },
    onEnd: ({ outcome }) => onEnd(outcome, error),
  };
}
