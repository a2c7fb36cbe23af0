/** Runs a cell: its jobs for the kernel, and what the page shows and says while they run and when they end. */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import type { LineNote } from "../editor/editor.ts";
import type { Batch, End, Job } from "../kernel/contract.ts";
import { showsLineValues } from "../lesson/line_values.ts";
import type { CellLesson } from "./cell_lesson.ts";
import type { CellNotes } from "./cell_notes.ts";
import type { CellView } from "./cell_view.ts";
import { AutoRun } from "./auto_run.ts";
import { lineNotes } from "./line_notes.ts";
import type { Documented } from "./documented.ts";
import { RunState, type CellState } from "./run_state.ts";
import type { Verdict } from "./verdict.ts";

/** What screen readers say of each state. */
const SPOKEN: Partial<Record<CellState, string>> = WORDS.cell.spoken;

/** Parts that are no output. */
const UNSHOWN = ["lines", "steps", "unfinished"];

/** What the runner needs of its cell. */
interface RunnableCell {
  readonly id: string;
  readonly number: number;
  readonly source: string;
  readonly edited: boolean;
  readonly shared: boolean;
  readonly isKept: boolean;
  readonly session: string | undefined;
  readonly hasRun: boolean;
  readonly verdict: Verdict;
  /** The checks of which this cell is the answer. */
  readonly checks: RunnableCell[];
  readonly isCurrent: boolean;
  noteLines(notes: LineNote[]): void;
  showSteps(text: string, parts: Part[]): void;
  leaveSteps(): void;
  touch(): void;
  has(tag: string): boolean;
  refresh(): void;
  readonly documented: Documented;
  focus(): void;
  uncover(): void;
  runAbove(): void;
}

export class CellRunner {
  readonly runs;
  /** Runs the cell again as its controls change. */
  readonly autoRun;
  #cell;
  #lesson;
  #kernel;
  #view;
  #notes;
  /** What a run step by step has shown. */
  #stepped: Part[] = [];
  /** Its steps so far: all that is left of them where Python had to be restarted. */
  #soFar = "";
  /** The lines that the reader has given the last run. */
  given: string[] = [];

  constructor(cell: RunnableCell, lesson: CellLesson<RunnableCell>, view: CellView, notes: CellNotes) {
    this.#cell = cell;
    this.#lesson = lesson;
    this.#kernel = lesson.kernel;
    this.#view = view;
    this.#notes = notes;
    this.runs = new RunState(lesson.kernel);
    this.autoRun = new AutoRun({
      run: () => {
        this.runs.requestByControl(() => cell.refresh());
        lesson.press(cell);
      },
      stop: () => this.runs.supersede(),
      isRunning: () => this.runs.job !== null,
      seconds: () => this.runs.seconds,
    });
  }

  /** @param steps asks for the run step by step @returns when the run is over */
  run(source: string, batch?: Batch, steps?: string): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const judged = source === this.#cell.source ? this.#cell.verdict.answer : null; // an earlier run is repeated otherwise
    const job: Job = {
      page: this.#lesson.page,
      cell: this.#cell.id,
      source,
      session: this.#cell.session,
      setup: this.#lesson.setupOf(this.#cell.session),
      values: showsLineValues() && !this.#cell.has("check"),
      steps,
      batch,
      byControl: this.runs.byControl,
      judge: (outcome) => (this.runs.job === job ? this.#cell.documented.judge(outcome) : outcome),
      onStart: () => this.#started(),
      onPrompt: (secret) => this.#prompted(secret),
      onParts: (parts) => this.#received(parts),
      onEnd: (end) => resolve(this.runs.job === job ? this.#ended(end, source, judged) : this.#dropped(job, end)),
    };
    if (this.runs.job) {
      this.runs.queue(job);
      this.#cell.refresh();
    } else this.#begin(job);
    this.#kernel.enqueue(job);
    return promise;
  }

  /** See LiveCell. */
  prepare<T>(jobFor: (onEnd: (end: End, found: T) => void) => Job, then: (found: T) => void) {
    if (this.runs.job) return;
    const job = jobFor((end, found) => {
      if (end.outcome === "stopped" || end.lost) return void this.#ended(end, "");
      this.runs.job = null;
      then(found);
    });
    const { onParts } = job;
    job.onParts = (parts) => {
      onParts(parts);
      this.#received(parts.filter(({ ours }) => ours)); // why Python is gone
    };
    this.#begin(job);
    this.#kernel.enqueue(job);
  }

  /** Does its run wait for that of another cell? */
  get isWaiting() {
    return this.runs.job !== null && this.#kernel.placeOf(this.runs.job) > 0;
  }

  stop() {
    this.autoRun.cancel();
    if (this.runs.job) this.#kernel.stop(this.runs.job);
  }

  /** Change the cell's state, on the page and for screen readers. */
  become(state: CellState) {
    this.runs.state = state;
    this.#view.setState(state);
    this.#cell.refresh();
    const isSpoken = !this.runs.byControl || (state !== "running" && !this.autoRun.due);
    const spoken = isSpoken && SPOKEN[state];
    if (spoken) this.#lesson.announce(fill(spoken, { number: this.#cell.number }));
  }

  #begin(job: Job) {
    const { edited, shared } = this.#cell;
    this.runs.begin(job);
    this.#stepped = [];
    this.#soFar = "";
    this.given = [];
    if (!job.steps) this.#cell.leaveSteps();
    this.#cell.verdict.begin();
    this.#cell.documented.begin(job.source);
    if (!shared) this.#notes.note.clear();
    this.#view.editor.mark(null);
    this.#view.editor.note([]);
    this.#view.output.begin(edited);
    if (edited) this.#cell.uncover(); // its output is the reader's own
    this.become("loading");
  }

