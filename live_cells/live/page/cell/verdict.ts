/** A check's verdict and the answer that it is about: as soon as the answer changes, the verdict is out of date. */

import type { Part } from "../../messages.ts";
import type { CellLesson } from "./cell_lesson.ts";

/** Stands for the answer of a verdict that was withdrawn: no answer is equal to it. */
const WITHDRAWN = "\0";

/** What the verdict needs to know of a check, and of the cells of its answer. */
interface JudgingCell {
  readonly state: string;
  readonly isActive: boolean;
  readonly edited: boolean;
  readonly source: string;
  readonly ranSource: string | null;
  has(tag: string): boolean;
  refresh(): void;
}

export class Verdict {
  #cell;
  #lesson;
  /** Found in the run under way. */
  #right: boolean | null = null;
  /** The answer that it was about, and the Python in which it was; null for the recorded one. */
  #judged: string | null = null;
  #generation = 0;
  #listeners: ((right: boolean) => void)[] = [];

  constructor(cell: JudgingCell, lesson: CellLesson<JudgingCell>) {
    this.#cell = cell;
    this.#lesson = lesson;
  }

  /** Call `listener` whenever a run has found an answer right or wrong. */
  onFound(listener: (right: boolean) => void) {
    this.#listeners.push(listener);
  }

  get #answers() {
    return this.#lesson.partners(this.#cell, "exercise");
  }

  /** The answer as it stands. */
  get answer() {
    return this.#answers.map(({ source }) => source).join("\n");
  }

  /** Is what the check has found about another answer than the current one? */
  get isOutdated() {
    if (!this.#cell.has("check") || this.#cell.isActive) return false;
    if (this.#judged === null) return this.#cell.state === "idle" && this.#answers.some(({ edited }) => edited);
    return this.#judged !== this.answer || this.#generation !== this.#lesson.kernel.generation;
  }

  begin() {
    this.#right = null;
  }

  receive(parts: Part[]) {
    this.#right = parts.find(({ part }) => part === "verdict")?.right ?? this.#right;
  }

  /** The run is over. @param judged the answer that it was about, if that is known: else the one that ran last */
  finish(judged: string | null) {
    const ran = () => this.#answers.map(({ ranSource }) => ranSource).join("\n");
    this.#judged = this.#right === null ? null : (judged ?? ran()); // null: no verdict is shown
    this.#generation = this.#lesson.kernel.generation;
  }

  notify() {
    if (this.#right !== null) for (const listener of this.#listeners) listener(this.#right);
  }

  /** The answer did not run to its end: what the check has found says nothing about it. */
  withdraw() {
    if (!this.#cell.isActive) this.#judged = WITHDRAWN;
    this.#cell.refresh();
  }

  reset() {
    this.#judged = null;
  }
}
