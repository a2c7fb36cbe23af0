/** The points of a set-up before it is trained: painted ones at once, others as soon as Python is there. */

import type { Kernel } from "../kernel/kernel.ts";
import type { ResultPanel } from "./result_panel.ts";
import { dataSource } from "./setup/data_source.ts";
import { isMnist, lacksPoints, type Setup } from "./setup/setup.ts";
import type { Trainer } from "./trainer.ts";

export class Preview {
  #kernel;
  #trainer;
  #result;
  /** The data section whose points are shown, or asked for. */
  #shown = "";
  #wanted: Setup | null = null;
  #isAsking = false;

  constructor(kernel: Kernel, trainer: Trainer, result: ResultPanel) {
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#result = result;
  }

  /** Show the points of this set-up, unless a run is under way, which shows its own. */
  async ask(setup: Setup) {
    if (isMnist(setup) || this.#trainer.isBusy) return;
    const section = dataSource(setup);
    const { setup: trained, hasModel } = this.#trainer;
    if (section === this.#shown) return;
    if (hasModel && trained && dataSource(trained) === section) {
      this.#shown = section;
      return this.#result.recall();
    }
    if (setup.data === "painted") this.#paint(setup);
    if (lacksPoints(setup) || this.#kernel.state !== "ready") return;
    this.#wanted = setup;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#wanted) {
      const asked = this.#wanted;
      this.#wanted = null;
      this.#shown = dataSource(asked);
      try {
        const points = await this.#trainer.preview(asked);
        if (!this.#trainer.isBusy) this.#result.showData(points);
      } catch {
        this.#shown = ""; // Python was stopped or left; the next chance comes
      }
    }
    this.#isAsking = false;
  }

  #paint({ points }: Setup) {
    const dots = points.map(({ x, y, label }) => [x, y, label] as [number, number, number]);
    this.#result.showData({ training: dots, validation: [] });
  }
}
