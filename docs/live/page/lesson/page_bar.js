/** The bar above a page's first cell: what concerns all of them, and how Python is. */

import { config } from "../config.js";
import { bar, button, loadingText, megabytes, text } from "../elements/toolbar.js";
import { LostNote } from "./lost_note.js";
import { saveNotebook } from "./notebook.js";
import { OwnFiles } from "./own_files.js";
import { OfflineLabel } from "./offline_label.js";
import { RunAll } from "./run_all.js";
import { shortcutsButton } from "./shortcuts.js";
import { VariablesPanel } from "./variables.js";

const { pyodide } = config;

/** @type {Record<import("../kernel/kernel.js").KernelState, (kernel: import("../kernel/kernel.js").Kernel) => string>} */
const STATUS = {
  off: () => `Python starts with your first Run (${megabytes((pyodide.image ?? pyodide).bytes)})`,
  loading: ({ progress }) => (progress ? loadingText(progress) : "Starting Python"),
  ready: () => "Python is ready",
  busy: ({ progress }) => (progress ? loadingText(progress) : "Python is running"),
  dead: () => "Python is not running",
};

export class PageBar {
  #lesson;
  #runAll;
  #variables;
  #offline;
  #lost;
  #status = text("span", "live-status");
  #stop;

  /** @param {import("./lesson.js").Lesson} lesson */
  constructor(lesson) {
    const { kernel } = lesson;
    this.#lesson = lesson;
    this.#runAll = new RunAll(lesson);
    this.#variables = new VariablesPanel(kernel);
    this.#offline = new OfflineLabel(kernel);
    this.#lost = new LostNote(lesson);
    this.#stop = button("Stop", "stop", () => kernel.interrupt(), { title: "Stop the cell that runs on another page" });
  }

  /** Show all of it. @param {HTMLElement} first the first cell @param {Element} place whose end the progress stays at */
  mount(first, place) {
    const { cells } = this.#lesson;
    const files = new OwnFiles(this.#lesson, place);
    const restart = () => {
      this.#runAll.forget();
      this.#lesson.kernel.restart();
    };
    const restartAndRun = () => {
      restart();
      this.#runAll.begin();
    };
    first.before(
      bar(
        "live-bar",
        "All cells on this page",
        button("Run all", "all", () => this.#runAll.begin(), { title: "Run every cell on this page" }),
        button("Restart", "restart", restart, { title: "Restart Python and clear all variables" }),
        button("Restart & run all", "all", restartAndRun, {
          title: "Restart Python, then run every cell on this page",
        }),
        button("Notebook", "save", () => saveNotebook(cells), {
          title: "Download this page as a notebook, with your edits",
        }),
        files.opener,
        this.#variables.opener,
        shortcutsButton(),
        this.#stop,
        this.#status,
        this.#offline.node,
      ),
      this.#lost.node,
      files.node,
      this.#variables.node,
    );
    place.append(this.#runAll.node);
  }

  refresh() {
    const { kernel, cells } = this.#lesson;
    this.#stop.hidden = !kernel.running || cells.some((cell) => cell.runs(kernel.running));
    this.#status.textContent = STATUS[kernel.state](kernel);
    this.#lost.refresh(cells.some((cell) => cell.offersReplay));
    this.#offline.refresh();
    if (kernel.state !== "loading") this.#variables.refresh();
  }
}
