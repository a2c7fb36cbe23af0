/** A run under way: begun, advanced, paused, taken back, looked at. It asks Python for a little at a time. */

import type { File } from "../../messages.ts";
import { reasonOf } from "../../phrases.ts";
import { config } from "../config.js";
import { callPython } from "../kernel/calls.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Answers } from "./inside/view.ts";
import type { Dots } from "./parts/boundary.ts";
import { sectionsOf } from "./setup/program.ts";
import { isMnist, isSame, obstacle, type Setup } from "./setup/setup.ts";

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
  /** Is it to go on training? */
  #goesOn = false;
  #loop = 0;

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
    return `${this.id} ${this.steps}`;
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
    this.rows.length = epoch;
    this.measures.length = epoch + 1;
    this.losses.length = report.steps;
    this.spent = { time: 0, steps: 0 };
    this.#take({ ...report, losses: [], rows: [], measures: [] });
    this.#become(report.ended ? "ended" : "paused");
  }

  /** End the run where it is. */
  stop() {
    this.isStopped = true;
    this.#goesOn = false;
    if (this.state === "running" || this.state === "paused") this.#become("ended");
  }

  /** The points that a set-up's data section makes. */
  async preview(setup: Setup) {
    return this.#call<Dots>("preview", [sectionsOf(setup)[0].source]);
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
    const sections = sectionsOf(setup).filter(({ name }) => name !== "run");
    const values = [this.#key, sections.map(({ source }) => source), setup.epochs, this.wishes()];
    const report = await this.#try(() => this.#call("begin", values));
    if (!report) return false;
    this.#generation = this.#kernel.generation;
    this.#take(report);
    return true;
  }

  async #advance(seconds: number, steps = 0) {
    const begin = performance.now();
    const report = await this.#try(() => this.#call("advance", [this.#key, seconds, steps, this.wishes()]));
    if (!report) return;
    this.spent.time += performance.now() - begin;
    this.spent.steps += report.losses.length;
    this.#take(report);
    if (report.ended && this.state === "running") this.#become("ended");
  }

  #take(report: Report) {
    this.losses.push(...report.losses);
    this.rows.push(...report.rows);
    this.measures.push(...report.measures);
    this.steps = report.steps;
    this.kept = report.kept;
    this.onReport(report.views ?? {});
  }

  #call<Answer>(name: string, values: unknown[], files?: File[]) {
    const reads = this.setup && isMnist(this.setup) ? "\nfrom torchvision.datasets import MNIST\n" : "";
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
