/** Two models side by side, on the same data and seed: one is put aside, the other is the set-up as it stands. */

import { bar, button, text } from "../elements/toolbar.js";
import { Boundary, planeWishes } from "./parts/boundary.js";
import { Curves } from "./parts/curves.js";
import { byEpoch } from "./parts/series.js";
import { isMnist, obstacle } from "./setup/setup.js";
import { dataWords, figure, modelWords, trainingWords } from "./setup/words.js";
import { Trainer } from "./trainer.js";

/**
 * @typedef {import("./setup/setup.js").Setup} Setup
 * @typedef {{name: string, trainer: Trainer, plane: Boundary, said: HTMLElement, node: HTMLElement, color: string}} Side
 */

export class Compare {
  node = text("div", "pg-compare");

  #store;
  /** @type {Setup|null} */
  #aside = null;
  #kept = text("p", "pg-said", "Put a set-up aside, then change something: a layer, the optimizer, the rate.");
  #train;
  #stop;
  #charts = text("div", "pg-charts");
  #planes = text("div", "pg-sides");
  #loss = new Curves("Validation loss");
  #accuracy = new Curves("Validation accuracy");
  /** @type {Side[]} */
  #sides;
  #isStopped = true;

  /** @param {import("../kernel/kernel.js").Kernel} kernel @param {import("./store.js").Store} store */
  constructor(kernel, store) {
    this.#store = store;
    const keep = button("Put aside", "keep", () => this.#putAside(), {
      title: "Keep the set-up as it stands as model A",
    });
    this.#train = button("Train both", "run", () => this.#trainBoth());
    this.#stop = button("Stop", "stop", () => this.#end());
    this.#sides = ["A", "B"].map((name, i) => this.#side(kernel, name, `--pg-class-${i}`));
    const planes = this.#planes;
    planes.append(...this.#sides.map(({ node }) => node));
    const charts = this.#charts;
    charts.append(this.#loss.node, this.#accuracy.node);
    this.node.append(bar("pg-buttons", "Compare", keep, this.#train, this.#stop), this.#kept, planes, charts);
    store.watch(() => this.#refresh());
  }

  leave() {
    this.#end();
    for (const { trainer, plane } of this.#sides) {
      trainer.leave();
      plane.leave();
    }
    this.#loss.leave();
    this.#accuracy.leave();
  }

  /** @param {import("../kernel/kernel.js").Kernel} kernel @param {string} name @param {string} color @returns {Side} */
  #side(kernel, name, color) {
    const plane = new Boundary();
    const said = text("p", "pg-said");
    const node = text("div", "pg-side");
    node.append(text("strong", "", `Model ${name}`), plane.node, said);
    plane.node.hidden = true;
    const trainer = new Trainer(kernel, name);
    trainer.onReport = (views) => {
      plane.take(views);
      this.#refresh();
    };
    trainer.wishes = () => {
      const isOfPoints = trainer.setup && !isMnist(trainer.setup);
      return isOfPoints ? planeWishes(trainer.state === "starting") : [];
    };
    return { name, trainer, plane, said, node, color };
  }

  #putAside() {
    this.#aside = this.#store.setup;
    this.#refresh();
  }

  /** An epoch of the one, an epoch of the other. */
  async #trainBoth() {
    if (!this.#aside) return;
    const setups = [this.#aside, this.#together(this.#store.setup)];
    this.#isStopped = false;
    for (const { trainer } of this.#sides) trainer.clear();
    while (!this.#isStopped) {
      const open = this.#sides.filter(({ trainer }) => !["ended", "failed", "lost"].includes(trainer.state));
      if (!open.length) break;
      for (const side of open) {
        if (this.#isStopped) break;
        side.plane.node.hidden = isMnist(setups[this.#sides.indexOf(side)]);
        await side.trainer.turn(setups[this.#sides.indexOf(side)]);
      }
    }
    this.#end();
  }

  /** The set-up on the other's data, with its seed. @param {Setup} setup @returns {Setup} */
  #together(setup) {
    const { data, samples, noise, flipped, validation, points, seed } = /** @type {Setup} */ (this.#aside);
    return { ...setup, data, samples, noise, flipped, validation, points, seed };
  }

  #end() {
    this.#isStopped = true;
    for (const { trainer } of this.#sides) trainer.pause();
    this.#refresh();
  }

  #refresh() {
    const other = this.#aside && this.#together(this.#store.setup);
    const problem = other ? obstacle(other) : "";
    this.#train.disabled = !this.#isStopped || !other || Boolean(problem);
    this.#stop.disabled = this.#isStopped;
    if (this.#aside)
      this.#kept.textContent =
        problem ||
        `A: ${modelWords(this.#aside)}; ${trainingWords(this.#aside)}. B: the set-up as it stands, on A's data and with its seed: ${dataWords(this.#aside)}.`;
    for (const { trainer, said } of this.#sides) {
      const last = trainer.rows.at(-1);
      const figures =
        last && `validation accuracy ${figure(last["validation accuracy"])}, loss ${figure(last["validation loss"])}`;
      said.textContent =
        trainer.problem ||
        (trainer.setup
          ? [modelWords(trainer.setup), `epoch ${trainer.epoch}`, figures].filter(Boolean).join(", ")
          : "");
    }
    this.#charts.hidden = this.#planes.hidden = this.#sides.every(({ trainer }) => !trainer.setup);
    if (this.#charts.hidden) return;
    /** @param {string} key */
    const lines = (key) =>
      this.#sides.map(({ name, color, trainer }) => {
        return { name: `model ${name}`, color, ...byEpoch(trainer.rows, key) };
      });
    this.#loss.show(lines("validation loss"));
    this.#accuracy.show(lines("validation accuracy"));
  }
}
