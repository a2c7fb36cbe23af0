/** Start, Pause, Step, Start over, the way back to an epoch, and how it goes. */

import { bar, button, duration, enable, loadingText, text } from "../elements/toolbar.js";
import { slider } from "./parts/fields.js";
import { isSame, obstacle, stepsPerEpoch } from "./setup/setup.js";

/** @typedef {import("./trainer.js").Trainer} Trainer */

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
  #status = text("p", "pg-status");
  /** The state that was said last to who cannot see it; the steps would be too many words. */
  #told;

  /**
   * @param {import("../kernel/kernel.js").Kernel} kernel @param {Trainer} trainer @param {import("./store.js").Store} store
   * @param {(words: string) => void} announce
   */
  constructor(kernel, trainer, store, announce) {
    this.#announce = announce;
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#store = store;
    this.#told = trainer.state;
    this.#start = button("Start", "run", () => trainer.start(store.setup));
    this.#startLabel = /** @type {HTMLElement} */ (this.#start.lastElementChild);
    this.#pause = button("Pause", "pause", () => trainer.pause());
    this.#stop = button("Stop", "stop", () => trainer.stop(), { title: "End this run here" });
    this.#step = button("Step", "next", () => trainer.step(store.setup), { title: "One step: one batch" });
    this.#over = button("Start over", "restart", () => trainer.rewind(0), { title: "Go back to the untrained model" });
    this.#rewind = slider("rewind to epoch", { min: 0, max: 0 }, (epoch) => this.#goTo(epoch), true);
    this.node.append(
      bar("pg-buttons", "Training", this.#start, this.#pause, this.#step, this.#stop, this.#over),
      this.#rewind.node,
      this.#status,
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
    const goesOn = isOurs && state === "paused" && steps > 0;
    const isOver = isOurs && state === "ended";
    this.#startLabel.textContent = goesOn ? "Go on" : steps ? "Train again" : "Start";
    enable(
      [this.#pause, isRunning],
      [this.#start, !isRunning && !problem],
      [this.#step, !isRunning && !problem && !isOver],
      [this.#stop, state === "running" || state === "paused"],
      [this.#over, this.#trainer.hasModel && steps > 0],
    );
    const input = /** @type {HTMLInputElement} */ (this.#rewind.node.querySelector("input"));
    input.max = String(Math.max(epoch, 1));
    this.#rewind.set(epoch);
    this.#rewind.enable(this.#trainer.hasModel && !isRunning && kept.length > 1);
    this.#status.textContent = this.#words(isOurs, problem);
    if (state !== this.#told && state !== "none")
      this.#announce(state === "running" ? "Training." : this.#status.textContent);
    this.#told = state;
    this.#status.toggleAttribute("data-fault", state === "failed" || (Boolean(problem) && !isRunning));
  }

  /** @param {boolean} isOurs is the run one of the set-up as it stands @param {string} problem */
  #words(isOurs, problem) {
    const { state, setup, epoch, steps, pace } = this.#trainer;
    if (this.#kernel.progress && (state === "starting" || state === "running"))
      return `${loadingText(this.#kernel.progress)} …`;
    if (state === "starting") return "Making the data and the model …";
    if (state === "failed" || state === "lost") return this.#trainer.problem;
    if (problem) return problem;
    if (!setup) return "Press Start to train the model.";
    const done = `Epoch ${epoch} of ${setup.epochs}, step ${steps.toLocaleString("en")}`;
    if (!isOurs && state !== "running")
      return `${done}. The settings have changed since: Train again begins with them.`;
    if (state === "ended" && this.#trainer.isStopped) return `${done}. Stopped.`;
    if (state === "ended")
      return `${done}. ${epoch < setup.epochs ? "Stopped early: no better for a while." : "Finished."}${
        setup.patience ? " The weights with the lowest validation loss are back." : ""
      }`;
    const left = (setup.epochs * stepsPerEpoch(setup) - steps) / (pace || 1);
    const speed = pace ? `: ${Math.round(pace * setup.batch).toLocaleString("en")} samples a second` : "";
    return `${done}${speed}${state === "running" && pace ? `, ${duration(left, 0)} left` : ""}.`;
  }

  /** To the epoch, or the last one before it that is kept. @param {number} epoch */
  #goTo(epoch) {
    const { kept } = this.#trainer;
    this.#trainer.rewind(kept.findLast((one) => one <= epoch) ?? 0);
  }
}
