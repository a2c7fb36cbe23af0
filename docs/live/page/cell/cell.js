/** One live cell: its state, its buttons, and what its labels say. */

import { cellBar } from "./cell_bar.js";
import { Copier } from "../elements/copier.js";
import { Draft } from "../editor/draft.js";
import { mountEditor } from "../editor/editor.js";
import { Follower } from "./follower.js";
import { CellForm } from "./form.js";
import { endLabel, idleLabel, loadingLabel, runningLabel } from "./label.js";
import { RUN_AGAIN, countOf } from "../lesson/lost_note.js";
import { Note } from "../elements/note.js";
import { Output } from "../output/output.js";
import { shareLink } from "../editor/share.js";
import { enable } from "../elements/toolbar.js";

/** @typedef {"idle"|"loading"|"running"|"done"|"failed"|"stopped"} CellState */

const SPOKEN = {
  running: "is running",
  done: "is done",
  failed: "ended with an error",
  stopped: "was stopped",
};

/** Milliseconds for which a run by a control is not talked about: most are over by then. */
const UNTOLD = 300;

export class LiveCell {
  #element;
  #kernel;
  #editor;
  #output;
  #draft;
  #form;
  #follower;
  #quiet = false;
  #givesWay = false;
  #wishedAt = 0;
  #seconds = null;
  #buttons;
  #info;
  #note = new Note("cell-note");
  #options;
  #job = null;
  #end = null;
  #begin = 0;
  #ranIn = null;
  #ranSource = null;
  #offer = null;
  #whenDone = [];