  #started() {
    const { runs } = this;
    runs.startedAt = performance.now();
    this.#notes.started();
    this.become("running");
    const clock = setInterval(() => (runs.state === "running" ? this.#cell.refresh() : clearInterval(clock)), 1000);
  }

  #prompted(secret: boolean) {
    const onLine = (line: string) => {
      this.given.push(line);
      this.#kernel.reply(line);
    };
    this.#view.output.prompt({ secret, onLine });
    this.#lesson.announce(fill(WORDS.cell.waits_for_input, { number: this.#cell.number }));
  }

  #received(all: Part[]) {
    if (this.runs.superseded) return;
    const parts = all.filter(({ part }) => !UNSHOWN.includes(part));
    if (this.runs.job?.steps) this.#stepped.push(...parts);
    for (const { part, text } of all) {
      if (part === "lines") this.#noteLines(lineNotes(text));
      else if (part === "unfinished") this.#soFar = text;
      else if (part === "steps") {
        this.#soFar = "";
        this.#cell.showSteps(text, this.#stepped);
      }
    }
    this.#view.output.add(parts);
    this.#cell.verdict.receive(parts);
    this.#cell.documented.receive(parts);
    const error = parts.find(({ part }) => part === "error");
    if (!error || this.#cell.documented.isExpected(error)) return;
    if (error.ours) this.#notes.offerReload(() => this.#lesson.cells.every((cell) => cell.isKept));
    if (error.line) this.#view.editor.mark(error.line);
    const hasAll = this.runs.job?.batch?.together; // what it needs has run before it
    const above = this.#lesson.above(this.#cell);
    if (error.name === "NameError" && !hasAll && above.some((cell) => !cell.hasRun))
      this.#notes.offerRunAbove(() => {
        this.#cell.focus();
        this.#cell.runAbove();
      });
  }

  /** Show what lines have made, those of functions in other cells as well. */
  #noteLines(notes: Map<string, LineNote[]>) {
    for (const cell of this.#lesson.cells) {
      const own = notes.get(cell.id);
      const isAsRun = cell === this.#cell ? this.runs.job?.source === cell.source : cell.isCurrent;
      if (own && isAsRun) cell.noteLines(own);
    }
  }

  /** @param source what has run @param judged the answer that a check was about, if it is known */
  #ended(end: End, source: string, judged: string | null = null) {
    const { outcome, lost, note = "" } = end;
    const isDone = outcome === "done";
    const hasBegun = this.runs.state === "running";
    this.#cell.verdict.finish(judged);
    if (lost) this.autoRun.cancel();
    this.runs.finish(end, source);
    if (isDone) this.#cell.touch();
    else for (const check of this.#cell.checks) check.verdict.withdraw();
    // older output stays if the run never began, or until a control's next value has run
    const replaced = outcome !== "stopped" || (hasBegun && !this.autoRun.due) || this.#cell.has("check");
    this.#view.output.end(replaced);
    if (outcome === "failed") this.#cell.uncover();
    if (lost && this.#kernel.lost.runs.length) this.#offerReplay(note);
    else if (note && !this.autoRun.due) this.#notes.say(note);
    this.become(outcome);
    if (hasBegun) this.#lesson.ran?.(this.#cell, source);
    if (isDone) this.#cell.verdict.notify();
    if (this.#notes.offersRunAbove)
      this.#cell.documented.clear(); // no fault of what is documented
    else this.#cell.documented.finish(outcome, this.#lesson.announce);
    const next = this.runs.next();
    if (outcome === "stopped" && this.#soFar) this.#cell.showSteps(this.#soFar, this.#stepped);
    if (next) this.#begin(next);
    else this.autoRun.ended();
    return outcome;
  }

  /** A queued run was dropped before its turn. */
  #dropped(job: Job, { outcome }: End) {
    this.runs.drop(job);
    this.#cell.refresh();
    return outcome;
  }

  #offerReplay(why: string) {
    this.#notes.offerReplay(why, () => {
      this.#cell.focus();
      this.#lesson.replay();
    });
  }
}
