/** One live cell: its code, what the reader can do with it, and what other parts of the page can ask of it. */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import { Draft } from "../editor/draft.ts";
import type { LineNote } from "../editor/editor.ts";
import { cellLink, shareLink } from "../editor/share.ts";
import { forTheClass } from "../elements/files.ts";
import type { Batch, End, Job, Run } from "../kernel/contract.ts";
import { cellLabel } from "./cell_bar.ts";
import type { CellLesson } from "./cell_lesson.ts";
import { CellNotes } from "./cell_notes.ts";
import { CellRunner } from "./cell_runner.ts";
import { CellView } from "./cell_view.ts";
import { Documented } from "./documented.ts";
import type { Stepper } from "./stepper.ts";
import { tensorNodes } from "./tensor_nodes.ts";
import { Verdict } from "./verdict.ts";

/** Counts what happens to cells, so that one can see what came last. */
let moments = 0;

export class LiveCell {
  /** Which of the page's cells it is, counted from 1. */
  number;
  readonly verdict: Verdict;
  readonly notes;
  readonly documented;
  /** When its code was last changed or ran, in the order of all cells. */
  touched = 0;

  #lesson;
  #view: CellView;
  #draft;
  #runner: CellRunner;
  #stepper: Stepper | null = null;

  constructor(element: HTMLElement, lesson: CellLesson<LiveCell>, number: number) {
    this.number = number;
    this.#lesson = lesson;
    this.verdict = new Verdict(this, lesson);
    this.notes = new CellNotes(lesson);
    this.#view = new CellView(element, number, this.notes.note, {
      run: () => lesson.press(this),
      stop: () => this.stop(),
      runAbove: () => this.runAbove(),
      stepThrough: () => this.stepThrough(),
      reset: () => this.reset(),
      link: (): Promise<string> => this.#link(),
      announce: lesson.announce,
      onChange: () => this.#changed(),
      onForm: (source) => this.#setByForm(source),
      onKey: (event) => this.#pressed(event),
      ask: (about, text) => lesson.kernel.ask(about, text, this.session, this.#othersCode()),
      others: () => this.#othersCode(),
      describe: (tensor) => tensorNodes(tensor, (cell, line) => this.#placeOf(cell, line)),
    });
    this.documented = new Documented(element, this.source);
    this.#runner = new CellRunner(this, lesson, this.#view, this.notes);
    element.addEventListener("widget-changed", () => lesson.follow(this, Promise.resolve("done")));
    const kept = lesson.edits?.(this.id, this.source) ?? `${lesson.keptAt}:${this.id}`;
    this.#draft = new Draft(kept, this.#view.editor, this.notes.note);
    this.#draft.open();
    this.refresh();
  }

  get id() {
    return this.#view.id;
  }

  has(tag: string) {
    return this.#view.has(tag);
  }

  /** What its element says about it: how long it takes. */
  get dataset() {
    return this.#view.element.dataset;
  }

  /** The name of the exercise that the cell belongs to. */
  get exercise() {
    return this.#view.element.closest<HTMLElement>("[data-exercise]")?.dataset.exercise;
  }

