/** Start, Pause, Step, Start over, how fast it trains, and how it goes. */

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
import { choice } from "./parts/fields.ts";
import { stepsIn } from "./setup/phases.ts";
import { hasNewOptimizer, whyAnew } from "./setup/rebuilt.ts";
import { rateAt } from "./setup/rate_at.ts";
import { epochsOf, isEndless, isSame, obstacle, REGULARIZATIONS, type Setup } from "./setup/setup.ts";
import { figure, regularizationName } from "./setup/words.ts";
import { isShownOf } from "./stage/scene.ts";
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
  #step;
  #over;
  #branch;
  #settings;
  /** How it goes, in words. */
  status = text("p", "pg-status");
  /** How much of what a first start waits for is there. */
  progress = Object.assign(text("progress", "pg-progress"), { max: 1, hidden: true });
  /** The state that was said last to who cannot see it; the steps would be too many words. */
  #announced;

  constructor(kernel: Kernel, trainer: Trainer, store: Store, announce: (words: string) => void) {
    this.#announce = announce;
    this.#kernel = kernel;
    this.#trainer = trainer;
    this.#store = store;
    this.#announced = trainer.state;
    this.#start = button(WORDS.playground.run.start, "run", () => trainer.start(store.setup));
    this.progress.setAttribute("aria-label", WORDS.playground.run.loading);
    this.#startLabel = required(this.#start.lastElementChild);
    this.#pause = button(WORDS.playground.run.pause, "pause", () => trainer.pause());
    this.#step = button(WORDS.playground.run.step, "next", () => trainer.step(store.setup), {
      title: WORDS.playground.run.step_title,
    });
    this.#over = button(WORDS.buttons.start_over, "restart", () => trainer.lookAt(0), {
      quiet: true,
      title: WORDS.playground.run.start_over_title,
    });
    this.#branch = button(WORDS.playground.run.go_on, "branch", () => trainer.start(store.setup, true));
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
      bar("pg-buttons", WORDS.playground.run.title, this.#start, this.#pause, this.#step, this.#over, this.#branch),
      speedDial((speed) => {
        trainer.speed = speed;
      }),
      ...Object.values(this.#settings).map(({ node }) => node),
    );
    store.watch(() => this.refresh());
  }

  /** What the start button is: for starting Python ahead. */
  get starter() {
    return this.#start;
  }

  /** The fields of rates. */
  get rates() {
    const { rate, strength } = this.#settings;
    return [rate.node, strength.node];
  }

  refresh() {
    const { state, setup, shownStep, steps } = this.#trainer;
    const isRunning = this.#trainer.isBusy;
    const isOurs = isSame(setup, this.#store.setup);
    const problem = obstacle(this.#store.setup);
    const { playhead, isPlaying } = this.#trainer;
    const isBefore = isOurs && playhead !== null && !isPlaying;
    const next = isRunning ? null : this.#trainer.goingOnAs(this.#store.setup);
    const isBranch = next !== null && playhead !== null;
    const goesOn = (isBefore || isBranch || this.#trainer.canGoOn(this.#store.setup)) && shownStep > 0;
    const isOver = isOurs && state === "ended" && !isBefore;
    this.#startLabel.textContent = goesOn ? WORDS.playground.run.go_on : WORDS.playground.run.start;
    this.#start.hidden = this.#pause.hidden = false; // so that the keyboard can go from one to the other
    enable(
      [this.#pause, isRunning],
      [this.#start, !isRunning && !problem],
      [this.#step, !isRunning && !problem && !isOver],
      [this.#over, (isOurs || isBranch) && steps > 0 && shownStep > 0],
    );
    this.#start.hidden = isRunning;
    this.#pause.hidden = !isRunning;
    this.#offer(isBranch ? null : next);
    this.#showSettings();
    this.status.textContent = this.#words(isOurs, problem);
    this.#showProgress();
    if (state !== this.#announced && state !== "none")
      this.#announce(state === "running" ? WORDS.playground.run.announced : this.status.textContent);
    this.#announced = state;
    this.status.toggleAttribute("data-fault", state === "failed" || (Boolean(problem) && !isRunning));
  }

  /** Start begins a run of the new settings: offer to go on with the one that is there, too. */
  #offer(next: Setup | null) {
    this.#branch.hidden = next === null;
    const words = fill(WORDS.playground.run.go_on_from, { epoch: this.#trainer.shownEpoch });
    if (next) required(this.#branch.lastElementChild).textContent = words;
  }

  #showProgress() {
    const { progress } = this.#kernel;
    const isWaiting = this.#trainer.state === "starting";
    this.progress.hidden = !isWaiting;
    if (isWaiting && progress && progress.loaded < progress.total)
      this.progress.value = progress.loaded / progress.total;
    else this.progress.removeAttribute("value"); // nothing says how long it takes
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
    const { state, setup, epoch, steps, pace, playhead, isRecorded } = this.#trainer;
    if (this.#kernel.progress && (state === "starting" || state === "running"))
      return `${loadingText(this.#kernel.progress)} …`;
    if (state === "starting") return WORDS.playground.run.making;
    if (state === "failed" || state === "lost") return this.#trainer.problem;
    if (problem) return problem;
    const isTrained = steps > 0 || state === "running";
    if (!setup || (!isOurs && !isTrained)) return WORDS.playground.run.before;
    const words = WORDS.playground.run;
    const goesOn = this.#trainer.canGoOn(this.#store.setup);
    const { shownEpoch, shownStep } = this.#trainer;
    const isShown = isShownOf(this.#trainer, this.#store.setup);
    const looked = `${fill(words.looked, { epoch: shownEpoch, epochs: epoch, step: whole(shownStep) })}.`;
    const rate = figure(rateAt(setup, Math.max(shownStep - 1, 0)));
    const risen = this.#trainer.isFarAbove(shownEpoch) ? ` ${fill(words.too_large, { rate })}` : "";
    if (!isOurs && playhead !== null && shownEpoch > 0)
      return `${isShown ? `${looked} ` : ""}${this.#branchWords(setup)}`;
    if (isOurs && (playhead !== null || isRecorded)) {
      if (isRecorded) return `${looked} ${playhead === null ? words.your_turn : words.recorded}`;
      return `${looked}${risen}`;
    }
    const asked = goesOn ? this.#store.setup : setup;
    const [all, hasEnd] = [epochsOf(asked), !isEndless(asked)];
    const done = fill(hasEnd ? words.done : words.done_so_far, { epoch, epochs: all, step: whole(steps) });
    if (goesOn && state === "ended") return `${done}.${risen}`;
    if (!isOurs && state !== "running" && !goesOn) {
      if (isRecorded) return words.before;
      return `${isShown ? `${done}. ` : ""}${words.changed}`;
    }
    if (state === "ended") {
      const how = epoch < epochsOf(setup) ? words.stopped_early : words.finished;
      return [`${done}. ${how}${risen}`, setup.patience ? words.best_back : ""].join(" ").trim();
    }
    if (state !== "running" || !pace) return `${done}.${risen}`;
    const left = (stepsIn(setup, epochsOf(setup)) - steps) / pace;
    const rest = hasEnd ? `, ${fill(words.left, { time: duration(left, 0) })}` : "";
    return `${done}: ${counted(words.speed, Math.round(pace))}${rest}.${risen}`;
  }

  /** What comes of the new settings where the playhead stands. */
  #branchWords(setup: Setup) {
    const words = WORDS.playground.run;
    const next = this.#trainer.goingOnAs(this.#store.setup);
    if (!next) return whyAnew(setup, this.#store.setup) || words.changed;
    const from = this.#trainer.isBetweenEpochs ? words.branch_back : words.branch;
    return [fill(from, { epoch: this.#trainer.shownEpoch }), hasNewOptimizer(next) && words.new_optimizer]
      .filter(Boolean)
      .join(" ");
  }
}

/** Steps a second. */
const SPEEDS = [1, 3, 10, 30, 100, Number.POSITIVE_INFINITY];

/** How fast the model trains at most. */
function speedDial(onChange: (speed: number) => void) {
  const words = WORDS.playground.run;
  const input = Object.assign(document.createElement("input"), {
    type: "range",
    min: 0,
    max: SPEEDS.length - 1,
    step: 1,
  });
  const shown = text("span", "pg-value");
  const say = () => {
    const speed = SPEEDS[Number(input.value)];
    shown.textContent = Number.isFinite(speed) ? counted(words.steps_a_second, speed) : words.full_speed;
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.value = String(SPEEDS.length - 1);
  input.setAttribute("aria-label", words.pace);
  input.addEventListener("input", () => {
    say();
    onChange(SPEEDS[Number(input.value)]);
  });
  say();
  const node = text("label", "pg-field pg-speed");
  node.append(text("span", "pg-label", words.pace), input, shown);
  return node;
}
