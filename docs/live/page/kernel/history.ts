/**
 * What has run: in the Python that is there, and in one that is gone. The reader's variables depend on it. It is kept as
 * data, so that it outlives the pages on which it ran.
 */

/** A run that came to its end: where its cell is, its code, and whether a control of the cell had asked for it. */
export type Run = { page: string; cell: string; source: string; byControl?: boolean };

export class History {
  /** Had run in a Python that is gone, and has not run again. */
  lost: Run[] = [];
  /** Why it is gone, in words. */
  why = "";

  #here: Run[] = [];
  #again: Run[] = [];

  /** What is to run again next. */
  get next(): Run | undefined {
    return this.#again[0];
  }

  /** A run is done. @param again whether it is the one that was to run again next */
  add({ page, cell, source, byControl }: Run, again: boolean) {
    const last = this.#here.at(-1);
    // of all that a dragged slider has run, the last counts
    if (byControl && last?.byControl && last.page === page && last.cell === cell) this.#here.pop();
    this.#here.push({ page, cell, source, byControl });
    if (again) this.#again.shift();
    if (this.lost.every((lost) => this.#here.some((run) => isSame(run, lost)))) this.lost = [];
  }

  /** Python is gone, and with it all variables. */
  lose(why: string) {
    this.lost = [...this.lost, ...this.#here, ...this.#again];
    this.#here = [];
    this.#again = [];
    this.why = why;
  }

  /** Have what is lost run again, from `next` on. */
  beginAgain() {
    this.#again = this.lost;
    this.lost = [];
  }

  /** No more of it will run now. */
  endAgain(why: string) {
    if (!this.#again.length) return;
    this.lost = [...this.lost, ...this.#again];
    this.#again = [];
    this.why = why;
  }

  /** The reader does without what is lost. */
  letGo() {
    this.lost = [];
  }

  /** The reader begins anew. */
  clear() {
    this.#here = [];
    this.#again = [];
    this.lost = [];
  }
}

const isSame = (one: Run, other: Run) =>
  one.page === other.page && one.cell === other.cell && one.source === other.source;
