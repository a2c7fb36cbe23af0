/** One live cell: its state, its buttons, and what its labels say. */

import { cellBar } from "./cell_bar.js";
import { Copier } from "../elements/copier.js";
import { DifferencesNote } from "./differences.js";
import { Draft } from "../editor/draft.js";
import { mountEditor } from "../editor/editor.js";
import { Follower } from "./follower.js";
import { CellForm } from "./form.js";
import { endLabel, idleLabel, loadingLabel, runningLabel } from "./label.js";
import { RUN_AGAIN, countOf } from "../lesson/lost_note.js";
import { Note } from "../elements/note.js";
import { Output } from "../output/output.js";
import { outputTools } from "../output/output_tools.js";
import { cellLink, shareLink } from "../editor/share.js";
import { forTheClass } from "../elements/class_address.js";
import { isOutdated } from "../elements/outdated.js";
import { button, enable } from "../elements/toolbar.js";
import { fill } from "../../phrases.js";

/**
 * @typedef {import("../kernel/kernel.js").Job} Job
 * @typedef {import("../kernel/endings.js").End} End
 * @typedef {import("../../messages.js").Part} Part
 * @typedef {import("../../messages.js").Outcome} Outcome
 *
 * @typedef {"idle"|"loading"|"running"|"done"|"failed"|"stopped"} CellState
 */

/** What is read out of a cell. @type {Partial<Record<CellState, string>>} */
const SPOKEN = WORDS.cell.spoken;

/** Milliseconds for which a run by a control is not talked about: most are over by then. */
const UNTOLD = 300;

/** Stands for a verdict that was taken back: no answer is equal to it. */
const TAKEN_BACK = "\0";

/** Counts what happens to cells, so that one can tell what came last. */
let moments = 0;

export class LiveCell {
  /** Which of the page's cells it is, counted from 1. */
  number;

  /** @type {HTMLElement} */
  #element;
  #lesson;
  #kernel;
  #editor;
  #output;
  #draft;
  #form;
  #follower;
  #quiet = false;
  #givesWay = false;
  #wishedAt = 0;
  /** @type {number|null} */
  #seconds = null;
  #buttons;
  #info;
  #note = new Note("cell-note");
  #differences;
  /** @type {Job|null} */
  #job = null;
  /** @type {End|null} */
  #end = null;
  #begin = 0;
  /** @type {number|null} */
  #ranIn = null;
  /** @type {string|null} */
  #ranSource = null;
  /** @type {string|null} */
  #offer = null;
  /** What a check has found in its latest run. @type {boolean|null} */
  #verdict = null;
  /** The answer that it was about, and the Python in which it was; null for the recorded one. @type {string|null} */
  #judged = null;
  #judgedIn = 0;
  #touched = 0;
  /** What runs before it. */
  #first = "";
  /** @type {((right: boolean) => void)[]} */
  #onVerdict = [];

