/** The Playground: its panels, put into their places on the page, around one set-up and one run of it. */

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
import { Keeper } from "./keeper.ts";
import { fetchCurves } from "./parts/curves.ts";
import { presetChooser } from "./preset_chooser.ts";
import { Preview, ResultPanel } from "./result_panel.ts";
import { RunBar } from "./run_bar.ts";
import { Runs } from "./runs.ts";
import { StackPanel } from "./stack_panel.ts";
import { Store } from "./store.ts";
import { Trainer } from "./trainer.ts";
import { TrainingPanel } from "./training_panel.ts";

/** The run, which stays while other pages of the site are read. */
let trainer: Trainer | null = null;

type Page = { kernel: Kernel; startOnIntent: (node: HTMLElement) => void; announce: (words: string) => void };

/** @returns to be called when the page is left */
export function mountPlayground({ kernel, startOnIntent, announce }: Page): () => void {
  const store = new Store();
  const charts = new Charts();
  trainer ??= new Trainer(kernel, "main");
  trainer.onReport = refresh;
  trainer.onSetup = (setup, before) => store.follow(setup, before);
  const run = trainer;
  const result = new ResultPanel(run);
  const runBar = new RunBar(kernel, run, store, announce);
  const dataPanel = new DataPanel(store);
  const keeper = new Keeper(store, run);
  const training = new TrainingPanel(store, run);
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
    training.refresh();
    runs.refresh();
    keeper.refresh();
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
  place("training", training.node);
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
  keeper.recall();
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
    () => keeper.leave(),
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
