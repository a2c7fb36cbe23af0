/** How to train: optimizer, learning rate and its schedule, batch size, weight decay, epochs, patience, seed. */

import { text } from "../elements/toolbar.js";
import { choice, numberField } from "./parts/fields.js";
import { NUMBERS, OPTIMIZERS, SCHEDULES } from "./setup/setup.js";
import { optimizerName, scheduleName } from "./setup/words.js";

const RATES = ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30"];
const BATCHES = ["1", "4", "8", "16", "32", "64", "128", "256"];
const DECAYS = ["0", "0.0001", "0.001", "0.01", "0.1"];

/** @param {import("./store.js").Store} store */
export function trainingPanel(store) {
  const node = text("div", "pg-panel pg-panel--fields");
  /** @param {string[]} values @returns {[string, string][]} */
  const plain = (values) => values.map((value) => [value, value]);
  /** @param {string[]} values @param {(value: string) => string} nameOf @returns {[string, string][]} */
  const named = (values, nameOf) => values.map((value) => [value, nameOf(value)]);
  /** @param {string} name */
  const set = (name) => (/** @type {number|string} */ value) => store.change({ [name]: value });
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
    for (const name of /** @type {const} */ (["optimizer", "schedule"])) fields[name].set(setup[name]);
    for (const name of /** @type {const} */ (["rate", "batch", "decay"])) fields[name].set(String(setup[name]));
    for (const name of /** @type {const} */ (["epochs", "patience", "seed"])) fields[name].set(setup[name]);
  });
  return node;
}
