/** The stage of points: the network's units over the plane, the plane itself, and the weights, which are edited. */

import { fill, whole } from "../../../../../live_cells/live/phrases.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { REACH, type Dot } from "../parts/boundary.ts";
import { percent } from "../setup/words.ts";
import type { Answers } from "../inside/answers.ts";
import { firstDifference } from "../parts/first_difference.ts";
import { areOf, firstNumbers, numbersOf, type LayerNumbers } from "../parts/numbers.ts";
import type { Wish } from "../run_calls.ts";
import { setupAfter } from "../setup/phases.ts";
import { isMnist, isRegression, type Setup } from "../setup/setup.ts";
import type { Strip } from "../run_record.ts";
import type { Spot } from "./network_layout.ts";
import type { NetworkView } from "./network_view.ts";
import type { PlanePanel } from "./plane_panel.ts";
import { pointsOf } from "./points.ts";
import { pointsNetwork, type PointsNetwork } from "./points_network.ts";
import { InputsCard, type Inputs } from "./inputs_card.ts";
import { GradientView } from "./gradient_view.ts";
import { dataKey, type Scene, type ShownRun } from "./scene.ts";
import { differenceMap } from "./difference.ts";
import { mistakesAmong, probeAt, type Place, type Probe } from "./probe.ts";
import { WeightCard } from "./weight_card.ts";

/** What a drawing depends on. */
type Of = { setup: Setup | null; numbers: LayerNumbers[] | null; compared: Strip | null };
/** A weight of a unit; its bias, without a source. */
type Target = { index: number; unit: number; source: number | null };

/** Between two drawings there is so much more time than one takes. */
const REST = 2.5;

export class PointsScene implements Scene {
  card = new WeightCard();
  inputs;
  /** Another run: where its model says something else is shown on the plane. */
  compared: Strip | null = null;
  gradients;
  /** Numbers that are tried out, shown instead of the model's; null: none. */
  #tried: LayerNumbers[] | null = null;
  #run;
  #view;
  #panel;
  /** The run's numbers, and the version that they are of. */
  #numbers: { of: string; layers: LayerNumbers[] } | null = null;
  #drawn: PointsNetwork | null = null;
  /** The same, with what a point makes of it. */
  #shown: PointsNetwork | null = null;
  #drawnOf: Of = { setup: null, numbers: null, compared: null };
  /** Milliseconds that the last drawing took, and when it began. */
  #cost = 0;
  #lastDrawn = 0;
  #setup: Setup | null = null;
  #isOfRun = false;
  #shownDots = "";
  /** All points, those for training first. */
  #dots: Dot[] = [];
  #training: Dot[] = [];
  #place: Place | null = null;
  #probe: Probe | null = null;
  /** The unit that was pointed at last. */
  #touched: Spot | null = null;
  /** Which points are taken for another class, and which of them was shown last. */
  #mistakes: number[] = [];
  #mistake = -1;
  #looked: Spot | null = null;

