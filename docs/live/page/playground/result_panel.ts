/** What the model makes of its data, live: the plane with its boundary, or what the first layer looks for. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Maps } from "./inside/maps.ts";
import type { Answers } from "./inside/view.ts";
import { Boundary, FIELDS, planeWishes, type Dot, type Dots } from "./parts/boundary.ts";
import { dataSource } from "./setup/data_source.ts";
import { isMnist, lacksPoints, type Setup } from "./setup/setup.ts";
import { figure, percent } from "./setup/words.ts";
import type { Wish } from "./run_calls.ts";
import type { Trainer } from "./trainer.ts";

/** Milliseconds between two pictures of the weights, which are large. */
const BREATH = 400;

export class ResultPanel {
  node = text("div", "pg-result");
  boundary = new Boundary();

  #trainer;
  #figures = text("p", "pg-figures");
  #weights = new Maps();
  #words = text("p", "pg-said");
  #lastLook = 0;

  constructor(trainer: Trainer) {
    this.#trainer = trainer;
    trainer.wishes = () => this.#wishes();
    this.node.append(this.#figures, this.boundary.node, this.#weights.node, this.#words);
  }

  /** The set-up is of other data. */
  prepare(setup: Setup) {
    this.boundary.node.hidden = isMnist(setup);
    this.boundary.isPainted = setup.data === "painted";
    this.#weights.node.hidden = !isMnist(setup);
    if (!isMnist(setup)) this.#words.textContent = WORDS.playground.result.points;
    else this.#words.textContent = WORDS.playground.result.weights;
  }

  /** @param views that came along with a report */
  show(views: Partial<Answers>) {
    const { weights } = views;
    this.boundary.take(views);
    if (weights) {
      const tiles = weights.maps.map((map, unit) => {
        return { map, label: fill(WORDS.playground.inside.weights.map, { unit: unit + 1 }) };
      });
      this.#weights.show(
        tiles.slice(0, 32),
        weights.shape,
        weights.shape[0] > 9 ? 1.6 : Math.round(56 / weights.shape[0]),
      );
    }
    const last = this.#trainer.rows.at(-1);
    this.#figures.textContent = last
      ? fill(WORDS.playground.result.figures, {
          percent: percent(last["validation accuracy"]),
          loss: figure(last["validation loss"]),
        })
      : "";
  }

  /** Show points that no model has seen. */
  showData(points: Dots) {
    this.boundary.clear();
    this.boundary.showPoints(points);
  }

  /** Show what the run had come to when the page was left. */
  async recall() {
    const { setup, hasModel } = this.#trainer;
    if (!setup || !hasModel || isMnist(setup)) return;
    const [points, boundary] = [this.#trainer.view("points", null), this.#trainer.view("boundary", null, [FIELDS])];
    this.show({ points: await points, boundary: await boundary });
  }

  leave() {
    this.boundary.leave();
  }

  #wishes(): Wish[] {
    const { setup, state, rows } = this.#trainer;
    if (!setup) return [];
    if (!isMnist(setup)) return planeWishes(state === "starting");
    const first = setup.layers.findIndex(({ kind }) => kind === "Linear" || kind === "Conv2d");
    const isTime = performance.now() - this.#lastLook > BREATH;
    const isEnd = rows.length === setup.epochs - 1;
    if (first < 0 || !(isTime || isEnd)) return [];
    this.#lastLook = performance.now();
    return [["weights", first, 32]];
  }
}

/** The points of a set-up before it is trained: painted ones at once, others as soon as Python is there. */
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
    const dots = points.map(({ x, y, label }): Dot => [x, y, label]);
    this.#result.showData({ training: dots, validation: [] });
  }
}
