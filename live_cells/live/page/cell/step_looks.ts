/** Looks into a run that was stepped through: Python has it again, unseen, as python/live_runner/step_looks.py describes. */

import type { Job } from "../kernel/contract.ts";
import type { CellLesson } from "./cell_lesson.ts";
import type { Value } from "./line_notes.ts";

/** What is looked into. */
export interface LookedCell {
  readonly id: string;
  readonly source: string;
  readonly session: string | undefined;
  /** The lines that the reader gave its last run. */
  readonly given: readonly string[];
}

export type Said = string | Omit<Value, "name">;
/**
 * By the step: the number of an expression, how often it was computed, and its first values, in their order. Of each
 * expression the statement, its place there, and its text; of each statement the text. `same`: did the run go as before?
 */
export type Inside = {
  values: Record<string, [part: number, count: number, ...values: Said[]][]>;
  parts: Record<string, [statement: number, start: number, end: number, text: string]>;
  statements: Record<string, string>;
  same: boolean;
};
/** The steps at which a condition holds; at how many of them each error came. */
export type Held = { holds: number[]; faults: Record<string, number>; same: boolean };
/** Why there is no answer; an empty one: it was stopped. */
export type Refused = { why: string };

export class Looks<Cell extends LookedCell> {
  #cell;
  #lesson;
  #job: Job | null = null;

  constructor(cell: Cell, lesson: CellLesson<Cell>) {
    this.#cell = cell;
    this.#lesson = lesson;
  }

  /** @param steps their numbers */
  inside(steps: number[]): Promise<Inside | Refused> {
    return this.#ask<Inside>({ values: steps });
  }

  /** @param onProgress called with how many steps have been searched */
  async where(condition: string, onProgress: (searched: number) => void): Promise<Held | Refused> {
    const found = await this.#ask<Held>({ where: condition }, onProgress);
    if ("why" in found || found.same) return found;
    return this.#ask<Held>({ where: condition, guarded: true }, onProgress); // the condition may have changed something
  }

  /** Can a look be stopped without losing all variables? */
  get canStop() {
    return this.#lesson.kernel.stopsGently;
  }

  stop() {
    if (this.#job) this.#lesson.kernel.stop(this.#job);
  }

  #ask<Answer extends object>(request: object, onProgress = (_: number) => {}): Promise<Answer | Refused> {
    const { promise, resolve } = Promise.withResolvers<Answer | Refused>();
    const { id, source, session, given } = this.#cell;
    const { kernel } = this.#lesson;
    let answer: Answer | Refused = { why: "" };
    let lines = 0;
    const job: Job = {
      fleeting: true,
      cell: id,
      source,
      session,
      steps: JSON.stringify(request),
      onStart: () => {},
      onPrompt: () => kernel.reply(given[lines++] ?? ""),
      onParts: (parts) => {
        for (const { part, text, ours } of parts) {
          if (ours) answer = { why: text };
          if (part !== "steps") continue;
          const found = JSON.parse(text);
          if (found.searched) onProgress(found.searched);
          else answer = found.gone ? { why: WORDS.steps.gone } : found.fault ? { why: found.fault } : found;
        }
      },
      onEnd: ({ outcome, note = "" }) => {
        if (this.#job === job) this.#job = null;
        resolve(outcome === "stopped" && !("why" in answer && answer.why) ? { why: note } : answer);
      },
    };
    this.#job = job;
    kernel.enqueue(job);
    return promise;
  }
}
