/** Which runs Python's variables come from, so that they can be repeated when Python is gone; and what is said of that. */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import type { Batch, Job, Run } from "./contract.ts";

/** The runs of this Python and of those that are gone. They are data, so that they outlive the pages on which they ran. */
export class History {
  /** Ran in a Python that is gone, and not again since. */
  lost: Run[] = [];
  /** Why Python is gone, in words. */
  why = "";

  #done: Run[] = [];
  #replay: Run[] = [];

  /** The next run to repeat. */
  get next(): Run | undefined {
    return this.#replay[0];
  }

  /** What has run in this Python, in its order. */
  get runs(): Run[] {
    return this.#done;
  }

  /** Has this run in this Python? */
  has(run: Run): boolean {
    return this.#done.some((done) => isSame(done, run));
  }

  /** A run is done. @param isReplay whether it is the one to repeat next */
  add(run: Run, isReplay: boolean) {
    const { page, cell, source, session, byControl } = run;
    // of all runs of a slider that is dragged, and of the cells that follow, only the last counts
    const inARow = this.#done.findLastIndex((done) => !done.byControl);
    const before = this.#done.findIndex((done, at) => at > inARow && done.page === page && done.cell === cell);
    if (byControl && before >= 0) this.#done.splice(before, 1);
    this.#done.push({ page, cell, source, session, byControl });
    if (isReplay && this.next && isSame(this.next, run)) this.#replay.shift();
    if (this.lost.every((lost) => this.#done.some((run) => isSame(run, lost)))) this.lost = [];
  }

  /** Python is gone, and with it all variables. */
  lose(why: string) {
    this.lost = [...this.lost, ...this.#done, ...this.#replay];
    this.#done = [];
    this.#replay = [];
    this.why = why;
  }

  /** Repeat what is lost, from `next` on. */
  beginReplay() {
    this.#replay = this.lost;
    this.lost = [];
  }

  /** The replay is over, perhaps early. */
  endReplay(why: string) {
    if (!this.#replay.length) return;
    this.lost = [...this.lost, ...this.#replay];
    this.#replay = [];
    this.why = why;
  }

  /** The reader does without what is lost. */
  dismissLost() {
    this.lost = [];
  }

  clear() {
    this.#done = [];
    this.#replay = [];
    this.lost = [];
  }
}

const isSame = (one: Run, other: Run) =>
  one.page === other.page && one.cell === other.cell && one.source === other.source && one.session === other.session;

export const GONE = WORDS.kernel.gone;
export const TOO_EARLY = WORDS.kernel.too_early;
const NOT_RUN = WORDS.kernel.not_run;
export const RESTARTED = { waiting: WORDS.kernel.not_run_restarted, running: WORDS.kernel.stopped_restarted };
export const NOT_ALL_AGAIN = WORDS.kernel.not_all_again;

/** Why not everything has run again. @param error of a cell that is not on this page */
export const stoppedElsewhere = (error: string) => `${NOT_ALL_AGAIN} ${fill(WORDS.kernel.error_elsewhere, { error })}`;

/**
 * What a cell shows when Python has crashed.
 * @param line of the cell
 * @param booting whether Python had yet to start
 * @param isOutdated whether its files are gone because the site has been updated
 */
export function crashNotice(reason: string, line: number | null, booting: boolean, isOutdated: boolean): Part {
  const what = fill(booting ? WORDS.kernel.not_started : WORDS.kernel.died, { reason });
  const { outdated, try_again: tryAgain, restarted_by_itself: restarted } = WORDS.kernel;
  const advice = isOutdated ? outdated : booting ? tryAgain : restarted;
  return { part: "error", name: "Fault", ours: true, text: `${what}\n${advice}`, line };
}

/** Why a queued job is dropped after this one. */
export const notRun =
  (cause: Job | undefined, outcome: Outcome): ((dropped: Job) => string) =>
  (dropped) =>
    (cause?.batch && cause.batch === dropped.batch && cause.batch.notRun?.(dropped, cause, outcome)) || NOT_RUN;

/**
 * A run whose cell is not on the open page: what it prints is dropped.
 * @param interrupt called if it asks for a line, for which there is no field
 * @param onEnd `error`: the last line of its traceback, if there is one
 */
export function backgroundJob(
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
