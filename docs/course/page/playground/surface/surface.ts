/** The loss surface around the model that is shown: computed, drawn, and gone about on with a ball. */

import { fill, percentOf } from "../../../../../live_cells/live/phrases.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief, shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { numbersOf, type LayerNumbers, type SentNumbers } from "../parts/numbers.ts";
import { isSame } from "../setup/setup.ts";
import { optimizerName } from "../setup/words.ts";
import { dot, gradientsOf, lossOf, type Objective, objectiveOf } from "../stage/objective.ts";
import { Axes } from "./axes.ts";
import { ballWith } from "./ball.ts";
import {
  type Flat,
  flatOf,
  numbersAt,
  type Place,
  placeOf,
  type Plane,
  planeOfRun,
  planeOfTwo,
  weightsAt,
} from "./directions.ts";
import { LossField, SIDE } from "./field.ts";
import { type Arrow, paintSurface, scaleOf } from "./surface_painting.ts";
import type { Model } from "./weights.ts";

const HERE = WORDS.playground.surface;

/** Of the drawing's half side: the arrow against the gradient if all of it lies in the plane, and how long a step is made. */
const ARROW = { gradient: 0.45, step: 0.35 };
/** Milliseconds between two drawings of losses that are still computed. */
const BREATH = 120;
/** A step is drawn so many times as long. */
const TIMES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

export type SurfaceRun = {
  isBusy: boolean;
  hasModel: boolean;
  isRecorded: boolean;
  playhead: number | null;
  shownStep: number;
  shownEpoch: number;
  shownVersion: string;
  viewedEpoch: number | null;
  /** The numbers after each epoch of the part that is shown, and how many of them are not after it. */
  shownPart: { moments: LayerNumbers[][]; passed: number };
  /** Is what is shown in the middle of an epoch? */
  isBetweenEpochs: boolean;
  view(name: "next_step", epoch: number | null): Promise<{ layers: SentNumbers }>;
};
export type SurfaceStage = {
  /** What is shown; null: a model of other things than points. */
  model: Model | null;
  /** Show other numbers; null: those of the model again. */
  tryNumbers: (numbers: LayerNumbers[] | null) => void;
  /** Have the model take weights. */
  setWeights: (weights: { index: number; unit: number; source: number; to: number }[]) => Promise<void>;
};

export class Surface {
  #run;
  #stage;
  #isSeen = false;
  #axes = new Axes(() => this.#begin());
  #sheet = text("canvas", "pg-surface-sheet");
  #small = document.createElement("canvas");
  #scale = text("div", "pg-surface-scale");
  #said = text("p", "pg-surface-here");
  #about = text("p", "pg-about");
  #arrowsSaid = text("p", "pg-about");
  #model: Model | null = null;
  #field: LossField | null = null;
  #objective: Objective | null = null;
  #flat: Flat = new Float64Array(0);
  #path: Place[] = [];
  /** Where the ball is held; null: it lies where the model is. */
  #held: Place | null = null;
  #isSetting = false;
  /** The step that comes next, and of which version of the model. */
  #step: { of: string; way: Flat } | null = null;
  #frame = 0;
  #lastDrawn = 0;
  #leave;

