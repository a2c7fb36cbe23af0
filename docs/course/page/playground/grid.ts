/** Depth by width: the same training for models of several shapes, each with several seeds; mean and spread. */

import { counted, fill } from "../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { heading } from "./parts/fields.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { layer } from "./setup/layers.ts";
import {
  DATA,
  inputShape,
  isMnist,
  isRegression,
  obstacle,
  settled,
  setupOf,
  withEnd,
  type Setup,
} from "./setup/setup.ts";
import type { Store } from "./store.ts";
import { Trainer } from "./trainer.ts";

const DEPTHS = [1, 2, 3];
const WIDTHS = [2, 4, 8, 32];
const SEEDS = [0, 1, 2];
/** Of each run, where the setup has no end. */
const EPOCHS = 20;
const COUNT = DEPTHS.length * WIDTHS.length * SEEDS.length;

export class Grid {
  node = text("div", "pg-grid");

  #store;
  #trainer;
  #start;
  #stop;
  #said = text("p", "pg-said");
  #table = text("table", "pg-confusion");
  /** Validation accuracies by depth and width; for a regression, losses. */
  #found = new Map<string, number[]>();
  #isOfValues = false;
  #isStopped = true;

  constructor(kernel: Kernel, store: Store) {
    this.#store = store;
    this.#trainer = new Trainer(kernel, "grid");
    this.#start = button(WORDS.playground.grid.train, "run", () => this.#run());
    this.#stop = button(WORDS.buttons.stop, "stop", () => this.#end());
    this.#stop.disabled = true;
    this.node.append(bar("pg-buttons", WORDS.playground.grid.title, this.#start, this.#stop), this.#said, this.#table);
    this.#show();
    store.watch((setup) => {
      if (this.#isStopped)
        this.#said.textContent = [
          fill(WORDS.playground.grid.about, {
            runs: COUNT,
            epochs: withEnd(setup, EPOCHS).epochs,
            seeds: SEEDS.length,
          }),
          isMnist(setup) ? WORDS.playground.grid.slow : "",
        ]
          .join(" ")
          .trim();
    });
  }

  leave() {
    this.#end();
    this.#trainer.leave();
  }

  async #run() {
    const { setup } = this.#store;
    const problem = obstacle(shaped(setup, 1, 2, 0));
    if (problem) {
      this.#said.textContent = problem;
      return;
    }
    this.#isStopped = false;
    this.#start.disabled = true;
    this.#stop.disabled = false;
    this.#found.clear();
    this.#isOfValues = isRegression(setup);
    let done = 0;
    for (const seed of SEEDS)
      for (const depth of DEPTHS)
        for (const width of WIDTHS) {
          if (this.#isStopped) break;
          done += 1;
          this.#said.textContent = fill(WORDS.playground.grid.running, { number: done, all: COUNT });
          await this.#trainer.start(shaped(setup, depth, width, seed));
          const figure = this.#trainer.rows.at(-1)?.[measureOf(setup)];
          if (this.#trainer.state === "ended" && typeof figure === "number") this.#note(depth, width, figure);
          else if (!this.#isStopped) {
            this.#said.textContent = this.#trainer.problem;
            this.#isStopped = true;
          }
        }
    if (this.#isStopped && this.#trainer.state === "paused")
      this.#said.textContent = fill(WORDS.playground.grid.stopped, { number: done });
    if (!this.#isStopped)
      this.#said.textContent = isRegression(setup) ? WORDS.playground.grid.done_values : WORDS.playground.grid.done;
    this.#end();
  }

  #end() {
    this.#isStopped = true;
    this.#trainer.pause();
    this.#start.disabled = false;
    this.#stop.disabled = true;
  }

  #note(depth: number, width: number, figure: number) {
    const key = `${depth} ${width}`;
    this.#found.set(key, [...(this.#found.get(key) ?? []), figure]);
    this.#show();
  }

  #show() {
    const head = text("tr", "");
    head.append(text("td", ""), ...WIDTHS.map((width) => heading(fill(WORDS.playground.grid.wide, { width }), "col")));
    const rows = DEPTHS.map((depth) => {
      const row = text("tr", "");
      row.append(
        heading(counted(WORDS.playground.grid.hidden, depth), "row"),
        ...WIDTHS.map((width) => field(this.#found.get(`${depth} ${width}`) ?? [], this.#isOfValues)),
      );
      return row;
    });
    this.#table.replaceChildren(head, ...rows);
  }
}

function shaped(setup: Setup, depth: number, width: number, seed: number) {
  const { outputs } = DATA[setup.data];
  const hidden = Array.from({ length: depth }, () => [layer("Linear", { out: width }), layer("ReLU")]).flat();
  const first = inputShape(setup).length === 3 ? [layer("Flatten")] : [];
  return setupOf({
    ...settled(withEnd(setup, EPOCHS)),
    seed,
    layers: [...first, ...hidden, layer("Linear", { out: outputs })],
  });
}

const measureOf = (setup: Setup) => (isRegression(setup) ? "validation loss" : "validation accuracy");

/** @param figures of the seeds so far @param isOfValues are they losses, and not accuracies? */
function field(figures: number[], isOfValues: boolean) {
  if (!figures.length) return text("td", "", "–");
  const mean = figures.reduce((sum, value) => sum + value, 0) / figures.length;
  const spread = Math.sqrt(
    figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, figures.length - 1),
  );
  const words = [mean, ...(figures.length > 1 ? [spread] : [])].map((value) =>
    isOfValues ? value.toFixed(3) : (100 * value).toFixed(1),
  );
  const node = text("td", "", words.join(" ± "));
  const strength = isOfValues ? 0 : Math.round(60 * Math.max(0, 2 * mean - 1));
  node.style.background = `color-mix(in srgb, var(--positive) ${strength}%, transparent)`;
  return node;
}