  /**
   * @param {HTMLElement} element the cell of the page
   * @param {import("../lesson/lesson.js").Lesson} lesson to which it belongs
   * @param {number} number
   */
  constructor(element, lesson, number) {
    const code = /** @type {HTMLElement} */ (element.querySelector("code"));
    const highlight = /** @type {HTMLElement} */ (element.querySelector(".highlight"));
    if (code.textContent.endsWith("\n")) code.textContent = code.textContent.slice(0, -1);
    this.#element = element;
    this.number = number;
    this.#lesson = lesson;
    this.#kernel = lesson.kernel;
    const region = /** @type {HTMLElement} */ (element.querySelector("[data-output]"));
    this.#output = new Output(region);
    this.#differences = new DifferencesNote(element.dataset.drift);
    this.#form = new CellForm(fill(WORDS.cell.settings, { number }), (source) => this.#setByForm(source));
    this.#editor = mountEditor(highlight, {
      label: fill(WORDS.cell.code, { number }),
      controls: this.#form.node,
      onChange: () => this.#changed(),
      ask: (about, text) => this.#kernel.ask(about, text),
    });
    this.#form.show(this.source);
    this.#differences.show(this.source);
    const folds = this.has("check") || this.#form.folded || element.dataset.view === "form";
    this.#follower = new Follower({
      run: () => this.#runByForm(),
      stop: () => this.#giveWay(),
      isRunning: () => this.#job !== null,
      seconds: () => this.#seconds,
    });
    this.#draft = new Draft(`${lesson.page}:${this.id}`, this.#editor, this.#note);
    const copier = new Copier((words) => {
      lesson.announce(words);
      this.#info.textContent = words; // until there is something else to say
    });
    const isCheck = this.has("check");
    const label = isCheck ? fill(WORDS.cell.check_of, { exercise: this.heading }) : fill(WORDS.cell.name, { number });
    const actions = {
      run: () => lesson.press(this),
      stop: () => this.stop(),
      above: () => this.#runAbove(),
      ...(folds ? { code: () => this.#toggleCode() } : {}),
      ...(isCheck
        ? {}
        : {
            copy: () => copier.copy(WORDS.cell.code_copied, this.source),
            share: () => copier.copy(WORDS.cell.link_copied, this.#link()),
          }),
      reset: () => this.reset(),
    };
    const { node, info, buttons } = cellBar(label, actions, isCheck ? WORDS.cell.check : "");
    this.#info = info;
    this.#buttons = buttons;
    element.toggleAttribute("data-folds", folds);
    highlight.before(this.#form.node);
    highlight.after(node, this.#note.node, copier.node);
    region.before(outputTools(region, this.id, copier));
    region.after(this.#differences.node);
    element.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    element.dataset.live = "";
    this.#draft.open();
    this.refresh();
  }

  /** @returns {CellState} */
  get state() {
    return /** @type {CellState} */ (this.#element.dataset.state);
  }

  /** Do its variables exist in the Python that runs now? */
  get hasRun() {
    return this.#ranIn !== null && this.#ranIn === this.#kernel.generation;
  }

  /** Has the code run as it stands? */
  get isCurrent() {
    return this.hasRun && this.#ranSource === this.source;
  }

  /** What of its code ran last. */
  get ranSource() {
    return this.#ranSource;
  }

  get id() {
    return /** @type {string} */ (this.#element.dataset.cell);
  }

  /** What of its element others may ask for: how long it takes. */
  get dataset() {
    return this.#element.dataset;
  }

  /** The published code, where it shows another. */
  get published() {
    return this.edited ? this.#draft.original : null;
  }

  /** That of the section in which it stands. */
  get heading() {
    /** @type {Iterable<HTMLElement>} */
    const all = document.querySelectorAll("h1, h2, h3, h4");
    const before = [...all].filter(
      (one) => one.compareDocumentPosition(this.#element) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const parts = [...(before.at(-1)?.childNodes ?? [])].filter(
      (node) => !(node instanceof Element && node.matches(".headerlink, .exercise-solved")),
    );
    return parts
      .map(({ textContent }) => textContent)
      .join("")
      .trim();
  }

  /** When its code was last changed or ran, in the order of all cells. */
  get touched() {
    return this.#touched;
  }

  /** The name of the exercise that the cell belongs to. */
  get exercise() {
    /** @type {HTMLElement|null} */
    const section = this.#element.closest("[data-exercise]");
    return section?.dataset.exercise;
  }

  /** @param {string} tag */
  has(tag) {
    return this.#element.dataset.tags?.split(" ").includes(tag) ?? false;
  }

  /** Call `listener` whenever a run of this check has found an answer right or wrong. @param {(right: boolean) => void} listener */
  onVerdict(listener) {
    this.#onVerdict.push(listener);
  }

  get edited() {
    return this.#draft.edited;
  }

  /** Will its code be here when the page has been reloaded? */
  get isKept() {
    return this.#draft.isKept;
  }

  /** Does it show code that came with a link? Only the reader's own Run may run that. */
  get shared() {
    return this.#draft.shared;
  }

  /** Could this run, which has been before, be seen here? @param {import("../kernel/history.js").Run} run */
  canShow({ page, cell }) {
    return this.#job === null && page === this.#lesson.page && cell === this.id;
  }

  /** Does it offer to run again what went with Python? */
  get offersReplay() {
    return this.#note.words === this.#offer;
  }

  /** Was this run asked for here? @param {Job|null} job */
  runs(job) {
    return this.#job === job;
  }

  get source() {
    return this.#editor.get();
  }

  /**
   * Run the code as it stands; `batch` ties it to other runs that make no sense without it.
   * @param {import("../kernel/kernel.js").Batch} [batch] @param {string} [source]
   * @returns {Promise<Outcome>} when the run is over
   */
  run(batch, source = this.source) {
    if (this.#job) return Promise.resolve("stopped");
    /** @type {PromiseWithResolvers<Outcome>} */
    const { promise, resolve } = Promise.withResolvers();
    const judged = source === this.source ? this.#answer : null; // null: it runs again as it was
    this.#wait({
      page: this.#lesson.page,
      cell: this.id,
      source,
      batch,
      byControl: this.#quiet,
      onStart: () => this.#started(),
      onPrompt: (secret) => this.#asked(secret),
      onParts: (parts) => this.#received(parts),
      onEnd: (end) => resolve(this.#ended(end, source, judged)),
    });
    return promise;
  }

  /**
   * Find out in the cell's turn what its run needs; to the reader, that is part of the run.
   * @template T
   * @param {(onEnd: (end: End, found: T) => void) => Job} jobFor the job that finds out
   * @param {(found: T) => void} then runs what is needed, and the cell
   */
  prepare(jobFor, then) {
    if (this.#job) return;
    const job = jobFor((end, found) => {
      if (end.outcome === "stopped" || end.lost) return void this.#ended(end, "");
      this.#job = null;
      then(found);
    });
    const { onParts } = job;
    job.onParts = (parts) => {
      onParts(parts);
      this.#received(parts.filter(({ ours }) => ours)); // why Python is gone
    };
    this.#wait(job);
  }

  /** Say something beside what it shows. @param {string} words */
  say(words) {
    this.#note.say(words);
  }

  /** Say what runs before it, until it runs itself. @param {string} words */
  announceFirst(words) {
    this.#first = words;
    this.#note.say(words);
    this.#lesson.announce(words);
  }

  /** What a check has said is no longer about the answer: it has not run. */
  takeBack() {
    if (this.#job === null) this.#judged = TAKEN_BACK;
    this.refresh();
  }

  /** @param {Job} job */
  #wait(job) {
    this.#job = job;
    this.#end = null;
    this.#verdict = null;
    if (!this.#draft.shared) this.#note.clear();
    this.#editor.mark(null);
    this.#output.begin(this.#draft.edited);
    this.#become("loading");
    this.#kernel.run(job);
  }

  /** End its run, or take it back. */
  stop() {
    this.#follower.forget();
    if (this.#job) this.#kernel.stop(this.#job);
  }

  /** The reader goes on to another page. */
  leave() {
    this.#follower.forget();
    this.#draft.leave();
    this.#editor.destroy();
  }

  /** Back to the published code and its recorded output. */
  reset() {
    this.#follower.forget();
    this.#draft.reset();
    this.#editor.mark(null);
    this.#output.restore();
    this.#judged = null;
    this.#end = null;
    this.#become("idle");
  }

  /** Show code that came with a link. @param {string} source */
  openShared(source) {
    this.#draft.openShared(source);
    this.#element.scrollIntoView({ block: "center" });
    this.#lesson.announce(fill(WORDS.cell.shows_shared_code, { number: this.number }));
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
    this.#showCode("codeShown" in this.#element.dataset);
    reset.disabled = active || (!edited && this.state === "idle");
    this.#element.toggleAttribute("data-unchecked", this.#isUnchecked);
    if (this.offersReplay && !this.#kernel.lost.runs.length) this.#note.clear();
    above.hidden = this.#lesson.above(this).every((cell) => cell.hasRun);
    if (above.hidden && this.#note.words === WORDS.cell.run_above_first) this.#note.clear();
    this.#info.textContent = this.#describe();
    const { progress } = this.#kernel;
    const share = this.state === "loading" && progress ? progress.loaded / progress.total : 0;
    this.#element.style.setProperty("--cell-progress", String(share));
  }

  /** Is what this check has said about another answer than the one that stands there? */
  get #isUnchecked() {
    if (!this.has("check") || this.#job) return false;
    if (this.#judged === null) return this.state === "idle" && this.#answers.some(({ edited }) => edited);
    return this.#judged !== this.#answer || this.#judgedIn !== this.#kernel.generation;
  }

  get #answers() {
    return this.#lesson.partners(this, "exercise");
  }

  /** The answer as it stands. */
  get #answer() {
    return this.#answers.map(({ source }) => source).join("\n");
  }

  #describe() {
    if (this.#isUnchecked) return WORDS.exercises.unchecked;
    switch (this.state) {
      case "loading":
        return loadingLabel(this.#kernel, /** @type {Job} */ (this.#job));
      case "running":
        return runningLabel(this.#kernel, this.#begin);
      case "idle": {
        const { edited, shared } = this.#draft;
        const estimate = this.#lesson.estimates.text(this.#element.dataset);
        return idleLabel({ estimate, edited, shared, recorded: this.#output.origin });
      }
      default:
        return endLabel(this.state, /** @type {End} */ (this.#end).seconds);
    }
  }

  /** An address that leads here, with the code if it is not the published one. */
  async #link() {
    return forTheClass(this.edited ? await shareLink(this.id, this.source) : cellLink(this.id));
  }

  /** @param {CellState} state */
  #become(state) {
    this.#element.dataset.state = state;
    this.refresh();
    const isHeard = !this.#quiet || (state !== "running" && !this.#follower.due);
    const spoken = isHeard && SPOKEN[state];
    if (spoken) this.#lesson.announce(fill(spoken, { number: this.number }));
  }

  get #isUntold() {
    const active = this.#quiet && this.#job !== null && this.#kernel.state !== "loading";
    return active && performance.now() < this.#wishedAt + UNTOLD;
  }

  /**
   * A control has written into the code; what came with a link only the reader's own Run may run.
   * @param {string} source
   */
  #setByForm(source) {
    this.#editor.set(source);
    if (!this.#draft.shared) this.#follower.changed();
  }

  /** End a run in favor of the next, if that loses nothing; what it still says is of no interest. */
  #giveWay() {
    if (!this.#job || !this.#kernel.stopsGently || this.#kernel.state === "loading") return;
    this.#givesWay = true;
    this.#kernel.stop(this.#job);
  }

  #runByForm() {
    this.#quiet = true;
    this.#wishedAt = performance.now();
    setTimeout(() => this.refresh(), UNTOLD);
    this.#lesson.press(this);
  }

  #started() {
    this.#begin = performance.now();
    if (this.#first && this.#note.words === this.#first) this.#note.clear();
    this.#first = "";
    this.#become("running");
    const clock = setInterval(() => (this.state === "running" ? this.refresh() : clearInterval(clock)), 1000);
  }

  /** @param {boolean} secret */
  #asked(secret) {
    this.#output.prompt({ secret, onLine: (line) => this.#kernel.reply(line) });
    this.#lesson.announce(fill(WORDS.cell.waits_for_input, { number: this.number }));
  }

  /** @param {Part[]} parts */
  #received(parts) {
    if (this.#givesWay) return;
    this.#output.add(parts);
    this.#verdict = parts.find((part) => part.part === "verdict")?.right ?? this.#verdict;
    const error = parts.find((part) => part.part === "error");
    if (!error) return;
    if (error.ours) this.#askToReload();
    if (error.line) this.#editor.mark(error.line);
    const hasAll = this.#job?.batch?.together; // what it needs has run before it
    if (error.name === "NameError" && !hasAll && this.#lesson.above(this).some((cell) => !cell.hasRun)) {
      this.#note.ask(WORDS.cell.run_above_first, {
        [WORDS.cell.run_above]: () => {
          this.focus();
          this.#runAbove();
        },
      });
    }
  }

  /** Where what is missing went with an older version of the site, offer the new one. */
  async #askToReload() {
    if (!(await isOutdated())) return;
    const words = this.#lesson.cells.every((cell) => cell.isKept) ? WORDS.edits.reload_keeps : WORDS.edits.reload_loses;
    this.#note.say(
      words,
      button(WORDS.edits.reload, "choose", () => location.reload()),
    );
    this.#lesson.announce(words);
  }

  /**
   * @param {End} end @param {string} source what has run
   * @param {string|null} judged the answer that a check was about, if that is known
   */
  #ended(end, source, judged = null) {
    this.#end = end;
    const right = this.#verdict;
    if (right === null)
      this.#judged = null; // nothing is shown
    else {
      this.#judged = judged ?? this.#answers.map(({ ranSource }) => ranSource).join("\n");
      this.#judgedIn = this.#kernel.generation;
    }
    if (end.outcome !== "stopped") this.#seconds = end.seconds ?? null;
    if (end.lost) this.#follower.forget();
    if (end.outcome === "done") {
      this.#ranIn = this.#kernel.generation;
      this.#ranSource = source;
      this.#touched = ++moments;
    } else for (const check of this.has("exercise") ? this.#lesson.partners(this, "check") : []) check.takeBack();
    this.#job = null;
    this.#givesWay = false;
    this.#output.end(end.outcome !== "stopped" || this.has("check"));
    if (end.lost && this.#kernel.lost.runs.length) this.#offerReplay(end.note);
    else if (end.note && !this.#follower.due) this.#note.say(end.note);
    this.#become(end.outcome);
    if (end.outcome === "done" && right !== null) for (const listener of this.#onVerdict) listener(right);
    this.#quiet = false;
    this.#follower.ended();
    return end.outcome;
  }

  #offerReplay(note = "") {
    this.#offer = `${note} ${countOf(this.#kernel.lost.runs)}`.trim();
    this.#note.ask(this.#offer, {
      [RUN_AGAIN]: () => {
        this.focus();
        this.#lesson.replay();
      },
    });
  }

  #changed() {
    this.#touched = ++moments;
    this.#draft.changed();
    this.#form.show(this.source);
    this.#differences.show(this.source);
    this.refresh();
    for (const check of this.has("exercise") ? this.#lesson.partners(this, "check") : []) check.refresh();
  }

  #runAbove() {
    this.#lesson.run(this.#lesson.above(this));
  }

  #toggleCode() {
    this.#showCode(!("codeShown" in this.#element.dataset));
  }

  /** Unfold the code or fold it; a stranger's stays unfolded. @param {boolean} shown */
  #showCode(shown) {
    const { code } = this.#buttons;
    if (!code) return; // it never folds
    const { shared } = this.#draft;
    this.#element.toggleAttribute("data-code-shown", shown || shared);
    code.setAttribute("aria-pressed", String(shown || shared));
    code.disabled = shared;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const command = event.ctrlKey || event.metaKey;
    const target = /** @type {Element} */ (event.target);
    if (event.key !== "Enter" || !(event.shiftKey || command) || !target.closest(".highlight")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#lesson.press(this);
    if (!command) this.#lesson.next(this)?.focus();
  }
}
