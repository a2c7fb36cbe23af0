/** How to train: optimizer, learning rate and its schedule, batch size, weight decay, epochs, patience, seed. */

import { text } from "../elements/nodes.ts";
import { choice, numberField } from "./parts/fields.ts";
import { NUMBERS, OPTIMIZERS, SCHEDULES } from "./setup/setup.ts";
import { optimizerName, scheduleName } from "./setup/words.ts";
import type { Store } from "./store.ts";

export const RATES = ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30"];
const BATCHES = ["1", "4", "8", "16", "32", "64", "128", "256"];
const DECAYS = ["0", "0.0001", "0.001", "0.01", "0.1"];

export function trainingPanel(store: Store) {
  const node = text("div", "pg-panel pg-panel--fields");
  const plain = (values: string[]): [string, string][] => values.map((value) => [value, value]);
  const named = (values: string[], nameOf: (value: string) => string): [string, string][] =>
    values.map((value) => [value, nameOf(value)]);
  const set = (name: string) => (value: number | string) => store.change({ [name]: value });
  const fields = {
    optimizer: choice(WORDS.playground.training_panel.optimizer, named(OPTIMIZERS, optimizerName), set("optimizer")),
    rate: choice(WORDS.playground.training_panel.rate, plain(RATES), set("rate")),
    schedule: choice(WORDS.playground.training_panel.schedule, named(SCHEDULES, scheduleName), set("schedule")),
    batch: choice(WORDS.playground.training_panel.batch, plain(BATCHES), set("batch")),
    decay: choice(WORDS.playground.training_panel.decay, plain(DECAYS), set("decay")),
    epochs: numberField(WORDS.playground.training_panel.epochs, NUMBERS.epochs, set("epochs")),
    patience: numberField(WORDS.playground.training_panel.patience, NUMBERS.patience, set("patience")),
    seed: numberField(WORDS.playground.training_panel.seed, NUMBERS.seed, set("seed")),
  };
  node.append(...Object.values(fields).map((field) => field.node));
  store.watch((setup) => {
    for (const name of ["optimizer", "schedule"] as const) fields[name].set(setup[name]);
    for (const name of ["rate", "batch", "decay"] as const) fields[name].set(String(setup[name]));
    for (const name of ["epochs", "patience", "seed"] as const) fields[name].set(setup[name]);
  });
  return node;
}
