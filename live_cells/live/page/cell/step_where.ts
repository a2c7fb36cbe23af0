/** Goes to the steps of a run at which a condition holds, or a name changes. */

import { fill, whole } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";
import type { CellLesson } from "./cell_lesson.ts";
import type { Held, LookedCell, Looks, Refused } from "./step_looks.ts";
import type { Run } from "./steps.ts";

/** The stepper as it is gone through here. */
interface Walk {
  readonly run: Run | null;
  /** The step that is shown, as its place in the run. */
  readonly at: number;
  /** The steps that the slider goes through. */
  readonly places: number[];
  goTo(place: number): void;
  /** Mark the steps that were found. */
  mark(places: number[]): void;
}

const NAME = /^(?!(?:True|False|None)$)[\p{L}_][\p{L}\p{N}_]*$/u;

export class WhereForm<Cell extends LookedCell> {
  readonly node = text("form", "steps-where");
  #cell;
  #lesson;
  #walk;
  #field = document.createElement("input");
  #said = text("p", "steps-found");
  #stop;
  #looks: Looks<Cell> | null = null;
  #isSearching = false;
  /** What has been found last, for what, and in which run. */
  #found: { run: Run; condition: string; held: Held | Refused } | null = null;

  constructor(cell: Cell, lesson: CellLesson<Cell>, walk: Walk) {
    this.#cell = cell;
    this.#lesson = lesson;
    this.#walk = walk;
    const words = WORDS.steps;
    Object.assign(this.#field, {
      type: "text",
      placeholder: "loss < 0.1",
      spellcheck: false,
      autocapitalize: "off",
      autocomplete: "off",
      enterKeyHint: "search",
      title: words.where_about,
    });
    const label = text("label", "", words.where);
    label.append(this.#field);
    this.#stop = button(words.where_stop, "stop", () => this.#looks?.stop());
    this.#stop.hidden = true;
    this.node.append(
      label,
      button(words.where_back, "up", () => this.#go(-1), { quiet: true }),
      button(words.where_next, "down", () => this.#go(1), { quiet: true }),
      this.#stop,
      this.#said,
    );
    this.node.addEventListener("submit", (event) => event.preventDefault());
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
    this.#field.addEventListener("input", () => this.forget());
  }

  /** The steps are others, or are gone. */
  forget() {
    this.#found = null;
    this.#said.textContent = "";
    this.#walk.mark([]);
  }

  #pressed(event: KeyboardEvent) {
    if (event.key === "Escape" && this.#isSearching && this.#looks?.canStop) {
      event.stopPropagation(); // the steps stay
      this.#looks.stop();
    } else if (event.key === "Enter" && event.target === this.#field) {
      event.preventDefault();
      this.#go(event.shiftKey ? -1 : 1);
    }
  }

  async #go(direction: 1 | -1) {
    const { run } = this.#walk;
    const condition = this.#field.value.trim();
    if (!run || !condition || this.#isSearching) return;
    if (this.#found?.run !== run || this.#found.condition !== condition) {
      const held = NAME.test(condition) ? whereChanged(run, condition) : await this.#search(run, condition);
      if (run !== this.#walk.run || condition !== this.#field.value.trim()) return;
      this.#found = { run, condition, held };
    }
    const { held } = this.#found;
    if ("why" in held) {
      this.#found = null; // it may be asked once more
      return this.#tell(held.why || WORDS.steps.where_stopped);
    }
    this.#walk.mark(held.holds);
    this.#tell([this.#move(held.holds, direction), ...remarks(held, run)].filter(Boolean).join(" "));
  }

  /** Go to the next of the steps. @returns what there is to say */
  #move(holds: number[], direction: 1 | -1) {
    const { places, at } = this.#walk;
    const words = WORDS.steps;
    if (!holds.length) return words.where_nowhere;
    const shown = new Set(places);
    const own = holds.filter((place) => shown.has(place));
    const all = own.length ? own : holds; // it holds in calls only
    const there = direction > 0 ? all.find((place) => place > at) : all.findLast((place) => place < at);
    if (there !== undefined) this.#walk.goTo(there);
    const steps = this.#walk.places.length; // those in calls as well, if it holds there only
    const count = fill(words.where_holds, { holds: whole(all.length), all: whole(steps) });
    if (there !== undefined) return count;
    return `${direction > 0 ? words.where_not_after : words.where_not_before} ${count}`;
  }

  async #search(run: Run, condition: string): Promise<Held | Refused> {
    const { Looks } = await import("./step_looks.ts");
    this.#looks ??= new Looks(this.#cell, this.#lesson);
    const { where_searching } = WORDS.steps;
    const all = whole(run.steps.length);
    const progress = (searched: number) => {
      this.#said.textContent = fill(where_searching, { searched: whole(searched), all });
    };
    this.#isSearching = true;
    this.#stop.hidden = !this.#looks.canStop;
    progress(0);
    const held = await this.#looks.where(condition, progress);
    this.#isSearching = false;
    if (this.#stop.contains(document.activeElement)) this.#field.focus({ preventScroll: true });
    this.#stop.hidden = true;
    return held;
  }

  #tell(words: string) {
    this.#said.textContent = words;
    this.#lesson.announce(words);
  }
}

/** Where a name gets another value. */
function whereChanged({ steps }: Run, name: string): Held {
  const holds = [...steps.keys()].filter((at) => !steps[at].what && name in steps[at].changes);
  return { holds, faults: {}, same: true };
}

/** Which error the condition had: a name that is not there yet is none, unless it is never there. */
function remarks({ holds, faults, same }: Held, { steps }: Run) {
  const all = Object.entries(faults);
  const count = all.reduce((sum, [, times]) => sum + times, 0);
  const isNever = !holds.length && count >= steps.filter(({ what }) => !what).length;
  const isUnknown = ([error]: [string, number]) => /^(NameError|UnboundLocalError)\b/.test(error);
  const fault = all.find((one) => !isUnknown(one)) ?? (isNever ? all[0] : undefined);
  const said = fault ? [fill(WORDS.steps.where_fault, { fault: fault[0], times: whole(fault[1]) })] : [];
  return same ? said : [...said, WORDS.steps.not_same];
}
