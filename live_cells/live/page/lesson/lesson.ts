/** The cells of a page as one lesson: their order, and which of them run together. */

import type { Outcome } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import type { CellLesson } from "../cell/cell_lesson.ts";
import { duration } from "../elements/nodes.ts";
import { store, stored } from "../elements/storage.ts";
import type { Batch } from "../kernel/contract.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** Cells that are about other cells. */
export const ASIDE = ["check", "solution", "experiment"];

export class Lesson implements CellLesson<LiveCell> {
  /** That of the page that is open. */
  static open: Lesson | null = null;

  /** In the order of the page; on a reference page, in the order in which they were mounted. */
  cells: LiveCell[] = [];
  /** Mounts a cell that is not mounted yet, by its name. */
  unmounted = new Map<string, () => void>();
  kernel;
  estimates;
  announce;
  page = location.pathname;
  /** A lesson that was once part of another finds what readers have changed under the other's address. */
  keptAt = new URL(document.querySelector<HTMLElement>("[data-kept-at]")?.dataset.keptAt ?? "", location.href).pathname;
  edits?: CellLesson<LiveCell>["edits"];
  ran?: CellLesson<LiveCell>["ran"];
  #setups = [...document.querySelectorAll<HTMLElement>("[data-setup]")].map(({ dataset }) => dataset);

  /** @param announce says something to screen readers */
  constructor(kernel: Kernel, estimates: Estimates, announce: (words: string) => void) {
    this.kernel = kernel;
    this.estimates = estimates;
    this.announce = announce;
    Lesson.open = this;
  }

  /** The cell of this name. */
  cell(id: string): LiveCell | undefined {
    this.unmounted.get(id)?.();
    return this.cells.find((cell) => cell.id === id);
  }

  /** The sessions of its cells: each has variables of its own. */
  get sessions() {
    return [...new Set(this.cells.map(({ session }) => session))];
  }

  /** Code that is not shown, and runs before any cell of a session. */
  setupOf(session: string | undefined) {
    const mine = this.#setups.filter((setup) => setup.session === session);
    return mine.map(({ setup }) => setup).join("\n\n");
  }

  /** The cells whose variables a cell may use. */
  above(cell: LiveCell) {
    if (cell.has("example")) return [];
    const before = this.cells.slice(0, cell.number - 1);
    return before.filter((one) => one.session === cell.session && !ASIDE.some((tag) => one.has(tag)));
  }

  /** The cells of the same exercise that have a tag. */
  partners(cell: LiveCell, tag: string) {
    const { exercise } = cell;
    return exercise ? this.cells.filter((other) => other.exercise === exercise && other.has(tag)) : [];
  }

  next(cell: LiveCell): LiveCell | undefined {
    return this.cells.find(({ number }) => number === cell.number + 1);
  }

  /** What pressing Run on a cell does. */
  press(cell: LiveCell) {
    if (cell.has("check"))
      import("./exercises.ts").then(({ runCheck }) => runCheck(cell, this)).catch(() => this.runCells([cell]));
    else {
      cell.uncover();
      const [end] = this.runCells([cell]);
      this.follow(cell, end);
    }
  }

  /** Run what uses a cell's names, once it has run, where a cell of its page asks for that. */
  async follow(cell: LiveCell, end: Promise<Outcome>) {
    if (!this.cells.some((one) => one.has("reactive") && one.session === cell.session)) return;
    const { endChain, follow } = await import("./followers.ts");
    endChain();
    if ((await end) === "done" && Lesson.open === this) follow(cell, this);
  }

  /**
   * Run some cells, one after the other; where one fails, the rest is left, unless it is meant to.
   * @returns how each ends
   */
  runCells(chosen: LiveCell[], batch: Batch = {}): Promise<Outcome>[] {
    return chosen.map((cell) => cell.run(cell.has("raises-exception") ? undefined : batch));
  }

  /** Repeat the runs that were lost with Python: in their cells, where these are on the page that is open by then. */
  replay() {
    this.kernel.replay((run, batch) => Lesson.open?.cells.find((cell) => cell.canShow(run))?.run(batch, run.source));
  }

  /** The reader goes on to another page. */
  leave() {
    for (const cell of this.cells.splice(0)) cell.leave();
    if (Lesson.open === this) Lesson.open = null;
  }
}

const KEY = "seqlite:yardstick";

/** How long a slow cell takes on this device: the recorded time, scaled by how fast the device runs a yardstick. */
export class Estimates {
  #kernel;
  #yardstick: number | null = null;
  #isMeasured = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#yardstick = Number(stored(KEY)) || null; // from an earlier visit
  }

  /** Measure this device, once a visit, when nothing runs. Resolves to true if it was measured now. */
  async measure() {
    if (this.#isMeasured || this.#kernel.state !== "ready") return false;
    this.#isMeasured = true;
    const answer = await this.#kernel.ask("speed");
    this.#isMeasured = answer !== null;
    if (!answer) return false;
    this.#yardstick = answer.seconds;
    store(KEY, answer.seconds);
    return true;
  }

  /**
   * In words, e.g. `about 12 s here`, for one cell or several; empty where they are quick.
   * @param datasets recorded seconds of cells, and of the yardstick there
   */
  text(...datasets: { seconds?: string; yardstick?: string }[]) {
    const slow = datasets.filter(({ seconds }) => seconds);
    if (!slow.length) return "";
    const here = this.#yardstick;
    const scaled = slow.map(({ seconds, yardstick }) => Number(seconds) * (here ? here / Number(yardstick) : 1));
    const time = duration(
      Math.max(
        1,
        scaled.reduce((sum, one) => sum + one),
      ),
      0,
    );
    return fill(here ? WORDS.cell.about_here : WORDS.cell.about, { time });
  }
}
