/** One live cell: its state, its buttons, and what its labels say. */

import { mountEditor } from "./editor.js";
import { Edits } from "./edits.js";
import { Output } from "./output.js";
import { bar, button, duration, enable, loadingText, text } from "./toolbar.js";

/** @typedef {"idle"|"loading"|"running"|"done"|"failed"|"stopped"} CellState */

const SPOKEN = {
  running: "is running",
  done: "is done",
  failed: "ended with an error",
  stopped: "was stopped",
};

export class LiveCell {
  #element;
  #kernel;
  #editor;
  #output;
  #edits;
  #original;
  #buttons;
  #info = text("span", "cell-info");
  #note = text("p", "cell-note");
  #options;
  #job = null;
  #end = null;
  #begin = 0;
  #ranIn = null;

  /**
   * @param {HTMLElement} element the cell of the page
   * @param {{kernel: import("./client.js").Kernel, number: number, editorModule: string, page: string,
   *          announce: (words: string) => void, cellsAbove: () => LiveCell[],
   *          runCells: (cells: LiveCell[]) => void, next: () => LiveCell|undefined}} options from its page
   */
  constructor(element, options) {
    const code = element.querySelector("code");
    if (code.textContent.endsWith("\n")) code.textContent = code.textContent.slice(0, -1);
    this.#element = element;
    this.#options = options;
    this.#kernel = options.kernel;
    this.#original = code.textContent;
    this.#edits = new Edits(options.page, element.dataset.cell, this.#original);
    this.#output = new Output(element.querySelector("[data-output]"));
    this.#editor = mountEditor(element.querySelector(".highlight"), {
      label: `Code of cell ${options.number}`,
      module: options.editorModule,
      onChange: () => this.#changed(),
    });
    this.#buttons = {
      run: button("Run", "run", () => this.run(), { title: "Run (Ctrl-Enter, or Shift-Enter to go on)" }),
      stop: button("Stop", "stop", () => this.#kernel.stop(this.#job)),
      above: button("Run above", "above", () => options.runCells(options.cellsAbove()), {
        title: "Run the cells above",
      }),
      copy: button("Copy", "copy", () => this.#copy(), { quiet: true }),
      reset: button("Reset", "reset", () => this.reset(), {
        quiet: true,
        title: "Reset: published code and output",
      }),
    };
    const { run, stop, above, copy, reset } = this.#buttons;
    const controls = bar("cell-bar", `Cell ${options.number}`, run, stop, above, this.#info, copy, reset);
    element.querySelector(".highlight").after(controls, this.#note);
    element.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    element.dataset.live = "";
    this.#loadEdit();
    this.refresh();
  }

  /** @returns {CellState} */
  get state() {
    return this.#element.dataset.state;
  }

  /** Do its variables exist in the Python that runs now? */
  get hasRun() {
    return this.#ranIn !== null && this.#ranIn === this.#kernel.generation;
  }

  get source() {
    return this.#editor.get();
  }

  /** Run the code as it stands; `batch` ties it to other runs that make no sense without it. */
  run(batch) {
    if (this.#job) return;
    this.#job = {
      cell: this.#element.dataset.cell,
      source: this.source,
      batch,
      onStart: () => this.#started(),
      onParts: (parts) => this.#received(parts),
      onEnd: (end) => this.#ended(end),
    };
    this.#end = null;
    this.#say("");
    this.#editor.mark(null);
    this.#output.begin();
    this.#become("loading");
    this.#kernel.run(this.#job);
  }

  /** Back to the published code and its recorded output. */
  reset() {
    this.#editor.set(this.#original);
    this.#editor.mark(null);
    this.#output.restore();
    this.#end = null;
    this.#say("");
    this.#become("idle");
  }

  focus() {
    this.#editor.focus();
    this.#element.scrollIntoView({ block: "nearest" });
  }

  /** Bring labels and buttons up to date. */
  refresh() {
    const { run, stop, above, reset } = this.#buttons;
    const active = this.#job !== null;
    enable([run, !active], [stop, active]);
    const edited = this.source !== this.#original;
    this.#element.toggleAttribute("data-edited", edited);
    reset.disabled = active || (!edited && this.state === "idle");
    above.hidden = this.#options.cellsAbove().every((cell) => cell.hasRun);
    this.#info.textContent = this.#describe();
    const { progress } = this.#kernel;
    const share = this.state === "loading" && progress ? progress.loaded / progress.total : 0;
    this.#element.style.setProperty("--cell-progress", share);
  }

  #describe() {
    const { dataset } = this.#element;
    switch (this.state) {
      case "loading":
        if (this.#kernel.isWaiting(this.#job)) return "Waiting for another cell";
        return this.#kernel.progress ? loadingText(this.#kernel.progress) : "Starting Python";
      case "running":
        return `Running · ${duration(Math.floor((performance.now() - this.#begin) / 1000), 0)}`;
      case "idle": {
        const edited = dataset.edited !== undefined && "Edited";
        const recorded = this.#output.hasRecorded && this.#recordedWith();
        return [dataset.estimate, edited, recorded].filter(Boolean).join(" · ");
      }
      default: {
        const time = this.#end.seconds === undefined ? "" : ` · ${duration(this.#end.seconds)}`;
        return { done: "Your run", failed: "Your run · error", stopped: "Stopped" }[this.state] + time;
      }
    }
  }

  #recordedWith() {
    const { recorded } = this.#element.querySelector("[data-output]").dataset;
    return recorded ? `${recorded}, recorded` : "Recorded output";
  }

  #become(state) {
    this.#element.dataset.state = state;
    this.refresh();
    if (SPOKEN[state]) this.#options.announce(`Cell ${this.#options.number} ${SPOKEN[state]}.`);
  }

  #started() {
    this.#begin = performance.now();
    this.#become("running");
    const clock = setInterval(() => (this.state === "running" ? this.refresh() : clearInterval(clock)), 1000);
  }

  #received(parts) {
    this.#output.add(parts);
    const error = parts.find((part) => part.part === "error");
    if (!error) return;
    if (error.line) this.#editor.mark(error.line);
    if (error.name === "NameError" && this.#options.cellsAbove().some((cell) => !cell.hasRun)) {
      this.#say("Not every cell above has been run: press Run above, then Run.");
    }
  }

  #ended(end) {
    this.#job = null;
    this.#end = end;
    if (end.outcome === "done") this.#ranIn = this.#kernel.generation;
    this.#output.end(end.outcome !== "stopped");
    if (end.note) this.#say(end.note);
    this.#become(end.outcome);
  }

  /** Say something below the buttons, with actions to choose from. */
  #say(words, ...actions) {
    this.#note.replaceChildren(words, ...actions);
    this.#note.hidden = !words;
  }

  #changed() {
    if (this.source === this.#original) this.#edits.forget();
    else if (!this.#edits.keep(this.source)) this.#say("This browser does not let the page keep your edits.");
    this.refresh();
  }

  #loadEdit() {
    const { current, outdated } = this.#edits;
    this.#say("");
    if (current !== null) this.#editor.set(current);
    else if (outdated !== null) this.#offer(outdated);
  }

  /** The published code has changed since the reader's edit: nothing is lost, the reader chooses. */
  #offer(edit) {
    const settle = (take) => {
      if (take) this.#editor.set(edit);
      this.#edits.forgetOutdated();
      this.#say("");
      this.#editor.focus();
    };
    this.#say(
      "This cell has changed since you edited it. ",
      button("Use my edit", "reset", () => settle(true)),
      button("Discard my edit", "stop", () => settle(false)),
    );
  }

  async #copy() {
    await navigator.clipboard.writeText(this.source);
    this.#options.announce("Code copied.");
  }

  #pressed(event) {
    const command = event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || !(event.shiftKey || command) || !event.target.closest(".highlight")) return;
    event.preventDefault();
    event.stopPropagation();
    this.run();
    if (!command) this.#options.next()?.focus();
  }
}
