/** Points that only Python makes, before a set-up of them is trained: as soon as Python is there. */

import type { Kernel } from "../kernel/kernel.ts";
import { dataSource } from "./setup/data_source.ts";
import { isMnist, lacksPoints, type Setup } from "./setup/setup.ts";
import { pointsOf } from "./stage/points.ts";
import type { Stage } from "./stage/stage.ts";
import type { Trainer } from "./trainer.ts";

export class Preview {
  #kernel;
  #trainer;
  #stage;
  /** The data section whose points are shown, or asked for. */
  #shown = "";
  #wanted: Setup | null = null;
  #isAsking = false;

  constructor(kernel: Kernel, trainer: Trainer, stage: Stage) {
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#stage = stage;
  }

  /** Show the points of this set-up, unless a run is under way, which shows its own. */
  async ask(setup: Setup) {
    if (isMnist(setup) || lacksPoints(setup) || pointsOf(setup)) return;
    if (this.#trainer.isBusy || this.#kernel.state !== "ready" || dataSource(setup) === this.#shown) return;
    this.#wanted = setup;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#wanted) {
      const asked: Setup = this.#wanted;
      this.#wanted = null;
      this.#shown = dataSource(asked);
      try {
        this.#stage.showPoints(asked, await this.#trainer.preview(asked));
      } catch {
        this.#shown = ""; // Python was stopped or left; the next chance comes
      }
    }
    this.#isAsking = false;
  }
}
