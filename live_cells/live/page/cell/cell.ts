/** One live cell: its state, its buttons, and what its labels say. */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import { Draft } from "../editor/draft.ts";
import { mountEditor } from "../editor/editor.ts";
import { cellLink, shareLink } from "../editor/share.ts";
import { forTheClass, isOutdated } from "../elements/files.ts";
import { Copier } from "../elements/copier.ts";
import { Note, button, enable, sure } from "../elements/nodes.ts";
import type { Batch, End, Job, Run } from "../kernel/contract.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { Output } from "../output/output.ts";
import { outputTools } from "../output/output_tools.ts";
import { cellBar, endLabel, idleLabel, loadingLabel, runningLabel } from "./cell_bar.ts";
import { DifferencesNote } from "./differences.ts";
import { Follower } from "./follower.ts";
import { CellForm } from "./form.ts";
import { RUN_AGAIN, countOf } from "../elements/lost_words.ts";

type CellState = "idle" | "loading" | "running" | "done" | "failed" | "stopped";

/** All that a cell knows of the page that it is on (lesson/lesson.ts). */
export interface CellLesson {
  readonly cells: LiveCell[];
  readonly kernel: Kernel;
  readonly page: string;
  readonly estimates: { text(...datasets: { seconds?: string; yardstick?: string }[]): string };
  readonly announce: (words: string) => void;
  above(cell: LiveCell): LiveCell[];
  partners(cell: LiveCell, tag: string): LiveCell[];
  next(cell: LiveCell): LiveCell | undefined;
  press(cell: LiveCell): void;
  run(chosen: LiveCell[], batch?: Batch): Promise<Outcome>[];
  replay(): void;
}

/** What is read out of a cell. */
const SPOKEN: Partial<Record<CellState, string>> = WORDS.cell.spoken;

/** Milliseconds for which a run by a control is not talked about: most are over by then. */
const UNTOLD = 300;

/** Stands for a verdict that was taken back: no answer is equal to it. */
const TAKEN_BACK = "\0";

/** Counts what happens to cells, so that one can tell what came last. */
let moments = 0;

export class LiveCell {
  /** Which of the page's cells it is, counted from 1. */
  number;

  #element: HTMLElement;
  #lesson;
  #kernel;
  #editor;
  #output;
  #draft;
  #form;
  #follower;
  #state: CellState = "idle";
  #quiet = false;
  #givesWay = false;
  #wishedAt = 0;
  #seconds: number | null = null;
  #buttons;
  #info;
  #note = new Note("cell-note");
  #differences;
  #job: Job | null = null;
  /** Its further runs, which wait their turn. */
  #further: Job[] = [];
  #end: End | null = null;
  #begin = 0;
  #ranIn: number | null = null;
  #ranSource: string | null = null;
  #offer: string | null = null;
  /** What a check has found in its latest run. */
  #verdict: boolean | null = null;
  /** The answer that it was about, and the Python in which it was; null for the recorded one. */
  #judged: string | null = null;
  #judgedIn = 0;
  #touched = 0;
  /** What runs before it. */
  #first = "";
  #onVerdict: ((right: boolean) => void)[] = [];

