/** A cell's run, step by step: a slider over its lines, with the variables and the output of each. */

import type { Part } from "../../messages.ts";
import { fill, whole } from "../../phrases.ts";
import { bar, button, text } from "../elements/nodes.ts";
import type { CellLesson } from "./cell_lesson.ts";
import type { CellView } from "./cell_view.ts";
import type { InsideLine } from "./step_inside.ts";
import type { LookedCell } from "./step_looks.ts";
import { ticksOf } from "./step_ticks.ts";
import { VariablesTable } from "./step_variables.ts";
import { WhereForm } from "./step_where.ts";
import { type Raised, type Run, callsAt, changeBefore, placeIn, readRun, turns, variablesAt } from "./steps.ts";

/** What the stepper needs of a cell. */
interface SteppedCell extends LookedCell {
  readonly number: number;
  stepThrough(request: string): Promise<void>;
  light(line: number | null): void;
  /** The number that its code begins with may be another than 1. */
  lineNumber(line: number): number;
  /** Show the numbers of its lines, or no longer. */
  numberLines(isShown: boolean): void;
}

export class Stepper {
  #cell;
  #view;
  #lesson;
  #node: HTMLElement;
  #slider = document.createElement("input");
  #line = text("p", "steps-line");
  #note = text("p", "steps-note");
  #table = new VariablesTable(
    (name) => this.#backTo(name),
    () => this.#slider.focus(),
  );
  #ticks = text("div", "steps-ticks");
  #calls;
  #values;
  #inside: InsideLine<SteppedCell> | null = null;
  #where;
  #change = text("form", "steps-change");
  #run: Run | null = null;
  #parts: Part[] = [];
  /** The steps that the slider goes through, by their places in the run. */
  #places: number[] = [];
  /** At which of them a loop begins once more. */
  #turns: number[] = [];
  /** Where a condition holds, by places in the run. */
  #hits = new Set<number>();
  #goesIntoCalls = false;
  #shownParts = -1;
  #lit: SteppedCell | null = null;

  constructor(cell: SteppedCell, view: CellView, lesson: CellLesson<SteppedCell>) {
    const words = WORDS.steps;
    this.#cell = cell;
    this.#view = view;
    this.#lesson = lesson;
    Object.assign(this.#slider, { type: "range", min: "0", step: "1" });
    this.#slider.setAttribute("aria-label", words.slider);
    this.#slider.title = words.keys;
    this.#slider.addEventListener("input", () => this.#show());
    this.#slider.addEventListener("keydown", (event) => this.#turn(event));
    const back = button(words.back, "back", () => this.#press(-1), { quiet: true });
    const next = button(words.next, "next", () => this.#press(1), { quiet: true });
    this.#calls = button(words.calls, "calls", () => this.#toggleCalls(), { title: words.calls_about });
    this.#values = button(words.inside, "values", () => this.#toggleInside(), { title: words.inside_about });
    this.#values.setAttribute("aria-pressed", "false");
    this.#where = new WhereForm(cell, lesson, this);
    const close = button(words.close, "close", () => this.#close(), { quiet: true });
    const track = text("div", "steps-track");
    track.append(this.#slider, this.#ticks);
    this.#node = bar(
      "cell-steps",
      fill(words.name, { number: cell.number }),
      bar("steps-bar", words.slider, back, track, next, this.#values, this.#calls, close),
      this.#line,
      this.#table.node,
      text("div", "steps-asks"),
      this.#note,
    );
    this.#makeChange();
    this.#node.querySelector(".steps-asks")?.append(this.#change, this.#where.node);
    this.#node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
  }

  /** A run begins. */
  begin() {
    this.#note.textContent = "";
  }

  /** @param said a part "steps" @param parts what the run has shown */
  show(said: string, parts: Part[]) {
    const answer = readRun(said);
    if ("why" in answer) {
      this.#note.textContent = answer.why;
      this.#lesson.announce(answer.why);
      return;
    }
    if (!answer.steps.length) return; // nothing of it has run
    const isFirst = !this.#node.isConnected;
    const last = answer.steps.length - 1; // a change has run on to there
    const at = answer.at !== null ? last : this.#run && !isFirst ? placeIn(answer.steps, this.#run.steps, this.at) : 0;
    this.#run = answer;
    this.#where.forget();
    this.#parts = parts;
    this.#note.textContent = noteOf(answer);
    if (isFirst) this.#view.put(this.#node);
    if (isFirst) this.#goesIntoCalls = false;
    this.#lay(at);
    if (isFirst) this.#slider.focus({ preventScroll: true });
  }

  /** The steps are of the past. */
  leave() {
    if (!this.#node.isConnected) return;
    this.#node.remove();
    this.#lit?.light(null);
    for (const cell of [this.#cell, ...this.#lesson.cells]) cell.numberLines(false);
    this.#run = null;
    this.#where.forget();
  }

  #close() {
    if (this.#run) this.#showParts(this.#parts.length);
    this.leave();
    this.#view.element.querySelector<HTMLElement>(".live-button--steps")?.focus();
  }

  get run() {
    return this.#run;
  }

  get places() {
    return this.#places;
  }

  /** The step that is shown, as its place in the run. */
  get at() {
    return this.#places[this.#slider.valueAsNumber] ?? 0;
  }

  /** A button was pressed: unlike the slider's own keys, it says nothing by itself. */
  #press(by: number) {
    this.#slider.valueAsNumber += by;
    this.#show();
    this.#lesson.announce(this.#slider.getAttribute("aria-valuetext") ?? "");
  }

  /** Page Up and Page Down go to where a loop begins once more. */
  #turn(event: KeyboardEvent) {
    const at = this.#slider.valueAsNumber;
    const there =
      event.key === "PageUp"
        ? this.#turns.find((place) => place > at)
        : event.key === "PageDown"
          ? this.#turns.findLast((place) => place < at)
          : undefined;
    if (there === undefined) return;
    event.preventDefault();
    this.#slider.valueAsNumber = there;
    this.#show();
  }

  goTo(place: number) {
    const index = this.#places.indexOf(place);
    if (index < 0) this.#lay(place);
    else this.#slider.valueAsNumber = index;
    this.#show();
  }

  mark(places: number[]) {
    this.#hits = new Set(places);
    this.#tick();
  }

  #tick() {
    const hits = [...this.#places.keys()].filter((index) => this.#hits.has(this.#places[index]));
    this.#ticks.replaceChildren(ticksOf(this.#turns, hits, this.#places.length - 1));
  }

  async #toggleInside() {
    const isShown = this.#inside?.node.isConnected ?? false;
    this.#values.setAttribute("aria-pressed", String(!isShown));
    if (isShown) return this.#inside?.node.remove();
    const { InsideLine } = await import("./step_inside.ts");
    this.#inside ??= new InsideLine(this.#cell, this.#lesson);
    this.#line.after(this.#inside.node);
    this.#show();
  }

  #toggleCalls() {
    this.#goesIntoCalls = !this.#goesIntoCalls;
    if (this.#goesIntoCalls && !this.#run?.inside) this.#cell.stepThrough('{"inside": true}');
    else this.#lay(this.at);
  }

  /** Let the slider go through the steps of the cell, or of what it calls as well. @param at the place to show */
  #lay(at: number) {
    const { steps } = this.#run as Run;
    const isInside = steps[at]?.depth > 0;
    if (isInside) this.#goesIntoCalls = true;
    this.#calls.setAttribute("aria-pressed", String(this.#goesIntoCalls));
    this.#places = [...steps.keys()].filter((place) => this.#goesIntoCalls || steps[place].depth === 0);
    this.#slider.max = String(this.#places.length - 1);
    this.#slider.valueAsNumber = Math.max(
      this.#places.findLastIndex((place) => place <= at),
      0,
    );
    this.#shownParts = -1;
    this.#turns = turns(steps, this.#places);
    this.#tick();
    this.#show();
  }

  #show() {
    const run = this.#run;
    if (!run) return;
    const at = this.at;
    const { line, cell, what } = run.steps[at];
    const words = WORDS.steps;
    const isEnd = line === 0;
    const here = this.#slider.valueAsNumber;
    const step = fill(words.at, { step: here + 1, all: this.#places.length, place: this.#placeOf(run, at) });
    const calls = callsAt(run, at);
    const said = calls ? `${step} · ${fill(words.in_calls, { calls })}` : step;
    this.#line.textContent = said;
    const lit = this.#lesson.cells.find(({ id }) => id === cell) ?? null;
    if (lit !== this.#lit) this.#lit?.light(null);
    this.#lit = lit;
    lit?.light(isEnd ? null : line);
    for (const one of [this.#cell, lit]) one?.numberLines(true);
    const variables = variablesAt(run, at);
    this.#table.show(variables, (name) => changeBefore(run.steps, this.#places, here, name) >= 0);
    const made = variables.filter(({ isNew }) => isNew).map(({ name, value }) => `${name} = ${value}`);
    this.#slider.setAttribute("aria-valuetext", [said, ...made].join(". "));
    const isUnchangeable = isEnd || Boolean(what);
    if (isUnchangeable && this.#change.contains(document.activeElement)) this.#slider.focus({ preventScroll: true });
    this.#change.hidden = isUnchangeable;
    const shown = isEnd ? this.#parts.length : this.#parts.filter(({ step = 0 }) => step <= at).length;
    this.#showParts(shown);
    if (this.#inside?.node.isConnected) this.#inside.show(run, this.#places, here);
  }

  /** Which line comes next, and which exception has led there. */
  #placeOf({ steps, raised, ended }: Run, at: number) {
    const { line: own, times, what, cell } = steps[at];
    const words = WORDS.steps;
    if (own === 0) return ended ? fill(words.ended, { error: this.#raised(ended) }) : words.end;
    const line = this.#lesson.cells.find(({ id }) => id === cell)?.lineNumber(own) ?? own;
    const next = what || fill(times > 1 ? words.line_again : words.line, { line, times });
    return at in raised ? `${this.#raised(raised[at])} · ${next}` : next;
  }

  #raised([error, line, id]: Raised) {
    const cell = this.#lesson.cells.find((one) => one.id === id);
    if (!line || !cell) return error;
    const { line: here, line_of: elsewhere } = WORDS.origins;
    const said = { line: cell.lineNumber(line), number: cell.number };
    const where = fill(cell.id === this.#cell.id ? here : elsewhere, said);
    return fill(WORDS.steps.raised, { error, where });
  }

  #showParts(count: number) {
    if (count === this.#shownParts) return;
    this.#shownParts = count;
    const { output } = this.#view;
    output.begin(true);
    output.add(this.#parts.slice(0, count));
    output.end(true);
  }

  /** Go back to where a variable got what it held before. */
  #backTo(name: string) {
    const { steps } = this.#run as Run;
    const place = changeBefore(steps, this.#places, this.#slider.valueAsNumber, name);
    this.#press(place - this.#slider.valueAsNumber);
  }

  #makeChange() {
    const { change, change_about, run_on } = WORDS.steps;
    const field = Object.assign(document.createElement("input"), {
      type: "text",
      placeholder: "lr = 0.1",
      spellcheck: false,
      autocapitalize: "off",
      autocomplete: "off",
    });
    const label = text("label", "", change);
    label.append(field);
    const runOn = Object.assign(text("button", "live-button", run_on), { type: "submit", title: change_about });
    this.#change.append(label, runOn);
    this.#change.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#cell.stepThrough(JSON.stringify({ at: this.at, change: field.value, inside: this.#run?.inside }));
    });
  }
}

/** What there is to say of how a run was recorded. */
function noteOf({ steps, full, same, unkept }: Run) {
  const words = WORDS.steps;
  const notes = [];
  const isCut = Boolean(steps.at(-1)?.line); // line 0 is the end
  if (full) notes.push(fill(words.most, { most: whole(steps.length - (isCut ? 0 : 1)) }));
  else if (isCut) notes.push(words.so_far);
  if (!same) notes.push(words.not_same);
  if (unkept.length) notes.push(fill(words.unkept, { types: unkept.join(", ") }));
  return notes.join(" ");
}
