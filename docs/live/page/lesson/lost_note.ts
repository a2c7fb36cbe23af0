/** What the page says when variables are gone and no cell of it says so: Python went by itself, or on another page. */

import { counted } from "../../phrases.ts";
import { Note } from "../elements/nodes.ts";
import type { Run } from "../kernel/history.ts";
import type { Lesson } from "./lesson.ts";

export const RUN_AGAIN = WORDS.lost.run_again;

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
        [WORDS.lost.let_go]: () => kernel.letGo(),
      });
    else this.#note.clear();
  }
}

/** How many cells that were, in words. */
export function countOf(runs: Run[]) {
  const count = new Set(runs.map(({ page, cell }) => `${page}#${cell}`)).size;
  return counted(WORDS.lost.count, count);
}
