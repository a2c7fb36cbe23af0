/** A run under way: begun, advanced, paused, taken back, looked at. It asks Python for a little at a time. */

import type { File } from "../../messages.ts";
import { reasonOf } from "../../phrases.ts";
import { config } from "../config.js";
import { callPython } from "../kernel/calls.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Answers } from "./inside/view.ts";
import type { Dots } from "./parts/boundary.ts";
import { END, MOST_CHANGES, changesSource, targetOf, withChange, type Change, type Rate } from "./setup/changes.ts";
import { dataSource } from "./setup/data_source.ts";
import { liveSources } from "./setup/program.ts";
import { isMnist, isSame, obstacle, settled, setupOf, type Setup } from "./setup/setup.ts";

/** A row of the program's `history`. */
export type Row = Record<string, number | null>;

/** What is told of a layer after an epoch. */
type LayerMeasure = { spread: number | null; gradient?: number | null; dead?: number; units?: number };

/** What python/playground/run.py tells of a run. */
type Report = {
  steps: number;
  epoch: number;
  ended: boolean;
  losses: (number | null)[];
  rows: Row[];
  measures: { layers: LayerMeasure[] }[];
  kept: number[];
  views?: Partial<Answers>;
};

/** A change that is yet to be made, at the next step. */
type Wanted = Change extends infer One ? (One extends Change ? Omit<One, "step"> : never) : never;

/** A view to bring along: its name, and its details. */
export type Wish = [name: string, ...details: unknown[]];
type TrainerState = "none" | "starting" | "running" | "paused" | "ended" | "failed" | "lost";

/** Seconds that Python trains before it answers again. */
const TURN = 0.08;
const FIRST_TURN = 0.02;
export const LOST = WORDS.playground.run.lost;

export class Trainer {
  state: TrainerState = "none";
  /** What went wrong, in words. */
  problem = "";
  /** That of the run. */
  setup: Setup | null = null;
  /** The run's number. */
  id = 0;
  /** The number that the next run gets. */
  nextId = () => this.id + 1;
  rows: Row[] = [];
  /** Those of the epochs, the first before any. */
  measures: { layers: LayerMeasure[] }[] = [];
  /** The loss of each step. */
  losses: (number | null)[] = [];
  steps = 0;
  /** The epochs that can be gone back to. */
  kept: number[] = [];
  /** Milliseconds of training, and steps in them. */
  spent = { time: 0, steps: 0 };
  /** Was it ended by the reader? */
  isStopped = false;
  /** What to bring along with each report. */
  wishes: () => Wish[] = () => [];

  #kernel;
  #key;
  #generation = -1;
  /** Called after every change, with the views that came along. */
  onReport: (views: Partial<Answers>) => void = () => {};
  /** Called when the set-up of the run becomes another one, by what is changed while it trains. */
  onSetup: (setup: Setup, before: Setup) => void = () => {};
  /** Is it to go on training? */
  #goesOn = false;
  #loop = 0;
  /** What Python was asked last. */
  #asked: Promise<unknown> = Promise.resolve();
  #isAsking = false;
  /** What the reader has changed since, by what it is of. */
  #wanted = new Map<string, Wanted>();
  #changesMade = 0;
  /** Has Python no step left to take? */
  #isOver = false;
  /** The function with the changes, as Python knows it. */
  #told = "";

  /** @param key Python's name for the run */
  constructor(kernel: Kernel, key: string) {
    this.#kernel = kernel;
    this.#key = key;
  }

  get epoch() {
    return this.rows.length;
  }

  get isBusy() {
    return this.state === "running" || this.state === "starting";
  }

  /** Is there a model in Python that can be looked at? */
  get hasModel() {
    return this.setup !== null && this.#generation === this.#kernel.generation && this.state !== "starting";
  }

  /** Which model it is: it changes with every step and every run. */
  get version() {
    return `${this.id} ${this.steps} ${this.#changesMade}`;
  }

  /** Steps per second, or 0. */
  get pace() {
    return this.spent.time ? (1000 * this.spent.steps) / this.spent.time : 0;
  }

