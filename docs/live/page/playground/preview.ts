/** The points of a set-up before it is trained: painted ones at once, others as soon as Python is there. */

import { isMnist, lacksPoints } from "./setup/setup.js";
import { dataSource } from "./setup/data_source.js";

/** @typedef {import("./setup/setup.js").Setup} Setup */

export class Preview {
  #kernel;
  #trainer;
  #result;
  /** The data section whose points are shown, or asked for. */
  #shown = "";
  /** @type {Setup|null} */
  #wanted = null;
  #isAsking = false;

  /**
   * @param {import("../kernel/kernel.js").Kernel} kernel @param {import("./trainer.js").Trainer} trainer
   * @param {import("./result_panel.js").ResultPanel} result
   */
  constructor(kernel, trainer, result) {
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#result = result;
  }

  /** Show the points of this set-up, unless a run is under way, which shows its own. @param {Setup} setup */
  async ask(setup) {
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

  /** @param {Setup} setup */
  #paint({ points }) {
    const dots = points.map(({ x, y, label }) => /** @type {[number, number, number]} */ ([x, y, label]));
    this.#result.showData({ training: dots, validation: [] });
  }
}
