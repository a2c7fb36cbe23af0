/** Runs the cells of a page in order, says how far that is, and, where it ends early, offers to go on. */

import { Note } from "../elements/note.js";
import { text } from "../elements/toolbar.js";
import { counted, fill } from "../../phrases.js";

/** @typedef {import("../cell/cell.js").LiveCell} LiveCell */

export class RunAll {
  #note = new Note("live-progress");
  #lesson;
  /** Tells whose progress is shown: the last that was asked for. */
  #latest = {};

  /** @param {import("./lesson.js").Lesson} lesson */
  constructor(lesson) {
    this.#lesson = lesson;
  }

  /** Where the progress is shown. */
  get node() {
    return this.#note.node;
  }

  /** Run every cell from this one on. @param {LiveCell} [first] */
  async begin(first = this.#lesson.cells[0]) {
    const latest = {};
    this.#latest = latest;
    const chosen = this.#lesson.cells.slice(first.number - 1);
    for (const [index, end] of this.#lesson.run(chosen).entries()) {
      if (latest === this.#latest) this.#show(chosen[index]);
      const outcome = await end;
      if (latest !== this.#latest) return; // begun anew meanwhile
      if (outcome !== "done" && !chosen[index].has("raises-exception")) return this.#offer(chosen[index], outcome);
    }
    this.#note.clear();
    this.#lesson.announce(WORDS.run_all.done);
  }

  /** Nothing to go on with: the variables are gone. */
  forget() {
    this.#latest = {};
    this.#note.clear();
  }

  /** @param {LiveCell} cell that runs */
  #show({ number }) {
    const { length } = this.#lesson.cells;
    const bar = Object.assign(text("progress", ""), { max: length, value: number - 1 });
    bar.setAttribute("aria-label", WORDS.run_all.bar);
    this.#note.say(fill(WORDS.run_all.running, { number, all: length }), bar);
  }

  /** @param {LiveCell} cell at which it ended @param {"failed"|"stopped"} outcome */
  #offer(cell, outcome) {
    const { kernel, cells, announce } = this.#lesson;
    if (kernel.lost.runs.length) return this.forget(); // first comes the offer to bring back the variables
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
