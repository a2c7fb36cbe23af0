/**
 * Runs a cell again as its controls change: at once where runs are fast, after a pause where they are slow. There is one run
 * at a time, and the last value is the one that counts.
 */

/** Seconds that a run may take to be done again at every change. */
const FAST = 0.3;
/** Milliseconds without a change after which a slow cell runs. */
const PAUSE = 350;

/**
 * `stop`: stop the run, if that loses nothing; `seconds`: how long the last run took, if there was one.
 */
type Controlled = { run: () => void; stop: () => void; isRunning: () => boolean; seconds: () => number | null };

export class AutoRun {
  #cell;
  #due = false;
  #timer: number | undefined;

  constructor(cell: Controlled) {
    this.#cell = cell;
  }

  /** Will there be another run? */
  get due() {
    return this.#due;
  }

  /** A control has changed. */
  changed() {
    this.#due = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if ((this.#cell.seconds() ?? 0) <= FAST) this.#go();
    else this.#timer = setTimeout(() => this.#paused(), PAUSE);
  }

  /** The cell's run is over. */
  ended() {
    if (this.#due && this.#timer === undefined) this.#go();
  }

  cancel() {
    this.#due = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #paused() {
    this.#timer = undefined;
    if (!this.#cell.isRunning()) this.#go();
    else this.#cell.stop(); // its end starts the next
  }

  #go() {
    if (this.#cell.isRunning()) return;
    this.#due = false;
    this.#cell.run();
  }
}
