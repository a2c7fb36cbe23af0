/** A run with a playhead: any moment of it can be looked at, and nothing of it is lost by that. */

import { numbersOf, type LayerNumbers } from "./parts/numbers.ts";
import type { SentMoment } from "./run_calls.ts";
import { RunRecord } from "./run_record.ts";
import { epochsIn, setupAt, stepsIn } from "./setup/phases.ts";
import { between } from "./timeline/film.ts";

/** The model right after a step, what the step's loss was, and which samples it was trained on. */
type Moment = { step: number; numbers: LayerNumbers[]; loss: number | null; batch: number[] };

export abstract class TimedRun extends RunRecord {
  /** The step that is looked at; null: the newest one. */
  playhead: number | null = null;
  /** Was it recorded by the build, and Python has not trained it yet? */
  isRecorded = false;
  #moment: Moment | null = null;
  #between: LayerNumbers[] | null = null;
  #isAsking = false;
  #isPlaying = false;

  /** Show it: the playhead stands elsewhere, or more is known of where it stands. */
  protected abstract moved(): void;
  protected abstract askMoment(step: number): Promise<SentMoment>;

  /** The step that is shown. */
  get shownStep() {
    return this.playhead ?? this.steps;
  }

  /** How many epochs are complete at the step that is shown. */
  get shownEpoch() {
    return this.playhead === null ? this.epoch : Math.floor(this.epochsIn(this.playhead));
  }

  /** What the setup is at the step that is shown. */
  get shownSetup() {
    return this.setup && setupAt(this.setup, this.shownStep);
  }

  /** The numbers after each epoch of the part of the run that is shown, and how many of them are not after it. */
  get shownPart() {
    const { setup, moments, shownStep } = this;
    if (!setup?.earlier.length) return { moments, passed: this.shownEpoch + 1 };
    const parts = [0, ...setup.earlier.map(({ until }) => until)];
    const at = parts.findLastIndex((begin) => begin <= shownStep);
    const begin = this.epochsIn(parts[at]);
    const end = at + 1 < parts.length ? this.epochsIn(parts[at + 1]) : moments.length;
    return { moments: moments.slice(begin, end), passed: this.shownEpoch + 1 - begin };
  }

  /** Is the step that is shown in the middle of an epoch? */
  get isBetweenEpochs() {
    return !Number.isInteger(this.epochsIn(this.shownStep));
  }

  /** The epochs that have begun. */
  get epochsSoFar() {
    return Math.ceil(this.epochsIn(this.steps));
  }

  /** How many epochs so many steps are, with a fraction. */
  epochsIn = (steps: number) => (this.setup ? epochsIn(this.setup, steps) : steps);
  stepsIn = (epochs: number) => (this.setup ? stepsIn(this.setup, epochs) : epochs);

  /** Which epoch of those that Python keeps is the one to look at; null: the model as it is now. */
  get viewedEpoch() {
    return this.playhead === null ? null : (this.kept.findLast((epoch) => epoch <= this.shownEpoch) ?? 0);
  }

  /** The numbers at the playhead, as far as the page has them; null: those of the model as it is now. */
  get shownNumbers(): LayerNumbers[] | null {
    if (this.#between) return this.#between;
    if (this.playhead === null) return this.isRecorded ? (this.moments.at(-1) ?? null) : null;
    return this.momentNow?.numbers ?? this.moments[this.shownEpoch] ?? null;
  }

  /** What is known of the step at the playhead, beyond what every epoch has. */
  get momentNow(): Moment | null {
    return this.#moment?.step === this.playhead ? this.#moment : null;
  }

  /** Look at what was there after a step; null: at the newest. */
  lookAt(step: number | null) {
    this.#between = null;
    this.playhead = step === null || step >= this.steps ? null : Math.max(0, Math.round(step));
    this.moved();
    this.#askAround();
  }

  protected forgetMoment() {
    this.playhead = null;
    this.isRecorded = false;
    this.#moment = this.#between = null;
  }

  /** Is all of it being played, with the playhead on its way? */
  get isPlaying() {
    return this.#isPlaying && this.isRecorded;
  }

  /** The playhead stays where it is. */
  stopPlaying() {
    this.#isPlaying = false;
  }

  /** Play all of it once, in so many seconds; whatever the reader does with the run ends that. */
  async play(seconds: number) {
    const last = this.moments.length - 1;
    const begin = performance.now();
    let step = 0;
    this.playhead = 0;
    this.#isPlaying = true;
    while (this.isPlaying && this.playhead === step) {
      const now = Math.min((performance.now() - begin) / (1000 * seconds), 1) * last;
      const epoch = Math.floor(now);
      step = this.stepsIn(epoch);
      this.playhead = step;
      this.#between = now < last ? between(this.moments[epoch], this.moments[epoch + 1], now - epoch) : null;
      this.moved();
      if (now >= last) break;
      await new Promise(requestAnimationFrame);
    }
    this.#between = null;
    if (this.isPlaying && this.playhead === step) this.playhead = null;
    this.#isPlaying = false;
    this.moved();
  }

  /** Between two epochs, Python takes the steps again; the newest request counts. */
  async #askAround() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (!this.isRecorded && this.playhead !== null && this.isBetweenEpochs && !this.momentNow) {
      const step = this.playhead;
      try {
        const { numbers, ...others } = await this.askMoment(step);
        this.#moment = { step, numbers: numbersOf(numbers), ...others };
      } catch (error) {
        console.warn("A moment:", error);
        break;
      }
      if (step === this.playhead) this.moved();
    }
    this.#isAsking = false;
  }
}
