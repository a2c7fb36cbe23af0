/** Keeps the run for the next visit whenever it pauses, and restores that of the last one. */

import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { readRun, writeRun } from "./saved_run.ts";
import { fragmentOf } from "./setup/fragment.ts";
import { scriptOf } from "./setup/program.ts";
import type { Store } from "./store.ts";
import type { Trainer } from "./trainer.ts";

/** A reader who does any of these on the page will want Python, which goes on with the run. */
const SIGNS = ["pointerdown", "keydown"];
/** Milliseconds: a run that is stepped through, or whose weights are dragged, is kept when that is over. */
const PATIENCE = 300;

export class Keeper {
  #store;
  #trainer;
  /** The version that is kept. */
  #kept = "";
  #timer = 0;
  #wake;

  constructor(kernel: Kernel, store: Store, trainer: Trainer) {
    this.#wake = () => kernel.start();
    this.#store = store;
    this.#trainer = trainer;
  }

  /** Bring back the run of the last visit, if the setup that stands here is its own. */
  async recall() {
    if (this.#trainer.state !== "none") return;
    const { setup } = this.#store;
    const saved = await readRun();
    const isOurs = saved?.setup === fragmentOf(setup) && saved.program === scriptOf(setup);
    if (!saved || !isOurs || this.#trainer.state !== "none") return;
    this.#trainer.revive(setup, saved);
    this.#kept = this.#trainer.version;
    for (const sign of SIGNS) addEventListener(sign, this.#wake, { once: true });
  }

  /** The run has gone on. */
  refresh() {
    const { isBusy, hasModel, version } = this.#trainer;
    if (isBusy || !hasModel || version === this.#kept) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), PATIENCE);
  }

  leave() {
    clearTimeout(this.#timer);
    for (const sign of SIGNS) removeEventListener(sign, this.#wake);
  }

  async #keep() {
    const { version } = this.#trainer;
    try {
      const saved = await this.#trainer.save();
      if (version !== this.#trainer.version) return;
      this.#kept = version;
      await writeRun(saved);
    } catch {
      // Python is gone: so is the run
    }
  }
}
