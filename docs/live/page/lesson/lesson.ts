/** The cells of a page as one lesson: their order, what runs together, and what is said aloud. All that a cell knows of its page. */

/**
 * @typedef {import("../cell/cell.js").LiveCell} LiveCell
 * @typedef {import("../../messages.js").Outcome} Outcome
 */

export class Lesson {
  /** That of the page that is open. @type {Lesson|null} */
  static open = null;

  /** In the order of the page; of a reference page, in that in which they came to life. @type {LiveCell[]} */
  cells = [];
  /** What brings a cell to life that is not yet, by its name. @type {Map<string, () => void>} */
  waiting = new Map();
  kernel;
  estimates;
  announce;
  page = location.pathname;

  /**
   * @param {import("../kernel/kernel.js").Kernel} kernel
   * @param {import("./estimate.js").Estimates} estimates
   * @param {(words: string) => void} announce says something to those who cannot see the page
   */
  constructor(kernel, estimates, announce) {
    this.kernel = kernel;
    this.estimates = estimates;
    this.announce = announce;
    Lesson.open = this;
  }

  /** The cell of this name. @param {string} id @returns {LiveCell|undefined} */
  cell(id) {
    this.waiting.get(id)?.();
    return this.cells.find((cell) => cell.id === id);
  }

  /** What a cell may build on. @param {LiveCell} cell */
  above(cell) {
    if (cell.has("example")) return [];
    const before = this.cells.slice(0, cell.number - 1);
    return before.filter((one) => !one.has("check") && !one.has("solution"));
  }

  /** The cells of the same exercise that have a tag. @param {LiveCell} cell @param {string} tag */
  partners(cell, tag) {
    const { exercise } = cell;
    return exercise ? this.cells.filter((other) => other.exercise === exercise && other.has(tag)) : [];
  }

  /** @param {LiveCell} cell @returns {LiveCell|undefined} */
  next(cell) {
    return this.cells.find(({ number }) => number === cell.number + 1);
  }

  /** What pressing Run on a cell does. @param {LiveCell} cell */
  press(cell) {
    if (!cell.has("check")) this.run([cell]);
    else import("./run_check.js").then(({ runCheck }) => runCheck(cell, this)).catch(() => this.run([cell]));
  }

  /**
   * Run some cells, one after the other; where one fails, the rest is left, unless it is meant to.
   * @param {LiveCell[]} chosen @param {import("../kernel/kernel.js").Batch} [batch]
   * @returns {Promise<Outcome>[]} how each ends
   */
  run(chosen, batch = {}) {
    return chosen.map((cell) => cell.run(cell.has("raises-exception") ? undefined : batch));
  }

  /** Run again what went with Python: where it can be seen, on the page that is open by then. */
  replay() {
    this.kernel.replay((run, batch) => Lesson.open?.cells.find((cell) => cell.canShow(run))?.run(batch, run.source));
  }

  /** The reader goes on to another page. */
  leave() {
    for (const cell of this.cells.splice(0)) cell.leave();
    if (Lesson.open === this) Lesson.open = null;
  }
}
