/** The Playground: its panels, put into their places on the page, around one setup and one run of it. */

import { text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { isStill } from "../../../../live_cells/live/page/elements/motion.ts";
import type { Kernel } from "../../../../live_cells/live/page/kernel/kernel.ts";
import { OfflineLabel } from "../../../../live_cells/live/page/lesson/offline.ts";
import { Charts } from "./charts.ts";
import { CodePanel } from "./code_panel.ts";
import { Compare } from "./compare.ts";
import { DataPanel } from "./data_panel.ts";
import { DrawStation } from "./draw_station.ts";
import { Grid } from "./grid.ts";
import { Inside } from "./inside/inside.ts";
import type { Answers } from "./inside/answers.ts";
import { Keeper } from "./keeper.ts";
import { fetchCurves } from "./parts/curves.ts";
import { presetChooser } from "./preset_chooser.ts";
import { RunBar } from "./run_bar.ts";
import { Runs } from "./runs.ts";
import { StackPanel } from "./stack_panel.ts";
import { Stage } from "./stage/stage.ts";
import { paintThumbnails } from "./stage/thumbnails.ts";
import { PRESETS } from "./setup/presets.ts";
import { isSame } from "./setup/setup.ts";
import { Store } from "./store.ts";
import { SurfacePanel } from "./surface/panel.ts";
import { tabbed } from "./tabs.ts";
import { film } from "./timeline/film.ts";
import { Strips } from "./strips.ts";
import { Timeline } from "./timeline/timeline.ts";
import { Trainer } from "./trainer.ts";
import { TrainingPanel } from "./training_panel.ts";

/** The run, which stays while other pages of the site are read, and those that were set aside. */
let trainer: Trainer | null = null;
const aside = new Strips();
let isRecalled = false;

type Page = { kernel: Kernel; startOnIntent: (node: HTMLElement) => void; announce: (words: string) => void };

/** @returns to be called when the page is left */
export function mountPlayground({ kernel, startOnIntent, announce }: Page): () => void {
  const store = new Store();
  const charts = new Charts();
  trainer ??= new Trainer(kernel, "main");
  trainer.onReport = refresh;
  trainer.onSetup = (setup, before) => store.follow(setup, before);
  const run = trainer;
  const change = (layers: typeof store.setup.layers) => store.change({ layers });
  const station = new DrawStation(run, (picture) => stage.showDigit(picture));
  const shown = () => (isSame(store.setup, run.setup) && run.shownSetup) || store.setup;
  const stage = new Stage(run, store.setup, {
    layers: { now: () => shown().layers, change, announce },
    inputs: { now: () => shown().features, change: (features) => store.change({ features }) },
    reader: station.node,
    onRead: (picture, probabilities) => station.read(picture, probabilities),
  });
  run.wishes = () => stage.wishes;
  const runBar = new RunBar(kernel, run, store, announce);
  const dataPanel = new DataPanel(store);
  const keeper = new Keeper(kernel, store, run);
  const training = new TrainingPanel(store, run);
  const stack = new StackPanel(store, announce);
  const inside = new Inside(run);
  const surface = new SurfacePanel(run, stage);
  const compare = new Compare(kernel, store);
  const grid = new Grid(kernel, store);
  const offline = new OfflineLabel(kernel);
  const runs = new Runs(store, run, () => charts.show(run, runs.ghosts));
  aside.onChange = () => timeline.refresh(store.setup);
  run.nextId = () => Math.max(runs.next, aside.lastId + 1);
  run.onSetAside = (isOver) => aside.keep(run, isOver);
  const code = new CodePanel(kernel, store, run, {
    light: (about) => {
      stage.light(about?.part === "layer" ? about.layer : null);
      dataPanel.node.toggleAttribute("data-lit", about?.part === "data");
      for (const node of runBar.rates) node.toggleAttribute("data-lit", about?.part === "training");
    },
    leaveMoment,
    announce,
  });
  const timeline = new Timeline(run, aside, {
    takeUp: (strip) => {
      const taken = aside.take(strip.id);
      if (taken) run.takeUp(taken);
      store.change(strip.setup);
    },
    compare: () => {
      stage.compared = timeline.compared;
    },
    announce,
  });

  /** @param views that came along */
  function refresh(views: Partial<Answers>) {
    runBar.refresh();
    training.refresh();
    runs.refresh();
    keeper.refresh();
    stage.refresh(views);
    charts.show(run, runs.ghosts);
    inside.refresh();
    surface.refresh();
    station.refresh();
    timeline.refresh(store.setup);
    if (run.isBusy) code.locate();
    else code.refresh();
  }
  stage.panel.boundary.paintWith(
    () => (store.setup.data === "painted" ? dataPanel.pen : null),
    (point) => store.change({ points: [...store.setup.points, point] }),
  );
  store.watch((setup) => {
    if (!isSame(setup, run.setup)) run.stopPlaying();
    stage.prepare(setup);
    timeline.refresh(setup);
  });
  /** What comes is a run of its own, and no branch of this one. */
  function leaveMoment() {
    if (run.playhead !== null) run.lookAt(null);
  }

  const [words, about] = [text("div", "pg-words"), text("p", "pg-about")];
  words.append(runBar.status, about);
  place("top", presetChooser(store, offline.node, about, leaveMoment), runBar.node, words, runBar.progress);
  place("time", timeline.node);
  place("data", dataPanel.node);
  place("network", stage.network);
  place("result", stage.plane);
  place("model", stack.node);
  place("strip", stack.strip);
  place("training", training.node);
  place("charts", charts.node);
  place("inside", inside.node);
  place("surface", surface.node);
  place("code", code.node);
  place("runs", runs.node);
  place("compare", compare.node);
  place("grid", grid.node);
  const panels = document.querySelector(".pg-panels");
  const tabs = tabbed([...(panels?.querySelectorAll("section") ?? [])], WORDS.playground.stage.panels);
  panels?.prepend(tabs.node);
  const stopPlacing = placeBeside("code", tabs);
  for (const node of [runBar.starter, dataPanel.node]) startOnIntent(node);
  fetchCurves()
    .catch((error) => console.warn("The charts:", error))
    .finally(() => offline.refresh());
  refresh({});
  keeper.recall().then(() => open(store, run));
  if (!isRecalled) aside.recall();
  isRecalled = true;
  const readAddress = () => store.readAddress() && leaveMoment();
  addEventListener("hashchange", readAddress);
  const ends = [
    kernel.watch(() => {
      run.checkKernel();
      runBar.refresh();
      offline.refresh();
    }),
    paintThumbnails(dataPanel.node.querySelectorAll<HTMLElement>("[data-set]")),
    () => removeEventListener("hashchange", readAddress),
    () => run.leave(), // first: what is on the page is taken apart already
    () => runs.refresh(),
    () => keeper.leave(),
    () => store.leave(),
    () => charts.leave(),
    () => inside.leave(),
    () => surface.leave(),
    () => compare.leave(),
    () => grid.leave(),
    () => stage.leave(),
    () => timeline.leave(),
    () => code.leave(),
    stopPlacing,
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Seconds that the opening takes. */
const OPENING = 4;

/** On a first visit, show how the first preset is trained, once. */
async function open(store: Store, run: Trainer) {
  const [{ setup }] = PRESETS;
  const isFirst = () => run.state === "none" && !run.setup && !aside.all.length && isSame(store.setup, setup);
  const found = isFirst() ? await film(setup) : null;
  if (!found || !isFirst()) return;
  run.show(store.setup, found);
  if (!isStill()) run.play(OPENING);
}

/** Where there is room, a panel stands in the stage. @returns to be called when the page is left */
function placeBeside(name: string, { setApart }: ReturnType<typeof tabbed>) {
  const section = document.querySelector<HTMLElement>(
    `section:has(> [data-playground="${name}"]), section[data-playground="${name}"]`,
  );
  const [stage, after] = [document.querySelector(".pg-stage"), section?.nextElementSibling ?? null];
  const panels = section?.parentElement;
  const room = matchMedia("(min-width: 90em)");
  const put = () => {
    if (!section || !stage || !panels) return;
    if (room.matches) stage.append(section);
    else panels.insertBefore(section, after);
    setApart(section, room.matches);
  };
  put();
  room.addEventListener("change", put);
  return () => room.removeEventListener("change", put);
}

function place(name: string, ...nodes: Node[]) {
  document.querySelector(`[data-playground="${name}"]`)?.append(...nodes);
}
