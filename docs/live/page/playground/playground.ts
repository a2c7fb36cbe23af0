/** The Playground: its panels, put into their places on the page, around one set-up and one run of it. */

import { text } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { OfflineLabel } from "../lesson/offline.ts";
import { Charts } from "./charts.ts";
import { codePanel } from "./code_panel.ts";
import { Compare } from "./compare.ts";
import { DataPanel } from "./data_panel.ts";
import { DrawStation } from "./draw_station.ts";
import { Grid } from "./grid.ts";
import { Inside } from "./inside/inside.ts";
import type { Answers } from "./inside/view.ts";
import { fetchCurves } from "./parts/curves.ts";
import { choice, numberField } from "./parts/fields.ts";
import { Preview, ResultPanel } from "./result_panel.ts";
import { RunBar } from "./run_bar.ts";
import { Runs } from "./runs.ts";
import { PRESETS } from "./setup/presets.ts";
import { isSame, stackFor, NUMBERS, OPTIMIZERS, SCHEDULES } from "./setup/setup.ts";
import { optimizerName, scheduleName } from "./setup/words.ts";
import { StackPanel } from "./stack_panel.ts";
import { Store } from "./store.ts";
import { Trainer } from "./trainer.ts";

const RATES = ["0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10", "30"];
const BATCHES = ["1", "4", "8", "16", "32", "64", "128", "256"];
const DECAYS = ["0", "0.0001", "0.001", "0.01", "0.1"];

/** The run, which stays while other pages of the site are read. */
let trainer: Trainer | null = null;

type Page = { kernel: Kernel; startOnIntent: (node: HTMLElement) => void; announce: (words: string) => void };

/** @returns to be called when the page is left */
export function mountPlayground({ kernel, startOnIntent, announce }: Page): () => void {
  const store = new Store();
  const charts = new Charts();
  trainer ??= new Trainer(kernel, "main");
  trainer.onReport = refresh;
  const run = trainer;
  const result = new ResultPanel(run);
  const runBar = new RunBar(kernel, run, store, announce);
  const dataPanel = new DataPanel(store);
  const stack = new StackPanel(store, announce);
  const inside = new Inside(run);
  const station = new DrawStation(run);
  const compare = new Compare(kernel, store);
  const grid = new Grid(kernel, store);
  const offline = new OfflineLabel(kernel);
  const runs = new Runs(store, run, () => charts.show(run, runs.ghosts));
  run.nextId = () => runs.next;

  /** @param views that came along */
  function refresh(views: Partial<Answers>) {
    runBar.refresh();
    runs.refresh();
    charts.show(run, runs.ghosts);
    inside.refresh();
    station.refresh();
    result.show(views);
  }
  result.boundary.paintWith(
    () => (store.setup.data === "painted" ? dataPanel.pen : null),
    (point) => store.change({ points: [...store.setup.points, point] }),
  );
  const preview = new Preview(kernel, run, result);
  store.watch((setup) => {
    result.prepare(setup);
    preview.ask(setup);
  });

  place("top", presetChooser(store, offline.node), runBar.node);
  place("data", dataPanel.node);
  place("model", stack.node);
  place("strip", stack.strip);
  place("training", trainingPanel(store));
  place("result", result.node);
  place("charts", charts.node);
  place("inside", inside.node);
  place("code", codePanel(store, announce));
  place("runs", runs.node);
  place("compare", compare.node);
  place("grid", grid.node);
  place("draw", station.node);
  for (const node of [runBar.starter, dataPanel.node]) startOnIntent(node);
  fetchCurves()
    .catch((error) => console.warn("The charts:", error))
    .finally(() => offline.refresh());
  result.recall().then(() => refresh({}));
  const readAddress = () => store.readAddress();
  addEventListener("hashchange", readAddress);
  const ends = [
    kernel.watch(() => {
      run.checkKernel();
      preview.ask(store.setup);
      runBar.refresh();
      offline.refresh();
    }),
    () => removeEventListener("hashchange", readAddress),
    () => run.leave(), // first: what is on the page is taken apart already
    () => runs.refresh(),
    () => store.leave(),
    () => charts.leave(),
    () => inside.leave(),
    () => compare.leave(),
    () => grid.leave(),
    () => result.leave(),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function place(name: string, ...nodes: Node[]) {
  document.querySelector(`[data-playground="${name}"]`)?.append(...nodes);
}

/** @param more what stands below */
function presetChooser(store: Store, more: HTMLElement) {
  const node = text("div", "pg-presets");
  const about = text("p", "pg-about");
  const field = choice(
    WORDS.playground.presets.label,
    PRESETS.map(({ key, title }) => [key, title]),
    (key) => {
      const preset = PRESETS.find((one) => one.key === key);
      if (preset) store.change(preset.setup);
    },
  );
  node.append(field.node, about, more);
  store.watch((setup) => {
    const preset = PRESETS.find((one) => isSame(one.setup, setup));
    field.set(preset?.key ?? WORDS.playground.presets.own);
    about.textContent = preset?.about ?? (stackFor(setup).fits ? WORDS.playground.presets.own_about : "");
  });
  return node;
}

/** How to train: optimizer, learning rate and its schedule, batch size, weight decay, epochs, patience, seed. */
function trainingPanel(store: Store) {
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
