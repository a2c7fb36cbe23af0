/** The charts of a run: loss and accuracy, and what is measured of each layer; earlier runs as ghosts. */

import { fill } from "../../../../live_cells/live/phrases.ts";
import { text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { Curves, byEpoch, smoothed, thinned, type Line } from "./parts/curves.ts";
import { epochsIn, partsOf } from "./setup/phases.ts";
import { stepsPerEpoch, type Setup } from "./setup/setup.ts";
import type { Row } from "./run_calls.ts";
import type { Trainer } from "./trainer.ts";

export class Charts {
  node = text("div", "pg-charts");
  #loss = new Curves(WORDS.playground.charts.loss);
  #accuracy = new Curves(WORDS.playground.charts.accuracy);
  #gradients = new Curves(WORDS.playground.charts.gradients, { logarithmic: true });
  #spread = new Curves(WORDS.playground.charts.spread, { logarithmic: true });
  #all = [this.#loss, this.#accuracy, this.#gradients, this.#spread];
  #dead = text("p", "pg-said");

  constructor() {
    this.node.append(...this.#all.map(({ node }) => node), this.#dead);
  }

  show({ setup, rows, losses, measures, playhead }: Trainer, ghosts: { name: string; rows: Row[] }[]) {
    const { measuring, none } = WORDS.playground.charts;
    const meanwhile = setup && losses.length ? measuring : none;
    if (!setup) {
      for (const chart of this.#all) chart.show([], meanwhile);
      return;
    }
    const each = stepsPerEpoch(setup);
    for (const chart of this.#all) chart.mark = playhead === null ? null : epochsIn(setup, playhead);
    const steps = thinned(smoothed(losses, Math.min(20, each)));
    const curve = (name: string, key: string, color: string): Line => ({
      ...{ name, color, isDashed: key.startsWith("validation") },
      ...byEpoch(rows, key),
    });
    const faint = (key: string): Line[] =>
      ghosts.map(({ name, rows: old }) => {
        return { name, color: "--pg-ghost", isFaint: true, isDashed: true, ...byEpoch(old, key) };
      });
    const loss = [
      ...faint("validation loss"),
      {
        name: WORDS.playground.charts.each_step,
        color: "--pg-training",
        isFaint: true,
        x: steps.map(([step]) => epochsIn(setup, step + 1)),
        y: steps.map(([, loss]) => loss),
      },
      curve(WORDS.playground.training, "training loss", "--pg-training"),
      curve(WORDS.playground.validation, "validation loss", "--pg-validation"),
    ];
    this.#loss.show(loss, meanwhile);
    const accuracy = [
      ...faint("validation accuracy"),
      curve(WORDS.playground.training, "training accuracy", "--pg-training"),
      curve(WORDS.playground.validation, "validation accuracy", "--pg-validation"),
    ];
    this.#accuracy.show(accuracy, meanwhile);
    this.#showLayers(setup, measures, meanwhile);
  }

  /** Of the layers that there are now: what was before they were built anew is that of others. */
  #showLayers(setup: Setup, measures: Trainer["measures"], meanwhile: string) {
    const { layers } = setup;
    const since = partsOf(setup).at(-1)?.epoch ?? 0;
    const along = measures.map((_, i) => i);
    const lines = (key: "gradient" | "spread"): Line[] =>
      layers.flatMap(({ kind }, index) => {
        const y = measures.map(({ layers: all }, epoch) => (epoch < since ? null : all[index]?.[key]) || null);
        const isShown =
          key === "gradient" ? y.some((value) => value !== null) : kind !== "Flatten" && kind !== "Dropout";
        return isShown ? [{ name: `${index + 1} ${kind}`, color: `--pg-line-${index % 8}`, x: along, y }] : [];
      });
    this.#gradients.show(lines("gradient"), meanwhile);
    this.#spread.show(lines("spread"), meanwhile);
    const last = measures.at(-1)?.layers ?? [];
    const dead = last.flatMap(({ dead: count, units = 0 }, index) =>
      count ? [fill(WORDS.playground.charts.dead_in_layer, { count, units, number: index + 1 })] : [],
    );
    this.#dead.textContent = dead.length ? fill(WORDS.playground.charts.dead, { list: dead.join(", ") }) : "";
  }

  leave() {
    for (const chart of this.#all) chart.leave();
  }
}
