/** A run with a playhead: any moment of it can be looked at, and nothing of it is lost by that. */

import { numbersOf, type LayerNumbers } from "../parts/numbers.ts";
import type { SentMoment } from "../run_calls.ts";
import { RunRecord } from "../run_record.ts";

/** The model right after a step, what the step's loss was, and which samples it was trained on. */
type Moment = { step: number; numbers: LayerNumbers[]; loss: number | null; batch: number[] };

export abstract class TimedRun extends RunRecord {
  /** The step that is looked at; null: the newest one. */
  playhead: number | null = null;
  #moment: Moment | null = null;
  #isAsking = false;

  /** Show it: the playhead stands elsewhere, or more is known of where it stands. */
  protected abstract moved(): void;
  protected abstract askMoment(step: number): Promise<SentMoment>;

  /** The step that is shown. */
  get shownStep() {
    return this.playhead ?? this.steps;
  }

  /** How many epochs are complete at the step that is shown. */
  get shownEpoch() {
    return this.playhead === null ? this.epoch : Math.floor(this.playhead / this.stepsPerEpoch);
  }

  /** Which epoch of those that Python keeps is the one to look at; null: the model as it is now. */
  get viewedEpoch() {
    return this.playhead === null ? null : (this.kept.findLast((epoch) => epoch <= this.shownEpoch) ?? 0);
  }

  /** The numbers at the playhead, as far as the page has them; null: those of the model as it is now. */
  get shownNumbers(): LayerNumbers[] | null {
    if (this.playhead === null) return null;
    return this.momentNow?.numbers ?? this.moments[this.shownEpoch] ?? null;
  }

  /** What is known of the step at the playhead, beyond what every epoch has. */
  get momentNow(): Moment | null {
    return this.#moment?.step === this.playhead ? this.#moment : null;
  }

  /** Look at what was there after a step; null: at the newest. */
  lookAt(step: number | null) {
    this.playhead = step === null || step >= this.steps ? null : Math.max(0, Math.round(step));
    this.moved();
    this.#askAround();
  }

  protected forgetMoment() {
    this.playhead = null;
    this.#moment = null;
  }

  /** Between two epochs, Python takes the steps again; the newest request counts. */
  async #askAround() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.playhead !== null && this.playhead % this.stepsPerEpoch && !this.momentNow) {
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
