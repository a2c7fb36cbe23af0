/** Runs the cells of a page in order, shows how far that is, and, where it ends early, offers to go on. */

import { counted, fill } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { text } from "../elements/nodes.ts";
import { Note } from "../elements/notes.ts";
import type { Lesson } from "./lesson.ts";

export class RunAll {
  #note = new Note("live-progress");
  #lesson;
  /** Identifies the run whose progress is shown: the last that was requested. */
  #latest = {};

  constructor(lesson: Lesson) {
    this.#lesson = lesson;
  }

  /** Where the progress is shown. */
  get node() {
    return this.#note.node;
  }

  /** Run every cell from this one on. */
  async begin(first: LiveCell | undefined = this.#lesson.cells[0]) {
    if (!first) return;
    const latest = {};
    this.#latest = latest;
    const isWanted = (cell: LiveCell) => !cell.has("experiment") || cell.element.closest("details")?.open;
    const chosen = this.#lesson.cells.slice(first.number - 1).filter(isWanted);
    for (const [index, end] of this.#lesson.runCells(chosen).entries()) {
      if (latest === this.#latest) this.#show(chosen[index]);
      const outcome = await end;
      if (latest !== this.#latest) return; // begun anew meanwhile
      if (outcome !== "done" && !chosen[index].has("raises-exception")) return this.#offer(chosen[index], outcome);
    }
    this.#note.clear();
    this.#lesson.announce(WORDS.run_all.done);
    this.#offerAnswers();
  }

  /** End it: the variables are gone. */
  forget() {
    this.#latest = {};
    this.#note.clear();
  }

  /** Outputs that are still to be predicted stay covered: say so, for who shows the page to others. */
  #offerAnswers() {
    const covered = document.querySelectorAll<HTMLDetailsElement>("details.prediction:not([open])");
    if (!covered.length) return;
    this.#note.ask(counted(WORDS.run_all.covered, covered.length), {
      [WORDS.run_all.show_answers]: () => {
        for (const one of covered) one.open = true;
      },
      [WORDS.run_all.dismiss]: () => {},
    });
  }

  /** @param cell that runs */
  #show({ number }: LiveCell) {
    const { length } = this.#lesson.cells;
    const bar = Object.assign(text("progress", ""), { max: length, value: number - 1 });
    bar.setAttribute("aria-label", WORDS.run_all.bar);
    this.#note.say(fill(WORDS.run_all.running, { number, all: length }), bar);
  }

  /** @param cell at which it ended */
  #offer(cell: LiveCell, outcome: "failed" | "stopped") {
    const { kernel, cells, announce } = this.#lesson;
    if (kernel.lost.runs.length) return this.forget(); // the offer to restore the variables comes first
    const left = cells.length - cell.number;
    const { number } = cell;
    const why = fill(outcome === "failed" ? WORDS.cell.spoken.failed : WORDS.run_all.stopped, { number });
    const words = `${why} ${counted(WORDS.run_all.left, left)}`;
    const after = this.#lesson.next(cell);
    announce(words);
    this.#note.ask(words, {
      [fill(WORDS.run_all.continue, { number })]: () => this.begin(cell),
      ...(after && { [WORDS.run_all.skip]: () => this.begin(after) }),
      [WORDS.run_all.dismiss]: () => {},
    });
  }
}
