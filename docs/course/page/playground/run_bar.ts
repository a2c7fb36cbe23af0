/** Start, Pause, Step, Start over, the way back to an epoch, and how it goes. */

import { counted, fill, whole } from "../../../../live_cells/live/phrases.ts";
import {
  bar,
  button,
  duration,
  enable,
  loadingText,
  required,
  text,
} from "../../../../live_cells/live/page/elements/nodes.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { choice, slider } from "./parts/fields.ts";
import { isSame, obstacle, REGULARIZATIONS, stepsPerEpoch } from "./setup/setup.ts";
import { regularizationName } from "./setup/words.ts";
import type { Store } from "./store.ts";
import type { Trainer } from "./trainer.ts";
import { named, plain, ratesShown, setRate, VALUES } from "./training_panel.ts";

export class RunBar {
  node = text("div", "pg-run");

  #kernel;
  #trainer;
  #store;
  #announce;
  #start;
  #startLabel;
  #pause;
  #stop;
  #step;
  #over;
  #rewind;
  #settings;
  /** How it goes, in words. */
  status = text("p", "pg-status");
  /** The state that was said last to who cannot see it; the steps would be too many words. */
  #announced;

  constructor(kernel: Kernel, trainer: Trainer, store: Store, announce: (words: string) => void) {
    this.#announce = announce;
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#store = store;
    this.#announced = trainer.state;
    this.#start = button(WORDS.playground.run.start, "run", () => trainer.start(store.setup));
    this.#startLabel = required(this.#start.lastElementChild);
    this.#pause = button(WORDS.playground.run.pause, "pause", () => trainer.pause());
    this.#stop = button(WORDS.buttons.stop, "stop", () => trainer.stop(), {
      quiet: true,
      title: WORDS.playground.run.stop_title,
    });
    this.#step = button(WORDS.playground.run.step, "next", () => trainer.step(store.setup), {
      title: WORDS.playground.run.step_title,
    });
    this.#over = button(WORDS.buttons.start_over, "restart", () => trainer.startOver(), {
      quiet: true,
      title: WORDS.playground.run.start_over_title,
    });
    this.#rewind = slider(WORDS.playground.run.rewind, { min: 0, max: 0 }, (epoch) => this.#goTo(epoch), true);
    const words = WORDS.playground.training_panel;
    this.#settings = {
      rate: choice(words.rate, plain(VALUES.rate), (rate) => setRate(store, trainer, "rate", Number(rate))),
      regularization: choice(words.regularization, named(REGULARIZATIONS, regularizationName), (regularization) =>
        store.change({ regularization }),
      ),
      strength: choice(words.strength, plain(VALUES.strength), (strength) =>
        setRate(store, trainer, "strength", Number(strength)),
      ),
    };
    this.node.append(
      bar("pg-buttons", WORDS.playground.run.title, this.#start, this.#pause, this.#step, this.#stop, this.#over),
      this.#rewind.node,
      ...Object.values(this.#settings).map(({ node }) => node),
    );
    store.watch(() => this.refresh());
  }

  /** What the start button is: for starting Python ahead. */
  get starter() {
    return this.#start;
  }

  refresh() {
    const { state, setup, epoch, steps, kept } = this.#trainer;
    const isRunning = this.#trainer.isBusy;
    const isOurs = isSame(setup, this.#store.setup);
    const problem = obstacle(this.#store.setup);
    const goesOn = this.#trainer.canGoOn(this.#store.setup) && steps > 0;
    const isOver = isOurs && state === "ended";
    this.#startLabel.textContent = goesOn
      ? WORDS.playground.run.go_on
      : steps
        ? WORDS.playground.run.again
        : WORDS.playground.run.start;
    this.#start.hidden = this.#pause.hidden = false; // so that the keyboard can go from one to the other
    enable(
      [this.#pause, isRunning],
      [this.#start, !isRunning && !problem],
      [this.#step, !isRunning && !problem && !isOver],
      [this.#stop, state === "running" || state === "paused"],
      [this.#over, this.#trainer.hasModel && steps > 0],
    );
    this.#start.hidden = isRunning;
    this.#pause.hidden = !isRunning;
    this.#showSettings();
    this.#rewind.input.max = String(Math.max(epoch, 1));
    this.#rewind.set(epoch);
    this.#rewind.enable(this.#trainer.hasModel && !isRunning && kept.length > 1);
    this.status.textContent = this.#words(isOurs, problem);
    if (state !== this.#announced && state !== "none")
      this.#announce(state === "running" ? WORDS.playground.run.announced : this.status.textContent);
    this.#announced = state;
    this.status.toggleAttribute("data-fault", state === "failed" || (Boolean(problem) && !isRunning));
  }

  #showSettings() {
    const { rate, regularization, strength } = this.#settings;
    const rates = ratesShown(this.#store, this.#trainer);
    const kind = this.#store.setup.regularization;
    rate.set(String(rates.rate));
    regularization.set(kind);
    strength.set(String(rates.strength));
    strength.node.hidden = kind === "none";
  }

  /** @param isOurs is the run one of the setup as it stands */
  #words(isOurs: boolean, problem: string) {
    const { state, setup, epoch, steps, pace } = this.#trainer;
    if (this.#kernel.progress && (state === "starting" || state === "running"))
      return `${loadingText(this.#kernel.progress)} …`;
    if (state === "starting") return WORDS.playground.run.making;
    if (state === "failed" || state === "lost") return this.#trainer.problem;
    if (problem) return problem;
    const isTrained = steps > 0 || state === "running";
    if (!setup || (!isOurs && !isTrained)) return WORDS.playground.run.before;
    const words = WORDS.playground.run;
    const goesOn = this.#trainer.canGoOn(this.#store.setup);
    const { epochs } = goesOn ? this.#store.setup : setup;
    const done = fill(words.done, { epoch, epochs, step: whole(steps) });
    if (goesOn && state === "ended") return `${done}.`;
    if (!isOurs && state !== "running" && !goesOn) return `${done}. ${words.changed}`;
    if (state === "ended" && this.#trainer.isStopped) return `${done}. ${words.stopped}`;
    if (state === "ended") {
      const how = epoch < setup.epochs ? words.stopped_early : words.finished;
      return [`${done}. ${how}`, setup.patience ? words.best_back : ""].join(" ").trim();
    }
    const left = (setup.epochs * stepsPerEpoch(setup) - steps) / (pace || 1);
    const speed = pace ? `: ${counted(words.speed, Math.round(pace * setup.batch))}` : "";
    return `${done}${speed}${state === "running" && pace ? `, ${fill(words.left, { time: duration(left, 0) })}` : ""}.`;
  }

  /** To the epoch, or the last one before it that is kept. */
  #goTo(epoch: number) {
    const { kept } = this.#trainer;
    this.#trainer.rewind(kept.findLast((one) => one <= epoch) ?? 0);
  }
}
