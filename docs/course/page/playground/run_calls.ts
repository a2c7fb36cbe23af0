/** The calls of one run, of the Python that has it or is to have it, and what python/live_playground/run.py answers. */

import type { File } from "../../../../live_cells/live/messages.ts";
import { config } from "../../../../live_cells/live/page/config.js";
import { callPython } from "../../../../live_cells/live/page/kernel/calls.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import type { Answers } from "./inside/answers.ts";
import { liveSources } from "./setup/program.ts";
import type { SentNumbers } from "./parts/numbers.ts";
import { epochsOf, isConvolutional, isMnist, type Setup } from "./setup/setup.ts";

/** A row of the program's `history`. */
export type Row = Record<string, number | null>;

/** The measures of a layer after an epoch. */
type LayerMeasure = { spread: number | null; gradient?: number | null; dead?: number; units?: number };

/** The measures of all layers after an epoch. */
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
  /** The numbers after each epoch that was completed, of a model with few. */
  moments?: SentNumbers[];
  views?: Partial<Answers>;
};

/** What was there right after a step. */
export type SentMoment = { numbers: SentNumbers; loss: number | null; batch: number[] };

/** A view to include: its name, and its details. */
export type Wish = [name: string, ...details: unknown[]];

export class RunCalls {
  /** Is Python about to take the run on, or back? */
  isActing = false;

  #kernel;
  #key;
  /** Which of the kernel's Pythons has the run; none: -1. */
  #generation = -1;
  #last: Promise<unknown> = Promise.resolve();

  /** @param key Python's name for the run */
  constructor(kernel: Kernel, key: string) {
    this.#kernel = kernel;
    this.#key = key;
  }

  /** The same run's, to become another's. */
  copy() {
    const other = new RunCalls(this.#kernel, this.#key);
    other.#generation = this.#generation;
    return other;
  }

  /** Does Python have the run? */
  get isThere() {
    return this.#generation === this.#kernel.generation;
  }

  /** Did Python have the run, before it was started anew? */
  get isGone() {
    return this.#generation !== -1 && !this.isThere;
  }

  get isKernelReady() {
    return this.#kernel.state === "ready";
  }

  /** Settled when Python has done what it was asked last. */
  get last() {
    return this.#last.catch(() => {});
  }

  /** Have Python run the first sections of a setup's program. @param name of the call that does it */
  async begin(name: "begin" | "resume", setup: Setup, wishes: unknown[], files: File[] = []) {
    const reads = isMnist(setup) ? "\nfrom torchvision.datasets import MNIST\n" : ""; // the kernel then loads the digits
    const draws = isConvolutional(setup) ? "import pictures\n" : ""; // and what describes feature maps
    const given = [this.#key, liveSources(setup), epochsOf(setup), wishes];
    const found = await this.#noted(this.#call<Report>(name, given, files, reads + draws));
    this.#generation = this.#kernel.generation;
    return found;
  }

  /** Have Python begin a run that is this one up to a step. What is called from now on is called on that one. */
  async branch(setup: Setup, steps: number, key: string, wishes: unknown[], isRebuilt: boolean) {
    const given = [this.#key, key, liveSources(setup), epochsOf(setup), steps, wishes, isRebuilt];
    const found = await this.#noted(this.#call<Report>("branch", given));
    this.#key = key;
    return found;
  }

  /** Have something done to the run. */
  act<Answer>(name: string, values: unknown[]): Promise<Answer> {
    return this.#noted(this.#call<Answer>(name, [this.#key, ...values]));
  }

  /** Ask something about the run. */
  ask<Answer>(name: string, values: unknown[], files: File[] = []): Promise<Answer> {
    return this.#call<Answer>(name, [this.#key, ...values], files);
  }

  /** A file that Python has written. */
  file = (name: string) => this.#kernel.ask("file", name);

  async #noted<Answer>(asked: Promise<Answer>) {
    this.isActing = true;
    this.#last = asked;
    try {
      return await asked;
    } finally {
      if (this.#last === asked) this.isActing = false;
    }
  }

  #call<Answer>(name: string, values: unknown[], files: File[] = [], before = "") {
    const source = before + config.pagePrograms.ask_playground;
    return callPython<Answer>(this.#kernel, { cell: "playground", source }, name, values, files);
  }
}
