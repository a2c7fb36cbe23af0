/** The Playground: its panels, put into their places on the page, around one set-up and one run of it. */

import { text } from "../elements/toolbar.js";
import { Boundary, FIELDS } from "./boundary.js";
import { Charts } from "./charts.js";
import { codePanel } from "./code_panel.js";
import { DataPanel } from "./data_panel.js";
import { choice } from "./fields.js";
import { RunBar } from "./run_bar.js";
import { PRESETS } from "./setup/presets.js";
import { isMnist, stackFor } from "./setup/setup.js";
import { StackPanel } from "./stack_panel.js";
import { Store } from "./store.js";
import { Trainer } from "./trainer.js";
import { trainingPanel } from "./training_panel.js";

/**
 * @param {{kernel: import("../kernel/kernel.js").Kernel, startOnIntent: (node: HTMLElement) => void,
 *          announce: (words: string) => void}} page
 * @returns {() => void} to be called when the page is left
 */
export function mountPlayground({ kernel, startOnIntent, announce }) {
  const store = new Store();
  const boundary = new Boundary();
  const charts = new Charts();
  const trainer = new Trainer(kernel, "main", refresh);
  const runBar = new RunBar(kernel, trainer, store);
  const dataPanel = new DataPanel(store);
  const stack = new StackPanel(store, announce);

  /** @param {Record<string, any>} views that came along */
  function refresh(views) {
    runBar.refresh();
    charts.show(trainer, []);
    if (views.points) boundary.showPoints(views.points);
    if (views.boundary) boundary.show(views.boundary);
  }
  trainer.wishes = () => {
    const { setup } = trainer;
    if (!setup || isMnist(setup)) return [];
    return trainer.state === "starting" ? [["points"], ["boundary", FIELDS]] : [["boundary", FIELDS]];
  };

  place("top", presetChooser(store), runBar.node);
  place("data", dataPanel.node);
  place("model", stack.node);
  place("training", trainingPanel(store));
  place("result", boundary.node);
  place("charts", charts.node);
  place("code", codePanel(store, announce));
  startOnIntent(runBar.starter);
  const readAddress = () => store.readAddress();
  addEventListener("hashchange", readAddress);
  const ends = [
    kernel.watch(() => {
      trainer.checkKernel();
      runBar.refresh();
    }),
    () => removeEventListener("hashchange", readAddress),
    () => trainer.leave(),
    () => store.leave(),
    () => charts.leave(),
    () => boundary.leave(),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** @param {string} name @param {...Node} nodes */
function place(name, ...nodes) {
  document.querySelector(`[data-playground="${name}"]`)?.append(...nodes);
}

/** @param {Store} store */
function presetChooser(store) {
  const node = text("div", "pg-presets");
  const about = text("p", "pg-about");
  const field = choice(
    "start from",
    PRESETS.map(({ key, title }) => [key, title]),
    (key) => {
      const preset = PRESETS.find((one) => one.key === key);
      if (preset) store.change(preset.setup);
    },
  );
  node.append(field.node, about);
  store.watch((setup) => {
    const preset = PRESETS.find((one) => JSON.stringify(one.setup) === JSON.stringify(setup));
    field.set(preset?.key ?? "your own set-up");
    about.textContent = preset?.about ?? (stackFor(setup).fits ? "A set-up of your own." : "");
  });
  return node;
}
