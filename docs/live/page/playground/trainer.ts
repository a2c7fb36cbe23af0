/** A run under way: begun, advanced, paused, taken back, looked at. It asks Python for a little at a time. */

import { config } from "../config.js";
import { callPython } from "../kernel/calls.js";
import { isMnist, isSame, obstacle } from "./setup/setup.js";
import { sectionsOf } from "./setup/program.js";

/**
 * @typedef {import("./setup/setup.js").Setup} Setup
 *
 * A row of the program's `history`. @typedef {Record<string, number|null>} Row
 *
 * What is told of a layer after an epoch.
 * @typedef {{spread: number|null, gradient?: number|null, dead?: number, units?: number}} LayerMeasure
 *
 * What python/playground/run.py tells of a run.
 * @typedef {{steps: number, epoch: number, ended: boolean, losses: (number|null)[], rows: Row[],
 *            measures: {layers: LayerMeasure[]}[], kept: number[], views: Record<string, any>}} Report
 *
 * A view to bring along: its name, and its details. @typedef {[name: string, ...details: unknown[]]} Wish
 *
 * @typedef {"none"|"starting"|"running"|"paused"|"ended"|"failed"|"lost"} TrainerState
 */

/** Seconds that Python trains before it answers again. */
const TURN = 0.08;
const FIRST_TURN = 0.02;
export const LOST = WORDS.playground.run.lost;

export class Trainer {
  /** @type {TrainerState} */
  state = "none";
  /** What went wrong, in words. */
  problem = "";
  /** That of the run. @type {Setup|null} */
  setup = null;
  /** The run's number. */
  id = 0;
  /** The number that the next run gets. */
  nextId = () => this.id + 1;
  /** @type {Row[]} */
  rows = [];
  /** Those of the epochs, the first before any. @type {{layers: LayerMeasure[]}[]} */
  measures = [];
  /** The loss of each step. @type {(number|null)[]} */
  losses = [];
  steps = 0;
  /** The epochs that can be gone back to. @type {number[]} */
  kept = [];
  /** Milliseconds of training, and steps in them. */
  spent = { time: 0, steps: 0 };
  /** Was it ended by the reader? */
  isStopped = false;
  /** What to bring along with each report. @type {() => Wish[]} */
  wishes = () => [];

  #kernel;
  #key;
  #generation = -1;
  /** Called after every change, with the views that came along. @type {(views: Record<string, any>) => void} */
  onReport = () => {};
  /** Is it to go on training? */
  #goesOn = false;
  #loop = 0;

  /** @param {import("../kernel/kernel.js").Kernel} kernel @param {string} key Python's name for the run */
  constructor(kernel, key) {
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

  /** Train this set-up: go on with the run if it is of it, else begin a new one. @param {Setup} setup */
  async start(setup) {
    if (this.isBusy) return;
    this.#goesOn = true;
    if (!(await this.#isReady(setup))) return;
    this.#become(this.#goesOn ? "running" : "paused");
    this.#loop += 1; // one that was paused may still wait for its last answer
    const loop = this.#loop;
    for (let turn = FIRST_TURN; this.state === "running" && loop === this.#loop; turn = TURN) await this.#advance(turn);
  }

  /** Train one step. @param {Setup} setup */
  async step(setup) {
    if (this.isBusy) return;
    if (!(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(60, 1);
    if (this.state === "running") this.#become("paused");
  }

  /** Train until the end of an epoch, or for a turn. @param {Setup} setup */
  async turn(setup) {
    if (this.isBusy || !(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(TURN);
    this.pause();
  }

  pause() {
    this.#goesOn = false;
    if (this.state === "running") this.#become("paused");
  }

  /** Go back to the end of an epoch that is kept. @param {number} epoch */
  async rewind(epoch) {
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

  /** The points that a set-up's data section makes. @param {Setup} setup */
  async preview(setup) {
    return this.#call("preview", [sectionsOf(setup)[0].source]);
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

  /**
   * Look at the model. @param {string} name of the view @param {number|null} epoch null: as it is now
   * @param {unknown[]} details @param {import("../../messages.js").File[]} [files]
   * @returns {Promise<any>}
   */
  async view(name, epoch, details = [], files = []) {
    if (!this.hasModel) throw new Error(WORDS.playground.run.no_model);
    return this.#call("view", [this.#key, name, epoch, ...details], files);
  }

  /** The weights as a safetensors file. @param {number|null} epoch */
  async weights(epoch) {
    await this.#call("save", [this.#key, epoch]);
    const file = await this.#kernel.ask("file", "weights.bin");
    if (!file) throw new Error(WORDS.playground.run.busy);
    return /** @type {{bytes: Uint8Array<ArrayBuffer>}} */ (file).bytes;
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

  /** Is the run one of this set-up that can go on? If not, begin one. @param {Setup} setup */
  async #isReady(setup) {
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

  /** @param {number} seconds @param {number} [steps] */
  async #advance(seconds, steps = 0) {
    const begin = performance.now();
    const report = await this.#try(() => this.#call("advance", [this.#key, seconds, steps, this.wishes()]));
    if (!report) return;
    this.spent.time += performance.now() - begin;
    this.spent.steps += report.losses.length;
    this.#take(report);
    if (report.ended && this.state === "running") this.#become("ended");
  }

  /** @param {Report} report */
  #take(report) {
    this.losses.push(...report.losses);
    this.rows.push(...report.rows);
    this.measures.push(...report.measures);
    this.steps = report.steps;
    this.kept = report.kept;
    this.onReport(report.views ?? {});
  }

  /** @param {string} name @param {unknown[]} values @param {import("../../messages.js").File[]} [files] */
  #call(name, values, files) {
    const reads = this.setup && isMnist(this.setup) ? "\nfrom torchvision.datasets import MNIST\n" : "";
    const source = config.pagePrograms.ask_playground;
    return callPython(
      this.#kernel,
      { cell: "playground", source: name === "begin" ? reads + source : source },
      name,
      values,
      files,
    );
  }

  /** @param {() => Promise<Report>} ask @returns {Promise<Report|null>} */
  async #try(ask) {
    try {
      return await ask();
    } catch (error) {
      if (this.setup && this.#generation !== -1 && this.#generation !== this.#kernel.generation) this.#lose();
      else {
        this.problem = /** @type {Error} */ (error).message;
        this.#become("failed");
      }
      return null;
    }
  }

  #lose() {
    this.problem = LOST;
    this.#become("lost");
  }

  /** @param {TrainerState} state */
  #become(state) {
    this.state = state;
    if (state !== "failed" && state !== "lost") this.problem = "";
    this.onReport({});
  }
}
