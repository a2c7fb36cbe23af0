/** A run under way: begun, advanced, paused, taken back, looked at. It asks Python for a little at a time. */

import type { File } from "../../../../live_cells/live/messages.ts";
import { reasonOf } from "../../../../live_cells/live/phrases.ts";
import { bytesOf } from "../../../../live_cells/live/page/elements/files.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import type { Answers } from "./inside/answers.ts";
import { RunCalls, type Report, type SentMoment, type Wish } from "./run_calls.ts";
import type { SavedRun } from "./saved_run.ts";
import { END, MOST_CHANGES, goingOn, type Change, type Rate } from "./setup/changes.ts";
import { fragmentOf } from "./setup/fragment.ts";
import { liveSources, scriptOf } from "./setup/program.ts";
import { epochsOf, isLonger, isSame, obstacle, setupOf, stepsPerEpoch, type Setup } from "./setup/setup.ts";
import type { Film } from "./timeline/film.ts";
import type { Strip } from "./timeline/strips.ts";
import { TimedRun } from "./timeline/timed_run.ts";
import { WantedChanges, type Wanted } from "./wanted_changes.ts";

type TrainerState = "none" | "starting" | "running" | "paused" | "ended" | "failed" | "lost";

/** A run that takes more is not kept for another visit. */
const MOST_BYTES = 2_000_000;
/** Milliseconds between two changes while steps are taken: each that is made stays in the program. */
const CALM = 250;
/** Seconds that Python trains before it answers again. */
const TURN = 0.05;
const FIRST_TURN = 0.02;
/** Epochs that it may complete meanwhile. */
const MOST_EPOCHS = 20;
/** Epochs a second at which what is trained is shown again. */
const FRAMES = 60;
export const LOST = WORDS.playground.run.lost;

export class Trainer extends TimedRun {
  state: TrainerState = "none";
  /** What went wrong, in words. */
  problem = "";
  /** The number that the next run gets. */
  nextId = () => this.id + 1;
  /** The views that each report includes. */
  wishes: () => Wish[] = () => [];

  /** Steps a second at most. */
  speed = Number.POSITIVE_INFINITY;
  /** Called before another run takes the place of this one, which stays as it is. */
  onSetAside: (isOver: boolean) => void = () => {};

  #kernel;
  #key;
  #calls;
  /** Those of the runs that were set aside, by number. */
  #others = new Map<number, RunCalls>();
  /** Called after every change, with the views that came along. */
  onReport: (views: Partial<Answers>) => void = () => {};
  /** Called when the setup of the run becomes another one, by what is changed while it trains. */
  onSetup: (setup: Setup, before: Setup) => void = () => {};
  /** Is it to go on training? */
  #goesOn = false;
  #loop = 0;
  #wanted = new WantedChanges();
  #lastChange = 0;
  /** Python's state of a run of another visit, until it is asked to go on with it. */
  #saved: SavedRun | null = null;
  #resuming: Promise<boolean> | null = null;
  /** Has Python no step left to take? */
  #isOver = false;
  #branching: Promise<boolean> | null = null;
  /** Is Python to train again what it no longer has, before it goes on? */
  #isRetrained = false;

  /** @param key Python's name for the run */
  constructor(kernel: Kernel, key: string) {
    super();
    this.#kernel = kernel;
    this.#key = key;
    this.#calls = new RunCalls(kernel, key);
  }

  get isBusy() {
    return this.state === "running" || this.state === "starting";
  }

  /** Is there a model in Python that can be looked at? */
  get hasModel() {
    return this.setup !== null && this.#calls.isThere && this.state !== "starting";
  }

