/**
 * How to train: optimizer, learning rate and its schedule, batch size, weight decay, regularization, epochs, patience,
 * seed. Rates act on a run under way.
 */

import { text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { choice, numberField } from "./parts/fields.ts";
import { END, RATE_NAMES, type Rate } from "./setup/changes.ts";
import { ratesAt } from "./setup/phases.ts";
import { NUMBERS, OPTIMIZERS, REGULARIZATIONS, SCHEDULES, isSame } from "./setup/setup.ts";
import { optimizerName, regularizationName, scheduleName } from "./setup/words.ts";
import type { Store } from "./store.ts";
import type { Trainer } from "./trainer.ts";

const RATES = ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30"];
export const VALUES = {
  rate: RATES,
  batch: ["1", "4", "8", "16", "32", "64", "128", "256"],
  decay: ["0", "0.0001", "0.001", "0.01", "0.1"],
  strength: ["0", "0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"],
};

export class TrainingPanel {
  node = text("div", "pg-panel pg-panel--fields");

  #store;
  #trainer;
  #fields;

  constructor(store: Store, trainer: Trainer) {
    this.#store = store;
    this.#trainer = trainer;
    const words = WORDS.playground.training_panel;
    const set = (name: string) => (value: number | string) => store.change({ [name]: value });
    const rate = (name: Rate) =>
      choice(words[name], plain(VALUES[name]), (value) => setRate(store, trainer, name, Number(value)));
    this.#fields = {
      optimizer: choice(words.optimizer, named(OPTIMIZERS, optimizerName), set("optimizer")),
      rate: rate("rate"),
      schedule: choice(words.schedule, named(SCHEDULES, scheduleName), set("schedule")),
      batch: choice(words.batch, plain(VALUES.batch), set("batch")),
      decay: rate("decay"),
      regularization: choice(words.regularization, named(REGULARIZATIONS, regularizationName), set("regularization")),
      strength: rate("strength"),
      epochs: numberField(words.epochs, NUMBERS.epochs, set("epochs")),
      patience: numberField(words.patience, NUMBERS.patience, set("patience")),
      seed: numberField(words.seed, NUMBERS.seed, set("seed")),
    };
    this.node.append(...Object.values(this.#fields).map((field) => field.node));
    store.watch(() => this.#show());
  }

  /** The rates of a run under way are those that it has come to. */
  refresh() {
    const rates = ratesShown(this.#store, this.#trainer);
    for (const name of RATE_NAMES) this.#fields[name].set(String(rates[name]));
  }

  #show() {
    const { setup } = this.#store;
    const fields = this.#fields;
    for (const name of ["optimizer", "schedule", "regularization"] as const) fields[name].set(setup[name]);
    for (const name of ["epochs", "patience", "seed"] as const) fields[name].set(setup[name]);
    fields.batch.set(String(setup.batch));
    this.refresh();
    fields.strength.node.hidden = setup.regularization === "none";
  }
}

/** Set a rate: of the run at once if it is under way, else of the next one. */
export function setRate(store: Store, trainer: Trainer, name: Rate, value: number) {
  if (trainer.takes(store.setup)) trainer.adjust(name, value);
  else store.change({ [name]: value });
}

/** The rates as they are now: those that a run under way has come to, or those that the setup says. */
export function ratesShown({ setup }: Store, trainer: Trainer) {
  return ratesAt(setup, isSame(setup, trainer.setup) ? trainer.shownStep : END);
}

export const plain = (values: string[]): [string, string][] => values.map((value) => [value, value]);
export const named = (values: string[], nameOf: (value: string) => string): [string, string][] =>
  values.map((value) => [value, nameOf(value)]);
