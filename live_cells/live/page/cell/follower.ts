/**
 * Runs a cell again as its controls change: at once while that is fast, when the hand rests where it is slow. However fast
 * the changes come, there is one run at a time, and the last value is the one that counts.
 */

/** Seconds that a run may take to be done again at every change. */
const FAST = 0.3;
/** Milliseconds after which a hand rests. */
const REST = 350;

/**
 * `stop`: end the run, if that can be done without losing anything; `seconds`: how long the last run took, if there was
 * one.
 */
type Followed = { run: () => void; stop: () => void; isRunning: () => boolean; seconds: () => number | null };

export class Follower {
  #cell;
  #due = false;
  #resting: number | undefined;

  constructor(cell: Followed) {
    this.#cell = cell;
  }

  /** Is another run to come? */
  get due() {
    return this.#due;
  }

  /** A control has changed. */
  changed() {
    this.#due = true;
    clearTimeout(this.#resting);
    this.#resting = undefined;
    if ((this.#cell.seconds() ?? 0) <= FAST) this.#go();
    else this.#resting = setTimeout(() => this.#rested(), REST);
  }

  /** The cell's run is over. */
  ended() {
    if (this.#due && this.#resting === undefined) this.#go();
  }

  /** Forget what is due. */
  forget() {
    this.#due = false;
    clearTimeout(this.#resting);
    this.#resting = undefined;
  }

  #rested() {
    this.#resting = undefined;
    if (!this.#cell.isRunning()) this.#go();
    else this.#cell.stop(); // there will be another then
  }

  #go() {
    if (this.#cell.isRunning()) return;
    this.#due = false;
    this.#cell.run();
  }
}