  /** Has Python yet to go on with a run of another visit? */
  get #isOfAnotherVisit() {
    return this.#saved !== null || this.#resuming !== null || this.#isRetrained;
  }

  /** Which model it is: it changes with every step and every run. */
  get version() {
    return `${this.id} ${this.steps} ${this.#wanted.made}`;
  }

  /** Which model is shown: with the playhead, another one. */
  get shownVersion() {
    return `${this.version} ${this.playhead ?? ""} ${this.momentNow ? "exact" : ""}`;
  }

  /** Train this setup: go on with the run if it is of it, else begin a new one. */
  async start(setup: Setup) {
    if (this.isBusy) return;
    this.#goesOn = true;
    await this.#branching;
    if (this.playhead !== null && !this.isRecorded && isSame(setup, this.setup) && !(await this.#playOn())) return;
    if (!(await this.#isReady(setup))) return;
    this.#become(this.#goesOn ? "running" : "paused");
    this.#loop += 1; // one that was paused may still wait for its last answer
    const loop = this.#loop;
    for (let turn = FIRST_TURN; this.state === "running" && loop === this.#loop; turn = TURN) {
      const begin = performance.now();
      const steps = Number.isFinite(this.speed) ? Math.max(1, Math.round(this.speed / FRAMES)) : 0;
      await this.#advance(turn, steps);
      if (steps) await this.#until(begin + (1000 * steps) / this.speed);
    }
  }

  /** Until then, or until it pauses, or is to go faster. */
  async #until(time: number) {
    const { speed } = this;
    while (performance.now() < time && this.state === "running" && speed === this.speed)
      await new Promise(requestAnimationFrame);
  }

  /** Make the data and the untrained model. */
  async begin(setup: Setup) {
    if (this.isBusy) return;
    if (this.#isOfAnotherVisit && isSame(setup, this.setup)) await this.#resume();
    else if (await this.#isReady(setup)) this.#become("paused");
  }

  /** Train one step; before the end of what is trained, look one step further. */
  async step(setup: Setup) {
    if (this.isBusy) return;
    await this.#branching;
    if (this.playhead !== null && !this.isRecorded && isSame(setup, this.setup)) return this.lookAt(this.playhead + 1);
    if (!(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(60, 1);
    if (this.state === "running") this.#become("paused");
  }

  /** Train until the end of an epoch, or for a turn. */
  async turn(setup: Setup) {
    if (this.isBusy || !(await this.#isReady(setup))) return;
    this.#become("running");
    await this.#advance(TURN, 0, 1);
    this.pause();
  }

  /** Can the run go on as one of this setup? It is paused, or trained as far as its own setup asks for. */
  canGoOn(setup: Setup) {
    const { state } = this;
    if (!this.setup || !(this.hasModel || this.#isOfAnotherVisit)) return false;
    if (state === "paused" && isSame(setup, this.setup)) return true;
    return (state === "paused" || state === "ended") && isLonger(this.setup, setup);
  }

  /** Does another rate act on this run at once? Else it is one of the next run. */
  takes(setup: Setup) {
    const isUnderWay = this.state === "running" || this.state === "paused" || this.playhead !== null;
    return isUnderWay && this.hasModel && isSame(setup, this.setup) && (this.shownStep > 0 || setup.changes.length > 0);
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

  /** Look at another moment; what trains pauses. */
  override lookAt(step: number | null) {
    this.pause();
    super.lookAt(step);
  }

  /** Go on with a run that was set aside; this one is, in its turn. */
  takeUp(strip: Strip) {
    this.#setAside();
    this.clear();
    this.recall(strip.setup, strip);
    this.#calls = this.#others.get(strip.id) ?? new RunCalls(this.#kernel, this.#keyOf(strip.id));
    this.#wanted.begin(strip.setup);
    this.#isOver = strip.isOver;
    this.#isRetrained = !this.#calls.isThere;
    this.#become(strip.isOver ? "ended" : "paused");
  }

  /** A run that was set aside is not needed any more. */
  forget(id: number) {
    const calls = this.#others.get(id);
    this.#others.delete(id);
    if (calls?.isThere) calls.ask("forget", []).catch(() => {}); // Python is gone, and the run with it
  }

  /** Forget the run. */
  clear() {
    this.empty();
    this.forgetMoment();
    this.problem = "";
    this.#wanted.clear();
    this.#saved = null;
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
    return this.#calls.ask("view", [name, epoch, ...details], files);
  }

  /** The weights as a safetensors file. */
  async weights(epoch: number | null) {
    await this.#calls.ask("save", [epoch]);
    const file = await this.#calls.file("weights.bin");
    if (!file) throw new Error(WORDS.playground.run.busy);
    return file.bytes;
  }

  /** What another visit needs to go on with this run; null if that is too large, or nothing is trained. */
  async save(): Promise<SavedRun | null> {
    const { setup, steps, version } = this;
    if (!setup || !steps) return null;
    const found = await this.#calls.ask<{ state: string | null; views: Partial<Answers> }>("state", [
      MOST_BYTES,
      this.wishes(),
    ]);
    if (!found.state || version !== this.version) return null;
    return {
      ...this.figures,
      setup: fragmentOf(setup),
      program: scriptOf(setup),
      isOver: this.state === "ended",
      views: found.views,
      state: bytesOf(found.state),
    };
  }

  /** Show a training that the build has recorded. */
  show(setup: Setup, { rows, moments }: Film) {
    this.clear();
    const steps = rows.length * stepsPerEpoch(setup);
    Object.assign(this, { setup, rows, moments, steps, id: this.nextId(), isRecorded: true });
    this.onReport({});
  }

  /** Show a run of another visit. Python goes on with it as soon as it is there. */
  revive(setup: Setup, saved: SavedRun) {
    this.clear();
    this.recall(setup, saved);
    this.#saved = saved;
    this.onReport(saved.views);
    this.#become(saved.isOver ? "ended" : "paused");
    this.checkKernel();
  }

  /** The kernel may have lost the run's Python, or be ready for a run of another visit. */
  checkKernel() {
    if (this.#saved && this.#calls.isKernelReady) this.#resume();
    const isGone = this.setup && !this.#isOfAnotherVisit && this.#calls.isGone;
    if (isGone && ["paused", "ended", "running"].includes(this.state)) this.#lose();
  }

  /** The reader leaves the page: no more requests, and no more announcements. */
  leave() {
    this.onReport = () => {};
    this.onSetup = () => {};
    this.pause();
  }

  /** Is the run one of this setup that can go on? If not, begin one. */
  async #isReady(setup: Setup) {
    const problem = obstacle(setup);
    if (problem) {
      this.problem = problem;
      this.#become("failed");
      return false;
    }
    if (this.canGoOn(setup) && (this.hasModel || (await this.#resume()))) return this.#lengthen(setup);
    this.#setAside();
    this.clear();
    this.setup = setup;
    this.id = this.nextId();
    this.beginMoments();
    this.#calls = new RunCalls(this.#kernel, this.#keyOf(this.id));
    this.#become("starting");
    this.#wanted.begin(setup);
    const report = await this.#try(() => this.#calls.begin("begin", setup, this.wishes()));
    if (!report) return false;
    this.#take(report);
    return true;
  }

  /** Python has its runs by these names. */
  #keyOf(id: number) {
    return this.#key === "main" ? `main ${id}` : this.#key;
  }

  /** This run stays as it is, for another one comes. */
  #setAside() {
    if (!this.setup || !this.steps || this.isRecorded) return;
    if (this.#key === "main") this.#others.set(this.id, this.#calls);
    this.onSetAside(this.#isOver);
  }

  /** Show again what is trained already, from the playhead on. @returns is there more to train? */
  async #playOn() {
    const { state } = this;
    this.#become("running");
    while (this.playhead !== null && this.state === "running") {
      const epochs = Math.min(this.speed / this.stepsPerEpoch, FRAMES);
      await new Promise((resolve) => setTimeout(resolve, 1000 / epochs));
      if (this.playhead === null || this.state !== "running") break;
      super.lookAt((Math.floor(this.playhead / this.stepsPerEpoch) + 1) * this.stepsPerEpoch);
    }
    if (this.playhead !== null) return false;
    this.#become(state);
    return state !== "ended" && this.#goesOn;
  }

  /** What is changed where the playhead stands is of a run of its own, which is the same up to there. */
  #branch() {
    this.#branching ??= this.#branched().finally(() => {
      this.#branching = null;
    });
    return this.#branching;
  }

  async #branched() {
    const { setup, playhead: step } = this;
    if (step === null || !setup) return true;
    const next = setupOf({ ...setup, changes: setup.changes.filter((change) => change.step < step) });
    if (this.#isRetrained && !(await this.#retrained())) return false;
    const id = this.nextId();
    const calls = this.#calls.copy();
    const report = await this.#try(() => calls.branch(next, step, this.#keyOf(id), this.wishes()));
    if (!report) return false;
    this.#setAside();
    this.parent = { id: this.id, step };
    Object.assign(this, { id, setup: next });
    this.#calls = calls;
    this.cutTo(step);
    this.forgetMoment();
    this.#wanted.begin(next);
    this.onSetup(next, setup);
    this.#take({ ...report, losses: [], rows: [], measures: [] });
    this.#become("paused");
    return true;
  }

  /** Have the run be one of a setup with more epochs, if it is not. @returns can it go on? */
  async #lengthen(setup: Setup) {
    const { setup: before, steps } = this;
    if (!before || setup.epochs === before.epochs) return true;
    const report = await this.#try(() => this.#calls.act("lengthen", [epochsOf(setup)]));
    if (!report) return false;
    this.#take({ ...report, losses: [], rows: [], measures: [] });
    this.setup = setupOf({ ...setup, changes: goingOn(setup.changes, steps) });
    this.onSetup(this.setup, setup);
    return true;
  }

  /** Have Python go on where the run of another visit was. @returns does it? */
  async #resume() {
    this.#resuming ??= this.#resumed();
    const isThere = await this.#resuming;
    this.#resuming = null;
    return isThere;
  }

  /** Have Python train a run again that it no longer has, with the same numbers. @returns does it have it? */
  async #retrained() {
    const { setup, steps } = this;
    if (!setup) return false;
    let report = await this.#try(() => this.#calls.begin("begin", setup, []));
    while (report && report.steps < steps && !report.ended) {
      const given = [TURN, steps - report.steps, [], "", MOST_EPOCHS];
      report = await this.#try(() => this.#calls.act<Report>("advance", given));
    }
    if (report) this.kept = report.kept;
    this.#isRetrained = !report;
    return report !== null;
  }

  async #resumed() {
    if (this.#isRetrained) return this.#retrained();
    const { setup } = this;
    const saved = this.#saved;
    this.#saved = null;
    if (!setup || !saved) return false;
    this.#wanted.begin(setup);
    const files = [{ name: "run.pt", bytes: saved.state }];
    const report = await this.#try(() => this.#calls.begin("resume", setup, this.wishes(), files));
    if (!report || this.setup !== setup) return false;
    this.#take(report);
    return true;
  }

  async #advance(seconds: number, steps = 0, epochs = MOST_EPOCHS) {
    await this.#calls.last; // a run that was paused may still wait for its last answer
    if (this.state !== "running") return;
    if (performance.now() - this.#lastChange > CALM) this.#noteChanges();
    const begin = performance.now();
    const news = this.setup ? this.#wanted.news(this.setup) : "";
    const given = [seconds, steps, this.wishes(), news, epochs];
    const report = await this.#try(() => this.#calls.act<Report>("advance", given));
    if (!report) return;
    this.spent.time += performance.now() - begin;
    this.spent.steps += report.losses.length;
    this.#take(report);
    if (report.ended && this.state === "running") this.#become("ended");
    if (this.state !== "running") await this.#makeChanges();
  }

  async #change(change: Wanted) {
    if (!this.setup || !this.hasModel || this.setup.changes.length >= MOST_CHANGES) return;
    if (this.playhead !== null && !(await this.#branch())) return;
    this.#wanted.add(change);
    if (!this.#calls.isActing && this.state !== "running") await this.#makeChanges();
  }

  /** Have Python make the changes now: no step is under way. */
  async #makeChanges() {
    while (this.setup && this.#noteChanges()) {
      const news = this.#wanted.news(this.setup);
      const report = await this.#try(() => this.#calls.act("change", [this.wishes(), news]));
      if (report) this.#take(report);
    }
  }

  /** Write what the reader wants into the setup, at the step that comes next. @returns is there anything? */
  #noteChanges() {
    const changes = this.setup && this.#wanted.taken(this.setup, this.#isOver ? END : this.steps);
    if (!changes) return false;
    this.#lastChange = performance.now();
    this.#remake(changes);
    return true;
  }

  /** The run is one of the setup with these changes. */
  #remake(changes: Change[]) {
    const before = this.setup;
    if (!before) return;
    this.setup = setupOf({ ...before, changes });
    if (!isSame(before, this.setup)) this.onSetup(this.setup, before);
  }

  #take(report: Report) {
    this.add(report);
    this.#isOver = report.ended;
    this.onReport(report.views ?? {});
  }

  async #try(ask: () => Promise<Report>): Promise<Report | null> {
    try {
      return await ask();
    } catch (error) {
      if (this.setup && this.#calls.isGone) this.#lose();
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

  protected moved() {
    this.onReport({});
  }

  protected askMoment(step: number): Promise<SentMoment> {
    if (!this.setup) throw new Error(WORDS.playground.run.no_model);
    return this.#calls.ask("moment", [liveSources(this.setup), step]);
  }

  #become(state: TrainerState) {
    this.state = state;
    if (state !== "failed" && state !== "lost") this.problem = "";
    this.onReport({});
  }
}
