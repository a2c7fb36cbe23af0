/** The contract of a run: its job, the messages about it, and how it ends. */

import type { File, MessageOf, Outcome, Part, ToPage } from "../../messages.ts";

/**
 * What identifies a run: the page of its cell, the cell, its code, the session that has its variables, if it is a named one, and
 * whether a control of the cell started it.
 */
export type Run = { page: string; cell: string; source: string; session?: string; byControl?: boolean };

/** How a run ended. `lost`: Python was ended with it, and all variables are gone. */
export type End = { outcome: Outcome; seconds?: number; note?: string; lost?: boolean };

/**
 * Runs that make no sense without each other. Where they are `together`, stopping a queued one stops all; `notRun` says why
 * a run of the batch is dropped after another.
 */
export type Batch = {
  why?: string;
  together?: boolean;
  notRun?: (dropped: Job, cause: Job, outcome: Outcome) => string | undefined;
};

/**
 * A run that is requested, and its callbacks; `files`: what it will read; `setup`: code of its page that has to have run
 * before it in the same Python; `values`: does a part say what its lines made? `steps`: asks for the run step by step;
 * `judge`: how a run counts that ended so; a `fleeting` one leaves no variables, so it is never run again and needs no page.
 */
export type Job = ((Run & { fleeting?: false }) | (Omit<Run, "page"> & { page?: string; fleeting: true })) & {
  files?: File[];
  setup?: string;
  values?: boolean;
  steps?: string;
  batch?: Batch;
  judge?: (outcome: Outcome) => Outcome;
  onStart: () => void;
  onPrompt: (secret: boolean) => void;
  onParts: (parts: Part[]) => void;
  onEnd: (end: End) => void;
};

/** A message of the worker that the kernel handles. */
export type WorkerMessage = Exclude<ToPage, MessageOf<"locked" | "stopping" | "answer" | "fault">>;
