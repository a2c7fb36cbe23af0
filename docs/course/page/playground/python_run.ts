/** A run that Python has: begun, branched, set aside and taken up again, kept for another visit, looked at. */

import type { File } from "../../../../live_cells/live/messages.ts";
import { reasonOf } from "../../../../live_cells/live/phrases.ts";
import { bytesOf } from "../../../../live_cells/live/page/elements/files.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import type { Answers } from "./inside/answers.ts";
import { RunCalls, type Report, type SentMoment, type Wish } from "./run_calls.ts";
import type { SavedRun } from "./saved_run.ts";
import { fragmentOf } from "./setup/fragment.ts";
import { cutAt } from "./setup/phases.ts";
import { liveSources, scriptOf } from "./setup/program.ts";
import type { Setup } from "./setup/setup.ts";
import type { Film } from "./timeline/film.ts";
import type { Strip } from "./run_record.ts";
import { TimedRun } from "./timed_run.ts";
import { WantedChanges } from "./wanted_changes.ts";

export type RunState = "none" | "starting" | "running" | "paused" | "ended" | "failed" | "lost";

/** A run that takes more is not kept for another visit. */
const MOST_BYTES = 2_000_000;
/** Seconds that Python trains before it answers again, and epochs that it may complete meanwhile. */
export const TURN = 0.05;
export const MOST_EPOCHS = 20;

export abstract class PythonRun extends TimedRun {
  state: RunState = "none";
  /** What went wrong, in words. */
  problem = "";
  /** The number that the next run gets. */
  nextId = () => this.id + 1;
  /** The views that each report includes. */
  wishes: () => Wish[] = () => [];

  /** Called before another run takes the place of this one, which stays as it is. */
  onSetAside: (isOver: boolean) => void = () => {};

  protected calls;
  protected wanted = new WantedChanges();
  /** Has Python no step left to take? */
  protected isOver = false;
  /** Is a branch being made? */
  protected branching: Promise<boolean> | null = null;

  #kernel;
  #key;
  /** Those of the runs that were set aside, by number. */
  #others = new Map<number, RunCalls>();
  /** Called after every change, with the views that came along. */
  onReport: (views: Partial<Answers>) => void = () => {};
  /** Called when the setup of the run becomes another one, by what is changed while it trains. */
  onSetup: (setup: Setup, before: Setup) => void = () => {};
  /** Python's state of a run of another visit, until it is asked to go on with it. */
  #saved: SavedRun | null = null;
  #resuming: Promise<boolean> | null = null;
  /** Is Python to train again what it no longer has, before it goes on? */
  #isRetrained = false;

  /** @param key Python's name for the run */
  constructor(kernel: Kernel, key: string) {
    super();
    this.#kernel = kernel;
    this.#key = key;
    this.calls = new RunCalls(kernel, key);
  }

  get isBusy() {
    return this.state === "running" || this.state === "starting";
  }

  /** Is there a model in Python that can be looked at? */
  get hasModel() {
    return this.setup !== null && this.calls.isThere && this.state !== "starting";
  }

  /** Has Python yet to go on with a run of another visit? */
  protected get isOfAnotherVisit() {
    return this.#saved !== null || this.#resuming !== null || this.#isRetrained;
  }

  /** Which model it is: it changes with every step and every run. */
  get version() {
    return `${this.id} ${this.steps} ${this.wanted.made}`;
  }

  /** Which model is shown: with the playhead, another one. */
  get shownVersion() {
    return `${this.version} ${this.playhead ?? ""} ${this.momentNow ? "exact" : ""}`;
  }

  /** Go on with a run that was set aside; this one is, in its turn. */
  takeUp(strip: Strip) {
    this.setAside();
    this.clear();
    this.recall(strip.setup, strip);
    this.calls = this.#others.get(strip.id) ?? new RunCalls(this.#kernel, this.#keyOf(strip.id));
    this.wanted.begin(strip.setup);
    this.isOver = strip.isOver;
    this.#isRetrained = !this.calls.isThere;
    this.become(strip.isOver ? "ended" : "paused");
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
    this.wanted.clear();
    this.#saved = null;
    this.#isRetrained = false;
    this.become("none");
  }