  /** Train this set-up: go on with the run if it is of it, else begin a new one. */
  async start(setup: Setup) {
    if (this.isBusy) return;
    this.#goesOn = true;
    if (!(await this.#isReady(setup))) return;
    this.#become(this.#goesOn ? "running" : "paused");
    this.#loop += 1; // one that was paused may still wait for its last answer
    const loop = this.#loop;
    for (let turn = FIRST_TURN; this.state === "running" && loop === this.#loop; turn = TURN) await this.#advance(turn);
  }

  /** Make the data and the untrained model. */
  async begin(setup: Setup) {
    if (this.isBusy || !(await this.#isReady(setup))) return;
    this.#become("paused");
  }

  /** Train one step. */
  async step(setup: Setup) {
    if (this.isBusy) return;
    if (!(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(60, 1);
    if (this.state === "running") this.#become("paused");
  }

  /** Train until the end of an epoch, or for a turn. */
  async turn(setup: Setup) {
    if (this.isBusy || !(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(TURN);
    this.pause();
  }

  /** Does another rate act on this run at once? Else it is one of the next run. */
  takes(setup: Setup) {
    const isUnderWay = this.state === "running" || this.state === "paused";
    return isUnderWay && this.hasModel && isSame(setup, this.setup) && (this.steps > 0 || setup.changes.length > 0);
  }

  /** Change a rate while the model trains, from the next step on. */
  adjust(set: Rate, to: number) {
    return this.#change({ set, to });
  }

  /** Set a weight of a linear layer, at once. */
  setWeight(layer: number, unit: number, source: number, to: number) {
    return this.#change({ set: "weight", layer, unit, source, to });
  }

  setBias(layer: number, unit: number, to: number) {
    return this.#change({ set: "bias", layer, unit, to });
  }

  pause() {
    this.#goesOn = false;
    if (this.state === "running") this.#become("paused");
  }

  /** Go back to the end of an epoch that is kept. */
  async rewind(epoch: number) {
    if (!this.hasModel) return;
    this.pause();
    const report = await this.#try(() => this.#call("rewind", [this.#key, epoch]));
    if (!report) return;
    this.isStopped = false;
    this.#wanted.clear();
    this.#remake((this.setup?.changes ?? []).filter(({ step }) => step < report.steps));
    this.rows.length = epoch;
    this.measures.length = epoch + 1;
    this.losses.length = report.steps;
    this.spent = { time: 0, steps: 0 };
    this.#take({ ...report, losses: [], rows: [], measures: [] });
    this.#become(report.ended ? "ended" : "paused");
  }

  /** Go back to the untrained model; the rates stay as they are now. */
  async startOver() {
    const { setup } = this;
    if (!setup?.changes.length) return this.rewind(0);
    const next = settled(setup);
    this.pause();
    this.onSetup(next, setup);
    await this.begin(next);
  }

  /** End the run where it is. */
  stop() {
    this.isStopped = true;
    this.#goesOn = false;
    if (this.state === "running" || this.state === "paused") this.#become("ended");
  }

  /** The points that a set-up's data section makes. */
  async preview(setup: Setup) {
    return this.#call<Dots>("preview", [dataSource(setup)]);
  }

  /** Forget the run. */
  clear() {
    Object.assign(this, {
      isStopped: false,
      setup: null,
      rows: [],
      measures: [],
      losses: [],
      steps: 0,
      kept: [],
      problem: "",
    });
    this.spent = { time: 0, steps: 0 };
    this.#wanted.clear();
    this.#become("none");
  }

  /** Look at the model. @param name of the view @param epoch null: as it is now */
  async view<Name extends keyof Answers>(
    name: Name,
    epoch: number | null,
    details: unknown[] = [],
    files: File[] = [],
  ): Promise<Answers[Name]> {
    if (!this.hasModel) throw new Error(WORDS.playground.run.no_model);
    return this.#call("view", [this.#key, name, epoch, ...details], files);
  }

  /** The weights as a safetensors file. */
  async weights(epoch: number | null) {
    await this.#call("save", [this.#key, epoch]);
    const file = await this.#kernel.ask("file", "weights.bin");
    if (!file) throw new Error(WORDS.playground.run.busy);
    return file.bytes;
  }

  /** The kernel may have lost the run's Python. */
  checkKernel() {
    const isGone = this.setup && this.#generation !== -1 && this.#generation !== this.#kernel.generation;
    if (isGone && ["paused", "ended", "running"].includes(this.state)) this.#lose();
  }

  /** The page is left: nothing more is asked, and nothing told. */
  leave() {
    this.onReport = () => {};
    this.onSetup = () => {};
    this.pause();
  }

  /** Is the run one of this set-up that can go on? If not, begin one. */
  async #isReady(setup: Setup) {
    const problem = obstacle(setup);
    if (problem) {
      this.problem = problem;
      this.#become("failed");
      return false;
    }
    if (this.setup && this.hasModel && this.state === "paused" && isSame(setup, this.setup)) return true;
    this.clear();
    this.setup = setup;
    this.id = this.nextId();
    this.#become("starting");
    this.#told = changesSource(setup.changes);
    const values = [this.#key, liveSources(setup), setup.epochs, this.wishes()];
    const report = await this.#try(() => this.#call("begin", values));
    if (!report) return false;
    this.#generation = this.#kernel.generation;
    this.#take(report);
    return true;
  }

  async #advance(seconds: number, steps = 0) {
    await this.#asked; // a run that was paused may still wait for its last answer
    if (this.state !== "running") return;
    this.#noteChanges();
    const begin = performance.now();
    const report = await this.#ask("advance", [seconds, steps, this.wishes(), this.#news()]);
    if (!report) return;
    this.spent.time += performance.now() - begin;
    this.spent.steps += report.losses.length;
    this.#take(report);
    if (report.ended && this.state === "running") this.#become("ended");
    if (this.state !== "running") await this.#makeChanges();
  }

  async #change(change: Wanted) {
    if (!this.setup || !this.hasModel || this.setup.changes.length >= MOST_CHANGES) return;
    this.#wanted.set(targetOf({ ...change, step: 0 }), change);
    if (!this.#isAsking && this.state !== "running") await this.#makeChanges();
  }

  /** Have Python make the changes now: no step is under way. */
  async #makeChanges() {
    while (this.#noteChanges()) {
      const report = await this.#ask("change", [this.wishes(), this.#news()]);
      if (report) this.#take(report);
    }
  }

  /** Write what the reader wants into the set-up, at the step that comes next. @returns is there anything? */
  #noteChanges() {
    if (!this.setup || !this.#wanted.size) return false;
    const step = this.#isOver ? END : this.steps;
    let { changes } = this.setup;
    for (const [target, change] of this.#wanted) {
      const before = changes.filter((one) => one.step < step || targetOf(one) !== target); // what was to come is off
      changes = withChange(before, { ...change, step });
    }
    this.#wanted.clear();
    this.#changesMade += 1;
    this.#remake(changes);
    return true;
  }

  /** The run is one of the set-up with these changes. */
  #remake(changes: Change[]) {
    const before = this.setup;
    if (!before) return;
    this.setup = setupOf({ ...before, changes });
    if (!isSame(before, this.setup)) this.onSetup(this.setup, before);
  }

  /** The function with the changes, if Python does not know it as it is now. */
  #news() {
    const source = changesSource(this.setup?.changes ?? []);
    if (source === this.#told) return "";
    this.#told = source;
    return source;
  }

  /** Ask Python for something about this run, after what it was asked before. */
  async #ask(name: string, values: unknown[]) {
    this.#isAsking = true;
    const asked = this.#try(() => this.#call(name, [this.#key, ...values]));
    this.#asked = asked;
    const report = await asked;
    if (this.#asked === asked) this.#isAsking = false;
    return report;
  }

  #take(report: Report) {
    this.losses.push(...report.losses);
    this.rows.push(...report.rows);
    this.measures.push(...report.measures);
    this.steps = report.steps;
    this.#isOver = report.ended;
    this.kept = report.kept;
    this.onReport(report.views ?? {});
  }

  #call<Answer>(name: string, values: unknown[], files?: File[]) {
    const reads = this.setup && isMnist(this.setup) ? "\nfrom torchvision.datasets import MNIST\nimport pictures\n" : "";
    const source = config.pagePrograms.ask_playground;
    return callPython<Answer>(
      this.#kernel,
      { cell: "playground", source: name === "begin" ? reads + source : source },
      name,
      values,
      files,
    );
  }

  async #try(ask: () => Promise<Report>): Promise<Report | null> {
    try {
      return await ask();
    } catch (error) {
      if (this.setup && this.#generation !== -1 && this.#generation !== this.#kernel.generation) this.#lose();
      else {
        this.problem = reasonOf(error);
        this.#become("failed");
      }
      return null;
    }
  }

  #lose() {
    this.problem = LOST;
    this.#become("lost");
  }

  #become(state: TrainerState) {
    this.state = state;
    if (state !== "failed" && state !== "lost") this.problem = "";
    this.onReport({});
  }
}
