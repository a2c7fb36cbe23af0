/** A run under way: trained, paused, gone on with, changed. It asks Python for a little at a time. */

import { MOST_EPOCHS, PythonRun, TURN } from "./python_run.ts";
import type { Report } from "./run_calls.ts";
import { END, MOST_CHANGES, goingOn, type Change, type Rate } from "./setup/changes.ts";
import { rebuiltAt } from "./setup/rebuilt.ts";
import { epochsOf, isLonger, isSame, obstacle, setupOf, type Setup } from "./setup/setup.ts";
import type { Wanted } from "./wanted_changes.ts";

/** Milliseconds between two changes while steps are taken: each that is made stays in the program. */
const CALM = 250;
/** Seconds of the first turn, which is seen sooner. */
const FIRST_TURN = 0.02;
/** Epochs a second at which what is trained is shown again. */
const FRAMES = 60;

export class Trainer extends PythonRun {
  /** Steps a second at most. */
  speed = Number.POSITIVE_INFINITY;

  /** Is it to go on training? */
  #goesOn = false;
  #loop = 0;
  #lastChange = 0;
  /** What was asked last of going on as another setup. */
  #asked: { wanted?: Setup; setup?: Setup; epoch?: number; found: Setup | null } = { found: null };

  /**
   * Train this setup: go on with the run if it is of it, else begin a new one.
   * @param isBranch is the run to go on as one of this setup, from the epoch that is shown?
   */
  async start(wanted: Setup, isBranch = this.playhead !== null && !this.isPlaying) {
    if (this.isBusy) return;
    if (this.isPlaying) this.lookAt(null);
    this.#goesOn = true;
    await this.branching;
    const setup = isBranch ? await this.#goneOn(wanted) : wanted;
    if (!setup) return;
    if (this.playhead !== null && isSame(setup, this.setup)) {
      if (this.isRecorded && !(await this.resume())) return;
      if (!(await this.#playOn())) return;
    }
    if (!(await this.#isReady(setup))) return;
    this.become(this.#goesOn ? "running" : "paused");
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
    if (this.isOfAnotherVisit && isSame(setup, this.setup)) await this.resume();
    else if (await this.#isReady(setup)) this.become("paused");
  }

  /** Train one step; before the end of what is trained, look one step further. */
  async step(wanted: Setup) {
    if (this.isBusy) return;
    if (this.isPlaying) this.lookAt(null);
    await this.branching;
    const setup = this.playhead === null ? wanted : await this.#goneOn(wanted);
    if (!setup) return;
    if (this.playhead !== null && isSame(setup, this.setup)) {
      if (this.isRecorded && !(await this.resume())) return;
      return this.lookAt(this.playhead + 1);
    }
    if (!(await this.#isReady(setup))) return;
    this.become("running");
    await this.#advance(60, 1);
    if (this.state === "running") this.become("paused");
  }

  /** What the run would be as one of another setup from the epoch on that is shown; null: that begins one of its own. */
  goingOnAs(wanted: Setup): Setup | null {
    const { setup, shownEpoch, steps } = this;
    if (
      !setup ||
      !shownEpoch ||
      !steps ||
      !(this.hasModel || this.isOfAnotherVisit) ||
      isSame(setup, wanted) ||
      obstacle(wanted)
    )
      return null;
    if (this.#asked.wanted === wanted && this.#asked.setup === setup && this.#asked.epoch === shownEpoch)
      return this.#asked.found;
    const found = rebuiltAt(setup, this.stepsIn(shownEpoch), wanted);
    this.#asked = { wanted, setup, epoch: shownEpoch, found };
    return found;
  }

  /** Train until the end of an epoch, or for a turn. */
  async turn(setup: Setup) {
    if (this.isBusy || !(await this.#isReady(setup))) return;
    this.become("running");
    await this.#advance(TURN, 0, 1);
    this.pause();
  }

  /** Can the run go on as one of this setup? It is paused, or trained as far as its own setup asks for. */
  canGoOn(setup: Setup) {
    const { state } = this;
    if (!this.setup || !(this.hasModel || this.isOfAnotherVisit)) return false;
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
    if (this.state === "running") this.become("paused");
  }

  /** Look at another moment; what trains pauses. */
  override lookAt(step: number | null) {
    this.pause();
    super.lookAt(step);
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
      this.become("failed");
      return false;
    }
    if (this.canGoOn(setup) && (this.hasModel || (await this.resume()))) return this.#lengthen(setup);
    return this.beginRun(setup);
  }

  /** Show again what is trained already, from the playhead on. @returns is there more to train? */
  async #playOn() {
    const { state } = this;
    this.become("running");
    while (this.playhead !== null && this.state === "running") {
      const each = this.stepsIn(this.shownEpoch + 1) - this.stepsIn(this.shownEpoch);
      const epochs = Math.min(this.speed / each, FRAMES);
      await new Promise((resolve) => setTimeout(resolve, 1000 / epochs));
      if (this.playhead === null || this.state !== "running") break;
      super.lookAt(this.stepsIn(this.shownEpoch + 1));
    }
    if (this.playhead !== null) return false;
    this.become(state);
    return state !== "ended" && this.#goesOn;
  }

  /** Have the run go on as one of another setup, where that is possible. @returns what is to be trained; null: it failed */
  async #goneOn(wanted: Setup): Promise<Setup | null> {
    const next = this.goingOnAs(wanted);
    if (!next) return wanted;
    return (await this.branchTo(next, this.stepsIn(this.shownEpoch), wanted, false)) ? next : null;
  }

  /** Have the run be one of a setup with more epochs, if it is not. @returns can it go on? */
  async #lengthen(setup: Setup) {
    const { setup: before, steps } = this;
    if (!before || setup.epochs === before.epochs) return true;
    const report = await this.attempt(() => this.calls.act("lengthen", [epochsOf(setup)]));
    if (!report) return false;
    this.take({ ...report, losses: [], rows: [], measures: [] });
    this.setup = setupOf({ ...setup, changes: goingOn(setup.changes, steps) });
    this.onSetup(this.setup, setup);
    return true;
  }

  async #advance(seconds: number, steps = 0, epochs = MOST_EPOCHS) {
    await this.calls.last; // a run that was paused may still wait for its last answer
    if (this.state !== "running") return;
    if (performance.now() - this.#lastChange > CALM) this.#noteChanges();
    const begin = performance.now();
    const news = this.setup ? this.wanted.news(this.setup) : "";
    const given = [seconds, steps, this.wishes(), news, epochs];
    const report = await this.attempt(() => this.calls.act<Report>("advance", given));
    if (!report) return;
    this.spent.time += performance.now() - begin;
    this.spent.steps += report.losses.length;
    this.take(report);
    if (report.ended && this.state === "running") this.become("ended");
    if (this.state !== "running") await this.#makeChanges();
  }

  async #change(change: Wanted) {
    if (!this.setup || !this.hasModel || this.setup.changes.length >= MOST_CHANGES) return;
    if (this.playhead !== null && !(await this.branch())) return;
    this.wanted.add(change);
    if (!this.calls.isActing && this.state !== "running") await this.#makeChanges();
  }

  /** Have Python make the changes now: no step is under way. */
  async #makeChanges() {
    while (this.setup && this.#noteChanges()) {
      const news = this.wanted.news(this.setup);
      const report = await this.attempt(() => this.calls.act("change", [this.wishes(), news]));
      if (report) this.take(report);
    }
  }

  /** Write what the reader wants into the setup, at the step that comes next. @returns is there anything? */
  #noteChanges() {
    const changes = this.setup && this.wanted.taken(this.setup, this.isOver ? END : this.steps);
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
}