  /**
   * @param {HTMLElement} element the cell of the page
   * @param {{kernel: import("../kernel/kernel.js").Kernel, number: number, editorModule: string, page: string,
   *          announce: (words: string) => void, cellsAbove: () => LiveCell[],
   *          estimates: import("../lesson/estimate.js").Estimates, runCells: (cells: LiveCell[]) => void, replay: () => void, onRun: (cell: LiveCell) => void,
   *          next: () => LiveCell|undefined}} options from its page
   */
  constructor(element, options) {
    const code = element.querySelector("code");
    if (code.textContent.endsWith("\n")) code.textContent = code.textContent.slice(0, -1);
    this.#element = element;
    this.#options = options;
    this.#kernel = options.kernel;
    this.#output = new Output(element.querySelector("[data-output]"));
    this.#editor = mountEditor(element.querySelector(".highlight"), {
      label: `Code of cell ${options.number}`,
      module: options.editorModule,
      onChange: () => this.#changed(),
      ask: (about, text) => this.#kernel.ask(about, text),
    });
    this.#form = new CellForm(`Settings of cell ${options.number}`, (source) => this.#setByForm(source));
    this.#form.show(this.source);
    const folds = this.#form.folded || element.dataset.view === "form";
    this.#follower = new Follower({
      run: () => this.#runByForm(),
      stop: () => this.#giveWay(),
      isRunning: () => this.#job !== null,
      seconds: () => this.#seconds,
    });
    this.#draft = new Draft(`${options.page}:${this.id}`, this.#editor, this.#note);
    const copier = new Copier((words) => {
      options.announce(words);
      this.#info.textContent = words; // until there is something else to say
    });
    const { node, info, buttons } = cellBar(`Cell ${options.number}`, {
      run: () => options.onRun(this),
      stop: () => this.stop(),
      above: () => options.runCells(options.cellsAbove()),
      ...(folds || this.has("check") ? { code: () => this.#toggleCode() } : {}),
      ...(this.has("check")
        ? {}
        : {
            copy: () => copier.copy("Code copied", this.source),
            share: () => copier.copy("Link copied", shareLink(this.id, this.source)),
          }),
      reset: () => this.reset(),
    });
    this.#info = info;
    this.#buttons = buttons;
    element.toggleAttribute("data-folds", folds);
    element.querySelector(".highlight").before(this.#form.node);
    element.querySelector(".highlight").after(node, this.#note.node, copier.node);
    element.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    element.dataset.live = "";
    this.#draft.open();
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

  /** Has the code run as it stands? */
  get isCurrent() {
    return this.hasRun && this.#ranSource === this.source;
  }

  get id() {
    return this.#element.dataset.cell;
  }

  /** The name of the exercise that the cell belongs to. */
  get exercise() {
    return this.#element.closest("[data-exercise]")?.dataset.exercise;
  }

  has(tag) {
    return this.#element.dataset.tags?.split(" ").includes(tag) ?? false;
  }

  /** Call `listener` with what was printed whenever a run is done. @param {(printed: string) => void} listener */
  whenDone(listener) {
    this.#whenDone.push(listener);
  }

  get edited() {
    return this.#draft.edited;
  }

  /** Does it show code that came with a link? Only the reader's own Run may run that. */
  get shared() {
    return this.#draft.shared;
  }

  /** Could this run, which has been before, be seen here? @param {import("../kernel/history.js").Run} run */
  canShow({ page, cell }) {
    return this.#job === null && page === this.#options.page && cell === this.id;
  }

  /** Does it offer to run again what went with Python? */
  get offersReplay() {
    return this.#note.words === this.#offer;
  }

  /** Was this run asked for here? @param {import("../kernel/kernel.js").Job} job */
  runs(job) {
    return this.#job === job;
  }

  get source() {
    return this.#editor.get();
  }

  /**
   * Run the code as it stands; `batch` ties it to other runs that make no sense without it.
   * @returns {Promise<import("../../messages.js").Outcome>} when the run is over
   */
  run(batch, source = this.source) {
    if (this.#job) return Promise.resolve("stopped");
    const { promise, resolve } = Promise.withResolvers();
    this.#job = {
      page: this.#options.page,
      cell: this.id,
      source,
      batch,
      onStart: () => this.#started(),
      onPrompt: (secret) => this.#asked(secret),
      onParts: (parts) => this.#received(parts),
      onEnd: (end) => resolve(this.#ended(end)),
    };
    this.#end = null;
    if (!this.#draft.shared) this.#note.clear();
    this.#editor.mark(null);
    this.#output.begin(this.#draft.edited);
    this.#become("loading");
    this.#kernel.run(this.#job);
    return promise;
  }

  /** End its run, or take it back. */
  stop() {
    this.#follower.forget();
    this.#kernel.stop(this.#job);
  }

  /** The reader goes on to another page. */
  leave() {
    this.#follower.forget();
    this.#editor.destroy();
  }

  /** Back to the published code and its recorded output. */
  reset() {
    this.#follower.forget();
    this.#draft.reset();
    this.#editor.mark(null);
    this.#output.restore();
    this.#end = null;
    this.#become("idle");
  }

  /** Show code that came with a link. */
  openShared(source) {
    this.#draft.openShared(source);
    this.#element.scrollIntoView({ block: "center" });
    this.#options.announce(`Cell ${this.#options.number} shows shared code. It has not been run.`);
  }

  focus() {
    this.#editor.focus();
    this.#element.scrollIntoView({ block: "nearest" });
  }

  /** Bring labels and buttons up to date. */
  refresh() {
    if (this.#isUntold) return;
    const { run, stop, above, reset } = this.#buttons;
    const active = this.#job !== null;
    enable([run, !active], [stop, active]);
    const { edited, shared } = this.#draft;
    this.#element.toggleAttribute("data-edited", edited && !shared);
    this.#element.toggleAttribute("data-shared", shared);
    reset.disabled = active || (!edited && this.state === "idle");
    if (this.offersReplay && !this.#kernel.lost.runs.length) this.#note.clear();
    above.hidden = this.#options.cellsAbove().every((cell) => cell.hasRun);
    this.#info.textContent = this.#describe();
    const { progress } = this.#kernel;
    const share = this.state === "loading" && progress ? progress.loaded / progress.total : 0;
    this.#element.style.setProperty("--cell-progress", share);
  }

  #describe() {
    switch (this.state) {
      case "loading":
        return loadingLabel(this.#kernel, this.#job);
      case "running":
        return runningLabel(this.#begin);
      case "idle": {
        const { edited, shared } = this.#draft;
        const estimate = this.#options.estimates.text(this.#element.dataset);
        return idleLabel({ estimate, edited, shared, recorded: this.#output.origin });
      }
      default:
        return endLabel(this.state, this.#end.seconds);
    }
  }

  #become(state) {
    this.#element.dataset.state = state;
    this.refresh();
    const isHeard = !this.#quiet || (state !== "running" && !this.#follower.due);
    if (SPOKEN[state] && isHeard) this.#options.announce(`Cell ${this.#options.number} ${SPOKEN[state]}.`);
  }

  get #isUntold() {
    const active = this.#quiet && this.#job !== null && this.#kernel.state !== "loading";
    return active && performance.now() < this.#wishedAt + UNTOLD;
  }

  /** A control has written into the code; what came with a link only the reader's own Run may run. */
  #setByForm(source) {
    this.#editor.set(source);
    if (!this.#draft.shared) this.#follower.changed();
  }

  /** End a run in favor of the next, if that loses nothing; what it still says is of no interest. */
  #giveWay() {
    if (!this.#kernel.stopsGently || this.#kernel.state === "loading") return;
    this.#givesWay = true;
    this.#kernel.stop(this.#job);
  }

  #runByForm() {
    this.#quiet = true;
    this.#wishedAt = performance.now();
    setTimeout(() => this.refresh(), UNTOLD);
    this.#options.onRun(this);
  }

  #started() {
    this.#begin = performance.now();
    this.#become("running");
    const clock = setInterval(() => (this.state === "running" ? this.refresh() : clearInterval(clock)), 1000);
  }

  #asked(secret) {
    this.#output.prompt({ secret, onLine: (line) => this.#kernel.reply(line) });
    this.#options.announce(`Cell ${this.#options.number} waits for your input.`);
  }

  #received(parts) {
    if (this.#givesWay) return;
    this.#output.add(parts);
    const error = parts.find((part) => part.part === "error");
    if (!error) return;
    if (error.line) this.#editor.mark(error.line);
    if (error.name === "NameError" && this.#options.cellsAbove().some((cell) => !cell.hasRun)) {
      this.#note.say("Not every cell above has been run: press Run above, then Run.");
    }
  }

  #ended(end) {
    this.#end = end;
    if (end.outcome !== "stopped") this.#seconds = end.seconds ?? null;
    if (end.lost) this.#follower.forget();
    if (end.outcome === "done") {
      this.#ranIn = this.#kernel.generation;
      this.#ranSource = this.#job.source;
    }
    this.#job = null;
    this.#givesWay = false;
    this.#output.end(end.outcome !== "stopped");
    if (end.lost && this.#kernel.lost.runs.length) this.#offerReplay(end.note);
    else if (end.note && !this.#follower.due) this.#note.say(end.note);
    this.#become(end.outcome);
    if (end.outcome === "done") for (const listener of this.#whenDone) listener(this.#output.printed);
    this.#quiet = false;
    this.#follower.ended();
    return end.outcome;
  }

  #offerReplay(note = "") {
    this.#offer = `${note} ${countOf(this.#kernel.lost.runs)}`.trim();
    this.#note.ask(this.#offer, {
      [RUN_AGAIN]: () => {
        this.focus();
        this.#options.replay();
      },
    });
  }

  #changed() {
    this.#draft.changed();
    this.#form.show(this.source);
    this.refresh();
  }

  #toggleCode() {
    const shown = this.#element.toggleAttribute("data-code-shown");
    this.#buttons.code.setAttribute("aria-pressed", String(shown));
  }

  #pressed(event) {
    const command = event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || !(event.shiftKey || command) || !event.target.closest(".highlight")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#options.onRun(this);
    if (!command) this.#options.next()?.focus();
  }
}