  /** @param element the cell of the page @param lesson to which it belongs */
  constructor(element: HTMLElement, lesson: CellLesson, number: number) {
    const code = sure(element.querySelector("code"));
    const highlight = sure(element.querySelector<HTMLElement>(".highlight"));
    if (code.textContent.endsWith("\n")) code.textContent = code.textContent.slice(0, -1);
    this.#element = element;
    this.number = number;
    this.#lesson = lesson;
    this.#kernel = lesson.kernel;
    const region = sure(element.querySelector<HTMLElement>("[data-output]"));
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
    const { node, info, buttons } = cellBar(label, actions, isCheck ? WORDS.cell.check : undefined);
    this.#info = info;
    this.#buttons = buttons;
    element.toggleAttribute("data-folds", folds);
    highlight.before(this.#form.node);
    highlight.after(node, this.#note.node, copier.node);
    if (folds && !isCheck) {
      this.#form.node.before(node); // Run comes first: a phone shows it with the question above the cell
      highlight.after(info);
    }
    region.before(outputTools(region, this.id, copier));
    region.after(this.#differences.node);
    element.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
    element.dataset.live = "";
    this.#draft.open();
    this.refresh();
  }

  get state() {
    return this.#state;
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
    return sure(this.#element.dataset.cell);
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
    const all = document.querySelectorAll<HTMLElement>("h1, h2, h3, h4");
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
    const section = this.#element.closest<HTMLElement>("[data-exercise]");
    return section?.dataset.exercise;
  }

  has(tag: string) {
    return this.#element.dataset.tags?.split(" ").includes(tag) ?? false;
  }

  /** Call `listener` whenever a run of this check has found an answer right or wrong. */
  onVerdict(listener: (right: boolean) => void) {
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

  /** Could this run, which has been before, be seen here? */
  canShow({ page, cell }: Run) {
    return this.#job === null && page === this.#lesson.page && cell === this.id;
  }

  /** Does it offer to run again what went with Python? */
  get offersReplay() {
    return this.#note.words === this.#offer;
  }

  /** Was this run asked for here? */
  runs(job: Job | null) {
    return this.#job === job;
  }

  get source() {
    return this.#editor.get();
  }

  /**
   * Run the code as it stands, in its turn: a run that is under way ends first. `batch` ties it to other runs that make no
   * sense without it.
   * @returns when the run is over
   */
  run(batch?: Batch, source: string = this.source): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const judged = source === this.source ? this.#answer : null; // null: it runs again as it was
    const job: Job = {
      page: this.#lesson.page,
      cell: this.id,
      source,
      batch,
      byControl: this.#quiet,
      onStart: () => this.#started(),
      onPrompt: (secret) => this.#asked(secret),
      onParts: (parts) => this.#received(parts),
      onEnd: (end) => resolve(this.#job === job ? this.#ended(end, source, judged) : this.#takenBack(job, end)),
    };
    if (this.#job) {
      this.#further.push(job);
      this.refresh();
    } else this.#wait(job);
    this.#kernel.run(job);
    return promise;
  }

  /**
   * Find out in the cell's turn what its run needs; to the reader, that is part of the run.
   * @param jobFor the job that finds out
   * @param then runs what is needed, and the cell
   */
  prepare<T>(jobFor: (onEnd: (end: End, found: T) => void) => Job, then: (found: T) => void) {
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
    this.#kernel.run(job);
  }

  /** Say something beside what it shows. */
  say(words: string) {
    this.#note.say(words);
  }

  /** Say what runs before it, until it runs itself. */
  announceFirst(words: string) {
    this.#first = words;
    this.#note.say(words);
    this.#lesson.announce(words);
  }

  /** What a check has said is no longer about the answer: it has not run. */
  takeBack() {
    if (this.#job === null) this.#judged = TAKEN_BACK;
    this.refresh();
  }

  #wait(job: Job) {
    this.#job = job;
    this.#end = null;
    this.#verdict = null;
    if (!this.#draft.shared) this.#note.clear();
    this.#editor.mark(null);
    this.#output.begin(this.#draft.edited);
    if (this.#draft.edited) this.uncover(); // its output is the reader's own
    this.#become("loading");
  }

  /** A further run will not come to its turn. */
  #takenBack(job: Job, { outcome }: End) {
    this.#further = this.#further.filter((other) => other !== job);
    this.refresh();
    return outcome;
  }

  /** Show the output, though nothing was predicted: the reader runs the cell. Where many cells run, it stays covered. */
  uncover() {
    this.#output.uncover();
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

  /** Show code that came with a link. */
  openShared(source: string) {
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
        return loadingLabel(this.#kernel, this.#job);
      case "running":
        return runningLabel(this.#kernel, this.#begin) + (this.#further.length ? ` · ${WORDS.cell.runs_again}` : "");
      case "idle": {
        const { edited, shared } = this.#draft;
        const estimate = this.#lesson.estimates.text(this.#element.dataset);
        return idleLabel({ estimate, edited, shared, recorded: this.#output.origin });
      }
      default:
        return endLabel(this.state, this.#end?.seconds);
    }
  }

  /** An address that leads here, with the code if it is not the published one. */
  async #link() {
    return forTheClass(this.edited ? await shareLink(this.id, this.source) : cellLink(this.id));
  }

  #become(state: CellState) {
    this.#element.dataset.state = this.#state = state;
    this.refresh();
    const isHeard = !this.#quiet || (state !== "running" && !this.#follower.due);
    const spoken = isHeard && SPOKEN[state];
    if (spoken) this.#lesson.announce(fill(spoken, { number: this.number }));
  }

  get #isUntold() {
    const active = this.#quiet && this.#job !== null && this.#kernel.state !== "loading";
    return active && performance.now() < this.#wishedAt + UNTOLD;
  }

  /** A control has written into the code; what came with a link only the reader's own Run may run. */
  #setByForm(source: string) {
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

  #asked(secret: boolean) {
    this.#output.prompt({ secret, onLine: (line) => this.#kernel.reply(line) });
    this.#lesson.announce(fill(WORDS.cell.waits_for_input, { number: this.number }));
  }

  #received(parts: Part[]) {
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

  /** @param source what has run @param judged the answer that a check was about, if that is known */
  #ended(end: End, source: string, judged: string | null = null) {
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
    // what an earlier run has shown stays below a run that never began, and until the next value of a control is there
    const hasBegun = this.#state === "running";
    this.#output.end(end.outcome !== "stopped" || (hasBegun && !this.#follower.due) || this.has("check"));
    if (end.outcome === "failed") this.uncover();
    if (end.lost && this.#kernel.lost.runs.length) this.#offerReplay(end.note);
    else if (end.note && !this.#follower.due) this.#note.say(end.note);
    this.#become(end.outcome);
    if (end.outcome === "done" && right !== null) for (const listener of this.#onVerdict) listener(right);
    this.#quiet = false;
    const next = end.lost ? undefined : this.#further.shift(); // with Python, what waits is dropped as well
    if (next) this.#wait(next);
    else this.#follower.ended();
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

  /** Unfold the code or fold it; a stranger's stays unfolded. */
  #showCode(shown: boolean) {
    const { code } = this.#buttons;
    if (!code) return; // it never folds
    const { shared } = this.#draft;
    this.#element.toggleAttribute("data-code-shown", shown || shared);
    code.setAttribute("aria-pressed", String(shown || shared));
    code.disabled = shared;
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
