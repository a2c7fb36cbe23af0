/** The note below a cell's code: what went wrong beside the cell, and what the reader can do about it. */

import { isOutdated } from "../elements/files.ts";
import { button } from "../elements/nodes.ts";
import { Note, RUN_AGAIN, countOf } from "../elements/notes.ts";
import type { Kernel } from "../kernel/kernel.ts";

type Options = { kernel: Kernel; announce: (words: string) => void };

export class CellNotes {
  readonly note = new Note("cell-note");
  #kernel;
  #announce;
  #replay: string | null = null;
  /** What runs before the cell. */
  #first = "";

  constructor({ kernel, announce }: Options) {
    this.#kernel = kernel;
    this.#announce = announce;
  }

  /** Does it offer to run again what went with Python? */
  get offersReplay() {
    return this.note.words === this.#replay;
  }

  say(words: string) {
    this.note.say(words);
  }

  /** Say what runs before the cell, until the cell itself runs. */
  announceFirst(words: string) {
    this.#first = words;
    this.note.say(words);
    this.#announce(words);
  }

  /** The cell itself runs. */
  started() {
    if (this.#first && this.note.words === this.#first) this.note.clear();
    this.#first = "";
  }

  offerReplay(why: string, replay: () => void) {
    this.#replay = `${why} ${countOf(this.#kernel.lost.runs)}`.trim();
    this.note.ask(this.#replay, { [RUN_AGAIN]: replay });
  }

  offerRunAbove(runAbove: () => void) {
    this.note.ask(WORDS.cell.run_above_first, { [WORDS.cell.run_above]: runAbove });
  }

  /** Does a name lack that a cell above makes, which has not run? */
  get offersRunAbove() {
    return this.note.words === WORDS.cell.run_above_first;
  }

  /** Where a file is missing because the site has been updated, offer to load the new version. */
  async offerReload(keepsEdits: () => boolean) {
    if (!(await isOutdated())) return;
    const words = keepsEdits() ? WORDS.edits.reload_keeps : WORDS.edits.reload_loses;
    this.note.say(
      words,
      button(WORDS.edits.reload, "choose", () => location.reload()),
    );
    this.#announce(words);
  }

  /** Take away offers that have nothing left to do. */
  refresh(hasRunAbove: boolean) {
    if (this.offersReplay && !this.#kernel.lost.runs.length) this.note.clear();
    if (hasRunAbove && this.offersRunAbove) this.note.clear();
  }
}
