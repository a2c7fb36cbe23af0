/** What is seen first: network, plane and curves of the run, or of the set-up before it is trained. */

import { fill } from "../../../phrases.ts";
import { text } from "../../elements/nodes.ts";
import type { Dots } from "../parts/boundary.ts";
import type { Answers } from "../inside/view.ts";
import { isMnist, isRegression, stackFor, type Setup } from "../setup/setup.ts";
import { figure, percent } from "../setup/words.ts";
import { ColumnHeads, type Layers } from "./column_heads.ts";
import type { Spot } from "./network_layout.ts";
import { NetworkView } from "./network_view.ts";
import { firstNumbers, numbersOf, type LayerNumbers } from "../parts/numbers.ts";
import { PlanePanel } from "./plane_panel.ts";
import { pointsNetwork, type PointsNetwork } from "./points_network.ts";
import { pointsOf } from "./points.ts";
import { SmallCharts } from "./small_charts.ts";
import { WeightCard } from "./weight_card.ts";

/** A run, as far as it is shown here. */
export type ShownRun = {
  setup: Setup | null;
  state: string;
  isBusy: boolean;
  hasModel: boolean;
  version: string;
  rows: Record<string, number | null>[];
  losses: (number | null)[];
  view<Name extends keyof Answers>(name: Name, epoch: number | null, details?: unknown[]): Promise<Answers[Name]>;
  pause(): void;
  begin(setup: Setup): Promise<void>;
  setWeight(layer: number, unit: number, source: number, to: number): Promise<void>;
  setBias(layer: number, unit: number, to: number): Promise<void>;
};

/** A weight of a unit; its bias, without a source. */
type Target = { index: number; unit: number; source: number | null };

export class Stage {
  network = text("div", "pg-net-panel");
  plane = text("div", "pg-result");
  charts = new SmallCharts();
  panel = new PlanePanel();

  #run;
  #heads;
  #view;
  #card = new WeightCard();
  #figures = text("p", "pg-figures");
  #fault = text("p", "pg-net-fault");
  #setup: Setup;
  /** The run's numbers, and the version that they are of. */
  #numbers: { of: string; layers: LayerNumbers[] } | null = null;
  #first: { of: string; layers: LayerNumbers[] | null } = { of: "", layers: null };
  #drawn: PointsNetwork | null = null;
  /** Points that only Python makes. */
  #dots: { of: string; dots: Dots } | null = null;
  #shownDots = "";
  #looked: Spot | null = null;
  #frame = 0;
  #isAsking = false;
  #isSeen = true;
  #observer;

