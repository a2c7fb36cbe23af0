/** Two models side by side, on the same data and seed: one is put aside, the other is the setup as it stands. */

import { fill } from "../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { Boundary, planeWishes } from "./parts/boundary.ts";
import { Curves, byEpoch } from "./parts/curves.ts";
import { differences } from "./setup/about.ts";
import { isMnist, isRegression, obstacle, withEnd, type Setup } from "./setup/setup.ts";
import { dataWords, resultWords } from "./setup/words.ts";
import type { Store } from "./store.ts";
import { Trainer } from "./trainer.ts";

type Side = { name: string; trainer: Trainer; plane: Boundary; said: HTMLElement; node: HTMLElement; color: string };

export class Compare {
  node = text("div", "pg-compare");

  #store;
  #aside: Setup | null = null;
  #kept = text("p", "pg-said", WORDS.playground.compare.before);
  #train;
  #stop;
  #charts = text("div", "pg-charts");
  #planes = text("div", "pg-sides");
  #loss = new Curves(WORDS.playground.compare.loss);
  #accuracy = new Curves(WORDS.playground.compare.accuracy);
  #sides: Side[];
  #isStopped = true;

  constructor(kernel: Kernel, store: Store) {
    this.#store = store;
    const keep = button(WORDS.playground.compare.put_aside, "keep", () => this.#putAside(), {
      title: WORDS.playground.compare.put_aside_title,
    });
    this.#train = button(WORDS.playground.compare.train, "run", () => this.#trainBoth());
    this.#stop = button(WORDS.buttons.stop, "stop", () => this.#end());
    this.#sides = ["A", "B"].map((name, i) => this.#side(kernel, name, `--pg-line-${i}`));
    const planes = this.#planes;
    planes.append(...this.#sides.map(({ node }) => node));
    const charts = this.#charts;
    charts.append(this.#loss.node, this.#accuracy.node);
    this.node.append(
      bar("pg-buttons", WORDS.playground.compare.title, keep, this.#train, this.#stop),
      this.#kept,
      planes,
      charts,
    );
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

  #side(kernel: Kernel, name: string, color: string): Side {
    const plane = new Boundary();
    const said = text("p", "pg-said");
    const node = text("div", "pg-side");
    node.append(text("strong", "", fill(WORDS.playground.compare.side, { name })), plane.node, said);
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
    const setups = [this.#aside, together(this.#aside, this.#store.setup)].map((setup) => withEnd(setup));
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

  #end() {
    this.#isStopped = true;
    for (const { trainer } of this.#sides) trainer.pause();
    this.#refresh();
  }

  #refresh() {
    const other = this.#aside && together(this.#aside, this.#store.setup);
    const problem = other ? obstacle(other) : "";
    this.#train.disabled = !this.#isStopped || !other || Boolean(problem);
    this.#stop.disabled = this.#isStopped;
    if (this.#aside && other) this.#kept.textContent = problem || this.#both(this.#aside, other);
    const names = this.#names();
    for (const [i, { trainer, said }] of this.#sides.entries()) {
      const parts = [
        names[i],
        fill(WORDS.playground.compare.epoch, { epoch: trainer.epoch }),
        trainer.setup && resultWords(trainer.rows.at(-1), trainer.setup),
      ];
      said.textContent = trainer.problem || (trainer.setup ? parts.filter(Boolean).join(", ") : "");
    }
    this.#charts.hidden = this.#planes.hidden = this.#sides.every(({ trainer }) => !trainer.setup);
    if (this.#charts.hidden) return;
    const lines = (key: string) =>
      this.#sides.map(({ name, color, trainer }, i) => {
        const curve = fill(WORDS.playground.compare.curve, { name });
        return {
          name: names[i] ? `${curve}: ${names[i]}` : curve,
          color,
          isDashed: true,
          ...byEpoch(trainer.rows, key),
        };
      });
    this.#loss.show(lines("validation loss"));
    this.#accuracy.node.hidden = this.#sides.some(({ trainer }) => trainer.setup && isRegression(trainer.setup));
    if (!this.#accuracy.node.hidden) this.#accuracy.show(lines("validation accuracy"));
  }

  /** What is special about each side: where they differ. */
  #names(): string[] {
    const [a, b] = this.#sides.map(({ trainer }) => trainer.setup);
    if (!a || !b) return ["", ""];
    return sidesOf(a, b);
  }

  #both(aside: Setup, other: Setup) {
    const [a, b] = sidesOf(aside, other);
    const data = dataWords(aside);
    if (a === b) return fill(WORDS.playground.compare.same, { data });
    return fill(WORDS.playground.compare.both, { a, b, data });
  }
}

/** Where two setups differ, in the words of each. */
function sidesOf(a: Setup, b: Setup): string[] {
  const found = differences(a, b);
  return [0, 1].map((side) =>
    found
      .map((pair) => pair[side])
      .filter(Boolean)
      .join(", "),
  );
}

/** The setup on the other's data, with its seed. */
function together({ data, samples, noise, flipped, validation, points, seed }: Setup, setup: Setup): Setup {
  return { ...setup, data, samples, noise, flipped, validation, points, seed };
}
