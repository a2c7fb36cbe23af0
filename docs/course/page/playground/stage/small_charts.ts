/** Loss and accuracy while a model trains, small, below the plane. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { byEpoch, Curves, smoothed, thinned, type Line } from "../parts/curves.ts";
import { epochsIn } from "../setup/phases.ts";
import { isRegression, stepsPerEpoch, type Setup } from "../setup/setup.ts";
import { figure, percent } from "../setup/words.ts";

type Run = { setup: Setup | null; rows: Record<string, number | null>[]; losses: (number | null)[] };

export class SmallCharts {
  node = text("div", "pg-small-charts");
  #loss = new Curves(WORDS.playground.charts.loss, { small: (value) => figure(value, 2) });
  #accuracy = new Curves(WORDS.playground.charts.accuracy, { small: percent });

  constructor() {
    this.node.append(this.#loss.node, this.#accuracy.node);
  }

  /**
   * @param run null: there is none of what is shown @param playhead the step that is looked at; null: the newest
   * @param meanwhile what is said where there is no run
   */
  show(run: Run | null, playhead: number | null, meanwhile: string) {
    if (!run?.setup) {
      for (const chart of [this.#loss, this.#accuracy]) chart.show([], meanwhile);
      return;
    }
    const { setup, rows, losses } = run;
    this.#accuracy.node.hidden = isRegression(setup);
    const each = stepsPerEpoch(setup);
    for (const chart of [this.#loss, this.#accuracy]) chart.mark = playhead === null ? null : epochsIn(setup, playhead);
    const steps = thinned(smoothed(losses, Math.min(20, each)));
    const faint: Line = {
      ...{ name: WORDS.playground.charts.each_step, color: "--pg-training", isFaint: true },
      x: steps.map(([step]) => epochsIn(setup, step + 1)),
      y: steps.map(([, loss]) => loss),
    };
    const curve = (name: string, key: string, color: string): Line => ({
      ...{ name, color, isDashed: key.startsWith("validation") },
      ...byEpoch(rows, key),
    });
    const { training, validation } = WORDS.playground;
    this.#loss.show([
      faint,
      curve(training, "training loss", "--pg-training"),
      curve(validation, "validation loss", "--pg-validation"),
    ]);
    this.#accuracy.show([
      curve(training, "training accuracy", "--pg-training"),
      curve(validation, "validation accuracy", "--pg-validation"),
    ]);
  }

  leave() {
    this.#loss.leave();
    this.#accuracy.leave();
  }
}
