/** The contract of a run: what is asked for, what is heard of it, and how it ends. */

import type { File, MessageOf, Outcome, Part } from "../../messages.ts";

/** A run that came to its end: where its cell is, its code, and whether a control of the cell had asked for it. */
export type Run = { page: string; cell: string; source: string; byControl?: boolean };

/** How a run ended. `lost`: it took Python with it, and so what other runs had left there. */
export type End = { outcome: Outcome; seconds?: number; note?: string; lost?: boolean };

/**
 * Runs that make no sense without each other. Where they are `together`, to stop one that waits is to stop all;
 * `notRun` says why a run of the batch is dropped after another.
 */
export type Batch = {
  why?: string;
  together?: boolean;
  notRun?: (dropped: Job, cause: Job, outcome: Outcome) => string | undefined;
};

/**
 * A run asked for, and who wants to hear of it; `files` it will read; on a `fleeting` one no variable depends, so it
 * will never be run again and needs no page.
 */
export type Job = ((Run & { fleeting?: false }) | (Omit<Run, "page"> & { page?: string; fleeting: true })) & {
  files?: File[];
  batch?: Batch;
  onStart: () => void;
  onPrompt: (secret: boolean) => void;
  onParts: (parts: Part[]) => void;
  onEnd: (end: End) => void;
};

/** What the worker may say. */
export const HEARD = [
  "locked",
  "stage",
  "ready",
  "keep",
  "keepFigures",
  "keepLater",
  "fetched",
  "started",
  "prompt",
  "stopping",
  "output",
  "ended",
  "answer",
  "fault",
] as const;

/** What is said to the listener. */
export type Heard = Exclude<MessageOf<(typeof HEARD)[number]>, MessageOf<"locked" | "stopping" | "answer" | "fault">>;