  constructor(
    run: ShownRun,
    {
      view,
      panel,
      inputs,
      onSizes,
    }: { view: NetworkView; panel: PlanePanel; inputs: Inputs; onSizes: (sizes: number[] | null) => void },
  ) {
    this.inputs = new InputsCard(inputs);
    this.#run = run;
    this.#view = view;
    this.#panel = panel;
    this.gradients = new GradientView(view, onSizes, () => this.#say());
  }

  /** A model that takes long to draw is drawn less often. */
  wishes(): Wish[] {
    return performance.now() - this.#lastDrawn < REST * this.#cost ? [] : [["numbers"]];
  }

  take({ numbers }: Partial<Answers>, version: string) {
    if (numbers) this.#numbers = { of: version, layers: numbersOf(numbers.layers) };
  }

  knows(version: string) {
    return this.#run.shownNumbers !== null || this.#numbers?.of === version;
  }

  async ask(_: Setup, version: string) {
    const { layers } = await this.#run.view("numbers", this.#run.viewedEpoch);
    this.#numbers = { of: version, layers: numbersOf(layers) };
  }

  draw(setup: Setup, isOfRun: boolean) {
    this.#setup = setup;
    this.#isOfRun = isOfRun;
    const now = this.#numbersNow;
    const isShown = !this.#shown || this.#view.shows(this.#shown);
    const { compared } = this;
    this.#panel.boundary.batch = isOfRun ? (this.#run.momentNow?.batch ?? null) : null;
    const last = this.#drawnOf;
    if (isShown && setup === last.setup && now === last.numbers && compared === last.compared) return;
    this.#drawnOf = { setup, numbers: now, compared };
    const begin = performance.now();
    this.#paint(setup);
    this.#cost = performance.now() - begin;
    this.#lastDrawn = begin;
  }

  #paint(setup: Setup) {
    this.#panel.legend(setup);
    this.#drawDots(setup);
    const { boundary } = this.#panel;
    boundary.isPainted = setup.data === "painted";
    const numbers = this.#numbersNow;
    this.#shown = this.#drawn = numbers && pointsNetwork(setup, numbers);
    if (!this.#drawn || !numbers) {
      this.gradients.refresh(null);
      return boundary.clear();
    }
    boundary.show(this.#drawn.ground);
    this.#mistakes = mistakesAmong(setup, numbers, this.#dots);
    this.#panel.showMistakes(isRegression(setup) ? null : this.#mistakes.length, this.#dots.length);
    this.#show(setup, numbers, this.#drawn);
  }

  /** Show what is drawn, with the point that travels. */
  #show(setup: Setup, numbers: LayerNumbers[], drawn: PointsNetwork) {
    this.#probe = this.#place && probeAt(setup, numbers, this.#place);
    this.#shown = this.#probe ? withProbe(drawn, this.#probe) : drawn;
    this.#view.show(this.#shown);
    this.#say();
    this.#panel.boundary.probe = this.#place;
    this.look(this.#looked);
    const { shownStep: step, state } = this.#run;
    const { columns } = drawn;
    const [training, place, isRunning] = [this.#training, this.#place, state === "running"];
    this.gradients.refresh({ setup, numbers, columns, training, step, place, isRunning });
    this.card.refresh();
    this.inputs.refresh();
  }

  #say() {
    const words = this.#probe && this.#drawn ? this.#words(this.#drawn, this.#probe) : "";
    this.#view.say(this.gradients.words || words);
  }

  /** The model that is shown; null: there is none, or not of points. */
  get model() {
    const [setup, drawn, numbers] = [this.#setup, this.#drawn, this.#numbersNow];
    if (!setup || !drawn || !numbers || isMnist(setup)) return null;
    const { columns } = drawn;
    const nameOf = (at: number, unit: number) => drawn.nameOf({ column: at, row: unit, x: 0, y: 0 });
    return {
      ...{ setup, numbers, columns, training: this.#training, nameOf },
      isOfRun: this.#isOfRun,
    };
  }

  /** Show other numbers than the model's; null: its own again. */
  tryNumbers(numbers: LayerNumbers[] | null) {
    this.#tried = numbers;
    if (this.#setup) this.#paint(this.#setup);
  }

  /** Have the model take weights, as they are tried out; one that is not there yet is made. */
  async setWeights(weights: { index: number; unit: number; source: number; to: number }[]) {
    const [setup, run, tried] = [this.#setup, this.#run, this.#tried];
    if (!setup) return;
    if (!this.#isOfRun || !run.hasModel) await run.begin(setup);
    for (const { index, unit, source, to } of weights) await run.setWeight(index, unit, source, to);
    if (tried) this.#numbers = { of: "", layers: tried };
  }

  /** Send a point of the plane through the network; null: none. */
  travel(place: Place | null) {
    if (place === this.#place) return;
    this.#place = place;
    const [setup, numbers, drawn] = [this.#setup, this.#numbersNow, this.#drawn];
    if (setup && numbers && drawn) this.#show(setup, numbers, drawn);
  }

  /** To the next point that the model takes for another class. */
  nextMistake(way: number) {
    const count = this.#mistakes.length;
    if (!count) return null;
    this.#mistake = (this.#mistake + way + count) % count;
    const [x, y] = this.#dots[this.#mistakes[this.#mistake]];
    return [x, y] as Place;
  }

  /** The sum of the unit that was pointed at last; at first, of the largest output. */
  #words(drawn: PointsNetwork, probe: Probe) {
    const last = drawn.columns.length - 1;
    const best = probe.probabilities.indexOf(Math.max(...probe.probabilities, 0));
    const spot =
      this.#touched && drawn.columns[this.#touched.column]
        ? this.#touched
        : { column: last, row: Math.max(best, 0), x: 0, y: 0 };
    return `${drawn.nameOf(spot)}: ${probe.sumOf(spot)}`;
  }

  /** Show one unit on the plane; null: what the model says. */
  look(spot: Spot | null) {
    this.#looked = spot;
    if (spot && this.#place && this.#touched !== spot) {
      this.#touched = spot;
      this.#say();
    }
    const isThere = spot && this.#drawn && spot.row < (this.#drawn.columns[spot.column]?.units ?? 0);
    if (isThere && this.#drawn)
      this.#panel.look(this.#drawn.mapOf(spot), this.#drawn.nameOf(spot), this.#drawn.unitOf(spot));
    else this.#lookAtDifference();
  }

  #lookAtDifference() {
    const { compared } = this;
    const [setup, here] = [this.#setup, this.#numbersNow];
    const epoch = Math.min(this.#run.shownEpoch, (compared?.moments.length ?? 0) - 1);
    const there = compared?.moments[epoch];
    if (!compared || !there || !here || !setup || !this.#isOfRun) return this.#panel.look(null, "");
    const map = differenceMap({ setup, numbers: here }, { setup: setupAfter(compared.setup, epoch), numbers: there });
    const { difference, difference_from: from } = WORDS.playground.timeline;
    const first = firstDifference(this.#run.losses, compared.losses);
    this.#panel.look(map, fill(first ? from : difference, { number: compared.id, step: whole(first ?? 0) }));
  }

  /** Open the weights of a unit. @param from which input's */
  open(spot: Spot, from: number | null) {
    const drawn = this.#drawn;
    if (!drawn) return;
    if (spot.column === 0) return this.#openInputs(spot);
    const { column, row } = spot;
    const { index } = drawn.columns[column];
    const sources = drawn.columns[column - 1].units;
    const numbers = () => this.#numbersNow?.[index] ?? {};
    const weights = Array.from({ length: sources }, (_, source) => ({
      name: drawn.nameOf({ ...spot, column: column - 1, row: source }),
      value: () => numbers().weight?.[row * sources + source] ?? 0,
      set: (value: number) => this.#edit({ index, unit: row, source }, numbers().weight, row * sources + source, value),
    }));
    const bias = {
      name: WORDS.playground.stage.bias,
      value: () => numbers().bias?.[row] ?? 0,
      set: (value: number) => this.#edit({ index, unit: row, source: null }, numbers().bias, row, value),
    };
    this.#view.pin(spot);
    this.card.onChoose = (at) =>
      this.gradients.choose(at === null ? null : { column, row, from: at < sources ? at : null });
    this.inputs.close();
    this.card.open(drawn.nameOf(spot), [...weights, bias], from ?? 0, () => {
      this.#view.pin(null);
      this.#view.focus(spot);
    });
  }

  #openInputs(spot: Spot) {
    this.card.close();
    this.inputs.open(spot.row, this.#view.boxOf(0, spot.row), () => this.#view.focus(spot));
  }

  get #numbersNow(): LayerNumbers[] | null {
    const setup = this.#setup;
    if (!setup) return null;
    if (this.#tried) return this.#tried;
    if (!this.#isOfRun || (this.#run.state === "starting" && !this.#run.shownNumbers)) return firstNumbers(setup);
    return this.#run.shownNumbers ?? this.#fitting(setup) ?? firstNumbers(setup);
  }

  /** The numbers that Python has sent last, if they are of a model like that. */
  #fitting(setup: Setup) {
    return this.#numbers && areOf(this.#numbers.layers, setup) ? this.#numbers.layers : null;
  }

  #drawDots(setup: Setup) {
    const key = dataKey(setup);
    if (this.#shownDots === key) return;
    this.#shownDots = key;
    const dots = pointsOf(setup);
    this.#training = dots.training;
    this.#dots = [...dots.training, ...dots.validation];
    this.#mistake = -1;
    this.#panel.boundary.showPoints(dots);
  }

  /** Show a weight or a bias at once, and have the model take it; a model that is not there yet is made. */
  async #edit({ index, unit, source }: Target, numbers: LayerNumbers["weight"], at: number, value: number) {
    const [setup, run] = [this.#setup, this.#run];
    if (!numbers || !setup) return;
    numbers[at] = value;
    this.#paint(setup);
    if (!this.#isOfRun || !run.hasModel) await run.begin(setup);
    if (source === null) await run.setBias(index, unit, value);
    else await run.setWeight(index, unit, source, value);
  }
}

/** The network with what a point makes of it. */
function withProbe(
  drawn: PointsNetwork,
  { place: [x, y], probabilities, valueOf: given, carriedBy }: Probe,
): PointsNetwork {
  const at: [number, number] = [(x + REACH) / (2 * REACH), (REACH - y) / (2 * REACH)];
  const column = drawn.columns.length - 1;
  const outputs = drawn.outputs.map((name, row) =>
    probabilities.length ? `${name} ${percent(probabilities[row])}` : `${name} ${brief(given({ column, row }))}`,
  );
  return { ...drawn, outputs, probe: { at, given, carriedBy } };
}
