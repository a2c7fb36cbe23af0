/** The state of a cell's runs: the run under way, those queued behind it, and how the last one ended. */

import type { Outcome } from "../../messages.ts";
import type { End, Job } from "../kernel/contract.ts";
import type { Kernel } from "../kernel/kernel.ts";

export type CellState = "idle" | "loading" | "running" | Outcome;

/** Milliseconds for which a run that a control started changes no label: most are over by then. */
const SILENT = 300;

export class RunState {
  state: CellState = "idle";
  /** The run under way. */
  job: Job | null = null;
  /** How the last run ended. */
  end: End | null = null;
  /** When the run under way started, by `performance.now()`. */
  startedAt = 0;
  /** How long the last run took that was not stopped. */
  seconds: number | null = null;
  /** The code that ran last. */
  ranSource: string | null = null;
  /** Did a control of the cell, rather than its button, ask for the run under way? */
  byControl = false;
  /** Is the run under way being stopped because a control has a newer value? Its output is no longer of interest. */
  superseded = false;
  /** Has what the cell uses changed since it ran? */
  isOutdated = false;

  #kernel;
  #ranIn: number | null = null;
  #queued: Job[] = [];
  #requestedAt = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Do the cell's variables exist in the Python that runs now? */
  get hasRun() {
    return this.#ranIn !== null && this.#ranIn === this.#kernel.generation;
  }

  get willRunAgain() {
    return this.#queued.length > 0;
  }

  /** Is it too early to change labels for a run that a control started? They would flicker. */
  get isSilent() {
    const isActive = this.byControl && this.job !== null && this.#kernel.state !== "loading";
    return isActive && performance.now() < this.#requestedAt + SILENT;
  }

  /** A control asks for the next run. @param onOverdue called when labels have to change, if the run still lasts */
  requestByControl(onOverdue: () => void) {
    this.byControl = true;
    this.#requestedAt = performance.now();
    setTimeout(onOverdue, SILENT);
  }

  begin(job: Job) {
    this.job = job;
    this.end = null;
    this.isOutdated = false;
  }

  /** Queue a run behind the one under way. */
  queue(job: Job) {
    this.#queued.push(job);
  }

  /** A queued run was dropped before its turn. */
  drop(job: Job) {
    this.#queued = this.#queued.filter((other) => other !== job);
  }

  /** @param source what has run */
  finish(end: End, source: string) {
    this.end = end;
    this.job = null;
    this.superseded = false;
    if (end.outcome !== "stopped") this.seconds = end.seconds ?? null;
    if (end.outcome !== "done") return;
    this.#ranIn = this.#kernel.generation;
    this.ranSource = source;
  }

  /** The run whose turn it is now. With Python, the queued ones are gone as well. */
  next(): Job | undefined {
    this.byControl = false;
    return this.end?.lost ? undefined : this.#queued.shift();
  }

  /** Stop the run under way, if it can be done without losing Python, so that the next value is shown sooner. */
  supersede() {
    if (!this.job || !this.#kernel.stopsGently || this.#kernel.state === "loading") return;
    this.superseded = true;
    this.#kernel.stop(this.job);
  }
}
