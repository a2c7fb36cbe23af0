/** The note above the cells where variables are gone and no cell says so: Python ended by itself, or on another page. */

import { Note, RUN_AGAIN, countOf } from "../elements/notes.ts";
import type { Lesson } from "./lesson.ts";

export class LostNote {
  #note = new Note("live-lost");
  #lesson;

  constructor(lesson: Lesson) {
    this.#lesson = lesson;
  }

  get node() {
    return this.#note.node;
  }

  /** @param isSaid whether a cell says it */
  refresh(isSaid: boolean) {
    const { kernel, announce } = this.#lesson;
    const { runs, why } = kernel.lost;
    const words = runs.length && !isSaid ? `${why} ${countOf(runs)}` : "";
    if (words === this.#note.words) return;
    announce(words);
    if (words)
      this.#note.ask(words, {
        [RUN_AGAIN]: () => this.#lesson.replay(),
        [WORDS.lost.let_go]: () => kernel.dismissLost(),
      });
    else this.#note.clear();
  }
}