  constructor(run: ShownRun, setup: Setup, layers: Layers) {
    this.#run = run;
    this.#setup = setup;
    this.#heads = new ColumnHeads(layers);
    this.#view = new NetworkView(this.#heads.node, {
      onPoint: (spot) => this.#look(spot),
      onPick: (spot, from) => this.#open(spot, from),
      onLay: (layout) => this.#heads.lay(layout),
    });
    this.network.append(this.#heads.bar, this.#view.node, this.#fault, this.#card.node);
    this.plane.append(this.panel.node, this.#figures, this.charts.node);
    this.#observer = new IntersectionObserver((entries) => {
      this.#isSeen = entries.some((entry) => entry.isIntersecting);
      if (this.#isSeen) this.refresh({});
    });
    this.#observer.observe(this.network);
    this.#observer.observe(this.plane);
  }

  /** Is what is shown the run, and not a set-up that is still to be trained? */
  get #isOfRun() {
    const { setup, isBusy } = this.#run;
    return setup !== null && sameModel(setup, this.#setup) && (isBusy || setup.seed === this.#setup.seed);
  }

  get #shown(): Setup {
    return (this.#isOfRun && this.#run.setup) || this.#setup;
  }

  /** The set-up has changed: what no longer holds goes. */
  prepare(setup: Setup) {
    this.#setup = setup;
    const { isBusy, setup: running } = this.#run;
    if (isBusy && running && !sameModel(running, setup)) this.#run.pause();
    this.refresh({});
  }

  /** What to ask Python for along with a report. */
  get wishes(): [name: string, ...details: unknown[]][] {
    const { setup, state } = this.#run;
    if (!setup || isMnist(setup)) return [];
    const isFirst = state === "starting" && !pointsOf(setup);
    const looks: [string][] = this.#isSeen && !document.hidden ? [["numbers"]] : [];
    return isFirst ? [["points"], ...looks] : looks;
  }

  /** @param views that came along with a report of the run */
  refresh(views: Partial<Answers>) {
    const { setup, version } = this.#run;
    if (views.points && setup) this.#dots = { of: dataKey(setup), dots: views.points };
    if (views.numbers) this.#numbers = { of: version, layers: numbersOf(views.numbers.layers) };
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
    const { isBusy, hasModel } = this.#run;
    if (!isBusy && hasModel && this.#isOfRun && this.#numbers?.of !== version) this.#ask();
    this.#showFigures();
  }

  /** Points that Python has made for a set-up. */
  showPoints(setup: Setup, dots: Dots) {
    this.#dots = { of: dataKey(setup), dots };
    this.refresh({});
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#view.leave();
    this.charts.leave();
    this.panel.boundary.leave();
  }

  /** The run has stopped where its numbers are not known. */
  async #ask() {
    const { setup } = this.#run;
    if (this.#isAsking || !setup || isMnist(setup)) return;
    this.#isAsking = true;
    const { version } = this.#run;
    try {
      const { layers } = await this.#run.view("numbers", null);
      this.#numbers = { of: version, layers: numbersOf(layers) };
    } catch (error) {
      console.warn("The network:", error);
      this.#numbers = { of: version, layers: this.#numbers?.layers ?? [] };
    }
    this.#isAsking = false;
    this.refresh({});
  }

  #numbersShown(setup: Setup): LayerNumbers[] | null {
    if (this.#isOfRun && this.#numbers && this.#run.state !== "starting") return this.#numbers.layers;
    const of = JSON.stringify([setup.seed, setup.data, setup.features, setup.layers]);
    if (this.#first.of !== of) this.#first = { of, layers: firstNumbers(setup) };
    return this.#first.layers;
  }

  #draw() {
    const setup = this.#shown;
    const isPoints = !isMnist(setup);
    this.panel.node.hidden = !isPoints;
    this.#view.node.hidden = !isPoints || !stackFor(setup).fits;
    this.#fault.hidden = !this.#view.node.hidden;
    this.#fault.textContent = stackFor(setup).fits ? "" : WORDS.playground.faults.unfit;
    if (isPoints) this.#drawPoints(setup);
  }

  #drawPoints(setup: Setup) {
    this.panel.legend(setup);
    this.#drawDots(setup);
    const numbers = this.#numbersShown(setup);
    this.#drawn = numbers && pointsNetwork(setup, numbers);
    const { boundary } = this.panel;
    boundary.isPainted = setup.data === "painted";
    if (!this.#drawn) return boundary.clear();
    boundary.show(this.#drawn.ground);
    this.#view.show(this.#drawn);
    this.#look(this.#looked);
    this.#card.refresh();
  }

  #drawDots(setup: Setup) {
    const key = dataKey(setup);
    if (this.#shownDots === key) return;
    const dots = this.#dots?.of === key ? this.#dots.dots : pointsOf(setup);
    this.panel.boundary.showPoints(dots ?? { training: [], validation: [] });
    if (dots) this.#shownDots = key;
  }

  /** Show one unit on the plane; null: what the model says. */
  #look(spot: Spot | null) {
    this.#looked = spot;
    const isThere = spot && this.#drawn && spot.row < (this.#drawn.columns[spot.column]?.units ?? 0);
    if (isThere && this.#drawn) this.panel.look(this.#drawn.mapOf(spot), this.#drawn.nameOf(spot));
    else this.panel.look(null, "");
  }

  #open(spot: Spot, from: number | null) {
    const drawn = this.#drawn;
    if (!drawn || spot.column === 0) return;
    const { column, row } = spot;
    const { index } = drawn.columns[column];
    const sources = drawn.columns[column - 1].units;
    const numbers = () => this.#numbersShown(this.#shown)?.[index] ?? {};
    const names = Array.from({ length: sources }, (_, source) => drawn.nameOf({ ...spot, column: column - 1, row: source }));
    const incoming = [
      ...names.map((name, source) => ({
        name,
        value: () => numbers().weight?.[row * sources + source] ?? 0,
        set: (value: number) => this.#edit({ index, unit: row, source }, numbers().weight, row * sources + source, value),
      })),
      {
        name: WORDS.playground.stage.bias,
        value: () => numbers().bias?.[row] ?? 0,
        set: (value: number) => this.#edit({ index, unit: row, source: null }, numbers().bias, row, value),
      },
    ];
    this.#view.pin(spot);
    this.#card.open(drawn.nameOf(spot), incoming, from ?? 0, () => {
      this.#view.pin(null);
      this.#view.focus(spot);
    });
  }

  /** Show a weight or a bias at once, and have the model take it; a model that is not there yet is made. */
  async #edit({ index, unit, source }: Target, numbers: Float32Array | undefined, at: number, value: number) {
    if (!numbers) return;
    numbers[at] = value;
    this.refresh({});
    const run = this.#run;
    if (!this.#isOfRun || !run.hasModel) await run.begin(this.#setup);
    if (source === null) await run.setBias(index, unit, value);
    else await run.setWeight(index, unit, source, value);
  }

  #showFigures() {
    const last = this.#isOfRun ? this.#run.rows.at(-1) : undefined;
    this.charts.show(this.#isOfRun ? this.#run : null);
    const words = isRegression(this.#shown) ? WORDS.playground.stage.figures : WORDS.playground.result.figures;
    this.#figures.textContent = last
      ? fill(words, { percent: percent(last["validation accuracy"]), loss: figure(last["validation loss"]) })
      : "";
  }
}

/** All that the points of a set-up depend on. */
const dataKey = ({ data, samples, noise, flipped, validation, points, seed }: Setup) =>
  JSON.stringify([data, samples, noise, flipped, validation, data === "painted" ? points : [], seed]);

/** Do two set-ups train the same layers on the same data, but for the seed? */
const sameModel = (a: Setup, b: Setup) =>
  dataKey({ ...a, seed: 0 }) === dataKey({ ...b, seed: 0 }) &&
  JSON.stringify([a.features, a.layers]) === JSON.stringify([b.features, b.layers]);