  /** Begin a run of this setup; the one that was there is set aside. @returns is it there? */
  protected async beginRun(setup: Setup) {
    this.setAside();
    this.clear();
    this.setup = setup;
    this.id = this.nextId();
    this.beginMoments();
    this.calls = new RunCalls(this.#kernel, this.#keyOf(this.id));
    this.become("starting");
    this.wanted.begin(setup);
    const report = await this.attempt(() => this.calls.begin("begin", setup, this.wishes()));
    if (report) this.take(report);
    return report !== null;
  }

  /** Look at the model. @param name of the view @param epoch null: as it is now */
  async view<Name extends keyof Answers>(
    name: Name,
    epoch: number | null,
    details: unknown[] = [],
    files: File[] = [],
  ): Promise<Answers[Name]> {
    if (!this.hasModel) throw new Error(WORDS.playground.run.no_model);
    return this.calls.ask("view", [name, epoch, ...details], files);
  }

  /** The weights as a safetensors file. */
  async weights(epoch: number | null) {
    await this.calls.ask("save", [epoch]);
    const file = await this.calls.file("weights.bin");
    if (!file) throw new Error(WORDS.playground.run.busy);
    return file.bytes;
  }

  /** What another visit needs to go on with this run; null if that is too large, or nothing is trained. */
  async save(): Promise<SavedRun | null> {
    const { setup, steps, version } = this;
    if (!setup || !steps) return null;
    const found = await this.calls.ask<{ state: string | null; views: Partial<Answers> }>("state", [
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

  /** Show a training that the build has recorded. Python trains it as soon as the reader goes on with it. */
  show(setup: Setup, { rows, moments }: Film) {
    this.clear();
    Object.assign(this, { setup, rows, moments, id: this.nextId(), isRecorded: true });
    this.steps = this.stepsIn(rows.length);
    this.#isRetrained = true;
    this.onReport({});
  }

  /** Show a run of another visit. Python goes on with it as soon as it is there. */
  revive(setup: Setup, saved: SavedRun) {
    this.clear();
    this.recall(setup, saved);
    this.#saved = saved;
    this.onReport(saved.views);
    this.become(saved.isOver ? "ended" : "paused");
    this.checkKernel();
  }

  /** The kernel may have lost the run's Python, or be ready for a run of another visit. */
  checkKernel() {
    if (this.#saved && this.calls.isKernelReady) this.resume();
    const isGone = this.setup && !this.isOfAnotherVisit && this.calls.isGone;
    if (isGone && ["paused", "ended", "running"].includes(this.state)) this.#lose();
  }

  /** Python has its runs by these names. */
  #keyOf(id: number) {
    return this.#key === "main" ? `main ${id}` : this.#key;
  }

  /** This run stays as it is, for another one comes. */
  protected setAside() {
    if (!this.setup || !this.steps || this.isRecorded) return;
    if (this.#key === "main") this.#others.set(this.id, this.calls);
    this.onSetAside(this.isOver);
  }

  /** What is changed where the playhead stands is of a run of its own, which is the same up to there. */
  protected branch() {
    const { setup, playhead } = this;
    if (playhead === null || !setup) return Promise.resolve(true);
    return this.branchTo(cutAt(setup, playhead), playhead, setup);
  }

  /**
   * Go on as a run of another setup, which is the same up to a step.
   * @param wanted the setup in whose place it comes
   * @param isRebuilt does it build anew at that step what this one does?
   */
  protected branchTo(next: Setup, step: number, wanted: Setup, isRebuilt = true) {
    this.branching ??= this.#branched(next, step, wanted, isRebuilt).finally(() => {
      this.branching = null;
    });
    return this.branching;
  }

  async #branched(next: Setup, step: number, wanted: Setup, isRebuilt: boolean) {
    if (this.isOfAnotherVisit && !(await this.resume())) return false;
    const id = this.nextId();
    const calls = this.calls.copy();
    const report = await this.attempt(() => calls.branch(next, step, this.#keyOf(id), this.wishes(), isRebuilt));
    if (!report) return false;
    this.setAside();
    this.parent = { id: this.id, step };
    Object.assign(this, { id, setup: next });
    this.calls = calls;
    this.cutTo(next, step, report);
    this.forgetMoment();
    this.wanted.begin(next);
    this.onSetup(next, wanted);
    this.take({ ...report, losses: [], rows: [] });
    this.become("paused");
    return true;
  }

  /** Have Python go on where the run of another visit was. @returns does it? */
  protected async resume() {
    this.#resuming ??= this.#resumed();
    const isThere = await this.#resuming;
    this.#resuming = null;
    return isThere;
  }

  /** Have Python train a run again that it no longer has, with the same numbers. @returns does it have it? */
  async #retrained() {
    const { setup, steps, isRecorded } = this;
    if (!setup) return false;
    this.stopPlaying();
    if (isRecorded) this.become("starting");
    let report = await this.attempt(() => this.calls.begin("begin", setup, []));
    const reports = report ? [report] : [];
    while (report && report.steps < steps && !report.ended) {
      const given = [TURN, steps - report.steps, this.wishes(), "", MOST_EPOCHS];
      report = await this.attempt(() => this.calls.act<Report>("advance", given));
      if (report) reports.push(report);
    }
    this.#isRetrained = !report;
    if (!report || setup !== this.setup) return false;
    this.kept = report.kept;
    if (isRecorded) this.#takeRecorded(setup, reports);
    return true;
  }

  /** The recorded run is one of Python's from now on, with the figures of each step. */
  #takeRecorded(setup: Setup, reports: Report[]) {
    this.rows = [];
    this.beginMoments();
    for (const report of reports) this.add(report);
    this.isRecorded = false;
    this.wanted.begin(setup);
    this.onReport(reports.at(-1)?.views ?? {});
    this.become("paused");
  }

  async #resumed() {
    if (this.#isRetrained) return this.#retrained();
    const { setup } = this;
    const saved = this.#saved;
    this.#saved = null;
    if (!setup || !saved) return false;
    this.wanted.begin(setup);
    const files = [{ name: "run.pt", bytes: saved.state }];
    const report = await this.attempt(() => this.calls.begin("resume", setup, this.wishes(), files));
    if (!report || this.setup !== setup) return false;
    this.take(report);
    return true;
  }

  protected take(report: Report) {
    this.add(report);
    this.isOver = report.ended;
    this.onReport(report.views ?? {});
  }

  protected async attempt(ask: () => Promise<Report>): Promise<Report | null> {
    try {
      return await ask();
    } catch (error) {
      if (this.setup && this.calls.isGone) this.#lose();
      else {
        this.problem = reasonOf(error);
        this.become("failed");
      }
      return null;
    }
  }

  #lose() {
    this.problem = WORDS.playground.run.lost;
    this.become("lost");
  }

  protected moved() {
    this.onReport({});
  }

  protected askMoment(step: number): Promise<SentMoment> {
    if (!this.setup) throw new Error(WORDS.playground.run.no_model);
    return this.calls.ask("moment", [liveSources(this.setup), step]);
  }

  protected become(state: RunState) {
    this.state = state;
    if (state !== "failed" && state !== "lost") this.problem = "";
    this.onReport({});
  }
}