  constructor(node: HTMLElement, run: SurfaceRun, stage: SurfaceStage) {
    this.#run = run;
    this.#stage = stage;
    this.#said.setAttribute("aria-live", "polite");
    this.#scale.setAttribute("aria-hidden", "true"); // the ball's loss is said
    const beside = text("div", "pg-surface-beside");
    beside.append(this.#axes.node, this.#said, this.#arrowsSaid, this.#about);
    const drawn = text("div", "pg-surface-drawn");
    drawn.append(this.#sheet, this.#scale);
    node.append(drawn, beside);
    ballWith(this.#sheet, {
      plane: () => this.#field?.plane ?? null,
      ball: () => this.#ball,
      hold: (place) => this.#hold(place),
      release: () => this.#release(),
      cancel: () => this.#rollBack(),
    });
    const room = new ResizeObserver(() => this.#drawSoon());
    room.observe(this.#sheet);
    const endScheme = siteTheme.onScheme(() => this.#drawSoon());
    this.#leave = () => {
      room.disconnect();
      endScheme();
    };
  }

  set isSeen(isSeen: boolean) {
    this.#isSeen = isSeen;
    if (isSeen) this.refresh();
    else this.#field?.stop();
    if (!isSeen) this.#field = null;
  }

  leave() {
    this.#leave();
    this.#field?.stop();
    cancelAnimationFrame(this.#frame);
  }

  /** The run has changed, or what is looked at of it. */
  refresh() {
    if (!this.#isSeen || this.#held || this.#isSetting) return;
    const before = this.#model;
    const { model } = this.#stage;
    this.#model = model;
    for (const one of [this.#sheet, this.#scale, this.#axes.node]) one.hidden = !model;
    if (!model) {
      this.#said.textContent = HERE.no_points;
      this.#field?.stop();
      this.#field = null;
      return;
    }
    if (!before || !isSame({ ...before.setup, changes: [], rate: 0 }, { ...model.setup, changes: [], rate: 0 })) {
      this.#axes.offer(model);
      this.#field?.stop();
      this.#field = null;
    }
    const flat = flatOf(model.numbers);
    const isElsewhere = !this.#field || this.#isOff(flat);
    this.#flat = flat;
    if (isElsewhere && (!this.#field || this.#field.isComplete || !this.#run.isBusy)) this.#begin();
    this.#project();
    this.#askStep();
    this.#drawSoon();
  }

  /** Does a model lie beside the plane? */
  #isOff(flat: Flat) {
    if (!this.#field) return true;
    const { plane } = this.#field;
    const near = weightsAt(plane, placeOf(plane, flat));
    return flat.some((value, i) => Math.abs(value - near[i]) > 1e-6);
  }

  /** The model after each epoch, up to the one that is shown. */
  get #moments() {
    return this.#model?.isOfRun ? this.#run.shownPart.moments : [];
  }

  /** Lay a plane through the model, and compute the losses on it. */
  #begin() {
    const model = this.#model;
    const { chosen } = this.#axes;
    if (!model || !chosen) return this.#say(this.#said, HERE.no_weights);
    const path = this.#moments.map(flatOf);
    const main = this.#axes.isMain && path.length > 2 ? planeOfRun(this.#flat, path) : null;
    const plane = main ?? planeOfTwo(this.#flat, path, [chosen[0].at, chosen[1].at]);
    this.#axes.hasWeights = main === null;
    const objective = objectiveOf(model.setup, model.training, this.#run.shownStep);
    this.#objective = objective;
    this.#field?.stop();
    const field = new LossField(plane, (place) => lossOf(objective, numbersAt(model.numbers, weightsAt(plane, place))));
    this.#field = field;
    this.#project();
    field.compute(() => {
      const now = performance.now();
      if (!field.isComplete && now - this.#lastDrawn < BREATH) return;
      this.#lastDrawn = now;
      this.#drawSoon();
      if (field.isComplete) this.refresh();
    });
  }

  #project() {
    const { plane } = this.#field ?? {};
    if (!plane) return;
    const upTo = this.#run.playhead === null ? this.#moments : this.#moments.slice(0, this.#run.shownPart.passed);
    this.#path = [...upTo.map((numbers) => placeOf(plane, flatOf(numbers))), placeOf(plane, this.#flat)];
  }

  get #ball(): Place {
    return this.#held ?? (this.#field ? placeOf(this.#field.plane, this.#flat) : [0, 0]);
  }

  // ------------------------------------------------------------------- ball

  #hold(place: Place) {
    if (!this.#field || !this.#model) return;
    this.#held = place;
    this.#stage.tryNumbers(numbersAt(this.#model.numbers, weightsAt(this.#field.plane, place)));
    this.#drawSoon();
  }

  /** Can the run go on from another place of the plane? A place between all weights has too many to write down. */
  get #isFree() {
    return this.#field?.plane.share === null && !this.#run.isRecorded && !this.#run.isBusy;
  }

  async #release() {
    const [held, { chosen }] = [this.#held, this.#axes];
    if (!held) return;
    if (!this.#isFree || !chosen) return this.#rollBack();
    this.#isSetting = true;
    await this.#stage.setWeights(chosen.map(({ index, unit, source }, i) => ({ index, unit, source, to: held[i] })));
    this.#isSetting = false;
    this.#rollBack();
  }

  #rollBack() {
    this.#held = null;
    this.#stage.tryNumbers(null);
    this.refresh();
  }

  // ----------------------------------------------------------------- arrows

  /** Ask Python for the optimizer's next step, where the model rests at one that Python has. */
  async #askStep() {
    const { isBusy, hasModel, playhead, viewedEpoch, shownEpoch, shownVersion: of } = this.#run;
    const isThere = playhead === null || (viewedEpoch === shownEpoch && !this.#isBetween);
    if (isBusy || !hasModel || !this.#model?.isOfRun || !isThere || this.#step?.of === of) return;
    const step: { of: string; way: Flat } = { of, way: new Float64Array(0) };
    this.#step = step;
    try {
      const { layers } = await this.#run.view("next_step", viewedEpoch);
      step.way = flatOf(numbersOf(layers));
    } catch (error) {
      console.warn("The next step:", error);
    }
    this.#drawSoon();
  }

  get #isBetween() {
    return this.#path.length > 0 && this.#run.isBetweenEpochs;
  }

  #arrows(plane: Plane, by: Flat): Arrow[] {
    const flat = (way: Flat): Place => [dot(way, plane.across), dot(way, plane.up)];
    const size = Math.sqrt(dot(by, by)) || 1;
    const [x, y] = flat(by);
    const long = (ARROW.gradient * plane.reach) / size;
    const arrows: Arrow[] = [{ along: [-x * long, -y * long], name: "--negative", isDashed: false }];
    const way = this.#held || this.#step?.of !== this.#run.shownVersion ? null : this.#step.way;
    const lengths = { gradient: shown(size) };
    if (!way?.length || !this.#model) this.#arrowsSaid.textContent = fill(HERE.gradient_arrow, lengths);
    else {
      const [dx, dy] = flat(way);
      const wanted = (ARROW.step * plane.reach) / (Math.hypot(dx, dy) || 1);
      const times = TIMES.findLast((one) => one <= wanted) ?? 1;
      arrows.push({ along: [dx * times, dy * times], name: "--positive", isDashed: true });
      const optimizer = optimizerName(this.#model.setup.optimizer);
      const step = shown(Math.sqrt(dot(way, way)));
      this.#arrowsSaid.textContent = fill(HERE.arrows, { ...lengths, optimizer, step, times });
    }
    return arrows;
  }

  // ---------------------------------------------------------------- drawing

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const [field, model, objective] = [this.#field, this.#model, this.#objective];
    const pixels = this.#sheet.clientWidth;
    if (!field?.done || !model || !objective || !pixels) return;
    const { plane } = field;
    const ball = this.#ball;
    const numbers = this.#held ? numbersAt(model.numbers, weightsAt(plane, ball)) : model.numbers;
    const { loss, layers } = gradientsOf(objective, numbers);
    const by = Float64Array.from(layers.flatMap(({ weight = [], bias = [] }) => [...weight, ...bias]));
    const arrows = this.#arrows(plane, by);
    paintSurface(this.#sheet, this.#small, { field, path: this.#path, ball, arrows }, pixels);
    this.#label(field);
    const [across, up] = this.#names;
    const here = fill(HERE.here, { loss: shown(loss), across, up, x: brief(ball[0]), y: brief(ball[1]) });
    this.#sheet.setAttribute("aria-label", `${HERE.ball}. ${here} ${HERE.keys}`);
    const why = this.#held ? this.#whatLettingGoDoes : "";
    this.#say(this.#said, [here, why].filter(Boolean).join(" "));
  }

  get #names() {
    if (this.#field?.plane.share === null) return (this.#axes.chosen ?? []).map(({ name }) => name);
    return [1, 2].map((number) => fill(HERE.along, { number }));
  }

  get #whatLettingGoDoes() {
    if (this.#isFree) return HERE.release;
    return this.#run.isRecorded ? HERE.start_first : HERE.look_only;
  }

  #label(field: LossField) {
    const { gradient, ticks } = scaleOf(field);
    if (this.#scale.textContent !== ticks.join("")) {
      const strip = text("div", "pg-surface-strip");
      strip.style.background = gradient;
      const words = text("div", "pg-surface-ticks");
      words.append(...ticks.map((tick) => text("span", "", tick)));
      this.#scale.replaceChildren(strip, words);
    }
    const { share } = field.plane;
    const computed = field.isComplete
      ? fill(HERE.computed, { count: SIDE, points: this.#model?.training.length ?? 0 })
      : fill(HERE.computing, { done: field.done, all: SIDE ** 2 });
    const part =
      share !== null
        ? fill(HERE.share, { percent: percentOf((100 * share).toFixed(0)) })
        : this.#axes.isMain
          ? HERE.few
          : "";
    this.#say(this.#about, [computed, part].filter(Boolean).join(" "));
  }

  #say(node: HTMLElement, words: string) {
    if (node.textContent !== words) node.textContent = words;
  }
}