  /** With which cells it shares variables, if not with all that name no session. */
  get session(): string | undefined {
    return this.#view.element.dataset.session;
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  /** Has what it uses changed since it ran? */
  get isOutdated() {
    return this.#runner.runs.isOutdated;
  }

  set isOutdated(isOutdated: boolean) {
    this.#runner.runs.isOutdated = isOutdated;
    this.refresh();
  }

  get heading() {
    return this.#view.heading;
  }

  get source() {
    return this.#view.editor.get();
  }

  /** The published code, where the cell shows another. */
  get published() {
    return this.edited ? this.#draft.original : null;
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

  get state() {
    return this.#runner.runs.state;
  }

  get isActive() {
    return this.#runner.runs.job !== null;
  }

  get hasRun() {
    return this.#runner.runs.hasRun;
  }

  get ranSource() {
    return this.#runner.runs.ranSource;
  }

  /** Has the code run as it stands? */
  get isCurrent() {
    return this.hasRun && this.ranSource === this.source;
  }

  get given(): readonly string[] {
    return this.#runner.given;
  }

  /** What its runs have shown and is to be seen now. */
  get shown(): Part[] {
    return this.#view.output.shown;
  }

  /** Did this run start here? */
  runs(job: Job | null) {
    return this.#runner.runs.job === job;
  }

  /** Can an earlier run be shown here once more? */
  canShow({ page, cell }: Run) {
    return !this.isActive && page === this.#lesson.page && cell === this.id;
  }

  touch() {
    this.touched = ++moments;
  }

  /**
   * Run the code, after a run of this cell that is under way.
   * @param batch the runs without which this one makes no sense
   * @param source other code, where an earlier run is repeated
   * @returns when the run is over
   */
  run(batch?: Batch, source: string = this.source): Promise<Outcome> {
    return this.#runner.run(source, batch);
  }

  /**
   * Run a program that finds out what the cell's run needs; to the reader, that is part of the run.
   * @param jobFor makes the job
   * @param then runs what is needed, and the cell
   */
  prepare<T>(jobFor: (onEnd: (end: End, found: T) => void) => Job, then: (found: T) => void) {
    this.#runner.prepare(jobFor, then);
  }

  /** Run because what the cell uses has changed. */
  runAgain(): Promise<Outcome> {
    this.#runner.runs.requestByControl(() => this.refresh());
    return this.run();
  }

  /** Run it step by step. @param request to have such a run once more, with a change; see stepping.py */
  async stepThrough(request = "{}") {
    const { Stepper } = await import("./stepper.ts");
    this.#stepper ??= new Stepper(this, this.#view, this.#lesson);
    this.#stepper.begin();
    await this.#runner.run(this.source, undefined, request);
  }

  /** What came of a run step by step. */
  showSteps(text: string, parts: Part[]) {
    this.#stepper?.show(text, parts);
  }

  /** It runs, or its code is another: the steps are of the past. */
  leaveSteps() {
    this.#stepper?.leave();
  }

  runAbove() {
    this.#lesson.runCells(this.#lesson.above(this));
  }

  /** Stop the run under way, or take it out of the queue. */
  stop() {
    this.#runner.stop();
  }

  /** Back to the published code and its recorded output. */
  reset() {
    this.#runner.autoRun.cancel();
    this.#draft.reset();
    this.#view.editor.mark(null);
    this.#view.editor.note([]);
    this.#view.output.restore();
    this.verdict.reset();
    this.documented.clear();
    this.#runner.runs.end = null;
    this.#runner.become("idle");
  }

  /**
   * Light a line of the code, or none: it made what was chosen in a picture, or it comes next.
   * @param isShown whether the page is scrolled to it
   */
  light(line: number | null, isShown = false) {
    this.#view.editor.mark(line, false, isShown);
  }

  lineNumber(line: number) {
    return this.#view.lineNumber(line);
  }

  numberLines(isShown: boolean) {
    this.#view.numberLines(isShown);
  }

  /** Say beside lines what they have made, unless that is still to be predicted. */
  noteLines(notes: LineNote[]) {
    if (!this.#view.output.isCovered) this.#view.editor.note(notes);
  }

  /** Words for a line of one of the page's cells, as it has run. */
  #placeOf(id: string, line: number): string {
    const cell = this.#lesson.cells.find((one) => one.id === id && one.isCurrent);
    if (!cell) return "";
    const { here, elsewhere } = WORDS.line_values;
    return fill(cell === this ? here : elsewhere, { line: cell.lineNumber(line), number: cell.number });
  }

  /** It has moved among the cells of its page. */
  renumber(number: number) {
    this.number = number;
    this.#view.renumber(number);
  }

  /** The reader goes on to another page. */
  leave() {
    this.#runner.autoRun.cancel();
    this.#draft.leave();
    this.#view.editor.destroy();
  }

  /** Show code that came with a link. */
  openShared(source: string) {
    this.#draft.openShared(source);
    this.#view.element.scrollIntoView({ block: "center" });
    this.#lesson.announce(fill(WORDS.cell.shows_shared_code, { number: this.number }));
  }

  focus() {
    this.#view.focus();
  }

  /** Show the output, though nothing was predicted: the reader runs the cell. Where many cells run, it stays covered. */
  uncover() {
    this.#view.output.uncover();
  }

  /** Bring labels and buttons up to date. */
  refresh() {
    if (this.#runner.runs.isSilent) return;
    const { edited, shared } = this.#draft;
    const { kernel, estimates } = this.#lesson;
    const isUnchecked = this.verdict.isOutdated;
    const hasRunAbove = this.#lesson.above(this).every((cell) => cell.hasRun);
    this.notes.refresh(hasRunAbove);
    if (kernel.state === "ready") this.#view.editor.check();
    const idle = { estimate: estimates.text(this.dataset), edited, shared, recorded: this.#view.output.origin };
    this.#view.show({
      isActive: this.isActive,
      isWaiting: this.#runner.isWaiting,
      edited,
      shared,
      canReset: !this.isActive && (edited || this.state !== "idle"),
      isUnchecked,
      isOutdated: this.isOutdated,
      hasRunAbove,
      info:
        this.isOutdated && !this.isActive
          ? WORDS.cell.outdated
          : isUnchecked
            ? WORDS.exercises.unchecked
            : cellLabel(this.#runner.runs, kernel, idle),
      progress: this.state === "loading" && kernel.progress ? kernel.progress.loaded / kernel.progress.total : 0,
    });
  }

  /** The code of the cells with which it shares variables, and what runs before them. */
  #othersCode(): string[] {
    if (this.has("example")) return [];
    const shares = (cell: LiveCell) => cell !== this && cell.session === this.session && !cell.has("check");
    const others = this.#lesson.cells.filter((cell) => shares(cell) && !cell.has("solution"));
    return [this.#lesson.setupOf(this.session), ...others.map(({ source }) => source)];
  }

  /** The checks of which this cell is the answer. */
  get checks() {
    return this.has("exercise") ? this.#lesson.partners(this, "check") : [];
  }

  #changed() {
    this.touch();
    this.leaveSteps();
    this.#draft.changed();
    this.#view.showCode();
    this.refresh();
    for (const check of this.checks) check.refresh();
  }

  /** A control has written into the code; code that came with a link waits for the reader's own Run. */
  #setByForm(source: string) {
    this.#view.editor.set(source);
    if (!this.#draft.shared) this.#runner.autoRun.changed();
  }

  /** An address that leads here, with the code if it is not the published one. */
  async #link() {
    return forTheClass(this.edited ? await shareLink(this.id, this.source) : cellLink(this.id));
  }

  #pressed(event: KeyboardEvent) {
    const command = event.ctrlKey || event.metaKey;
    const isInCode = document.activeElement?.closest(".highlight");
    if (event.key !== "Enter" || !(event.shiftKey || command) || !isInCode) return;
    event.preventDefault();
    event.stopPropagation();
    this.#lesson.press(this);
    if (!command) this.#lesson.next(this)?.focus();
  }
}
