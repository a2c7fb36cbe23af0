/** The values inside the line of a step: its expressions as boxes, and a list of them in the order of their computation. */

import { fill, whole } from "../../phrases.ts";
import { bar, text } from "../elements/nodes.ts";
import type { CellLesson } from "./cell_lesson.ts";
import { about } from "./line_notes.ts";
import { type Inside, type LookedCell, Looks, type Said } from "./step_looks.ts";

/** So many steps before and after the one that is shown are looked into at once. */
const BEFORE = 30;
const AFTER = 60;

/** One expression of the line. */
type Shown = { part: number; start: number; end: number; said: string; code: string };

export class InsideLine<Cell extends LookedCell> {
  readonly node;
  #looks;
  #announce;
  #code = text("div", "steps-code");
  #list = text("ol", "steps-values");
  #note = text("p", "steps-note");
  #found = new Map<number, Inside>();
  #isAsking = false;
  #wanted: { places: number[]; index: number } | null = null;
  #run: unknown = null;

  constructor(cell: Cell, lesson: CellLesson<Cell>) {
    this.#looks = new Looks(cell, lesson);
    this.#announce = lesson.announce;
    this.#code.setAttribute("aria-hidden", "true"); // the list says all
    this.#list.setAttribute("aria-label", WORDS.steps.inside_name);
    this.node = bar("steps-inside", WORDS.steps.inside, this.#code, this.#list, this.#note);
    for (const event of ["pointerover", "pointerdown"] as const)
      this.node.addEventListener(event, ({ target }) =>
        this.#light((target as Element).closest<HTMLElement>("[data-part]")),
      );
    this.node.addEventListener("pointerleave", () => this.#light(null));
    this.#list.addEventListener("focusin", ({ target }) => this.#light(target as HTMLElement));
    this.#list.addEventListener("focusout", () => this.#light(null));
    this.#list.addEventListener("keydown", (event) => this.#move(event));
  }

  /** @param run what the steps are of @param places those that the slider goes through @param index where it is */
  show(run: unknown, places: number[], index: number) {
    if (run !== this.#run) this.#found.clear();
    this.#run = run;
    this.#wanted = { places, index };
    const found = this.#found.get(places[index]);
    if (found) this.#draw(found, places[index]);
    else this.#look();
  }

  async #look() {
    this.#say(WORDS.steps.inside_looking);
    if (this.#isAsking || !this.#wanted) return;
    const { places, index } = this.#wanted;
    const run = this.#run;
    this.#isAsking = true;
    const steps = places.slice(Math.max(index - BEFORE, 0), index + AFTER);
    const inside = await this.#looks.inside(steps);
    this.#isAsking = false;
    if ("why" in inside) return this.#say(inside.why);
    if (run === this.#run) for (const at of steps) this.#found.set(at, inside);
    if (this.node.isConnected) this.show(this.#run, this.#wanted.places, this.#wanted.index); // it may be elsewhere by now
  }

  #say(words: string) {
    this.#code.replaceChildren();
    this.#list.replaceChildren();
    this.#note.textContent = words;
    this.node.setAttribute("aria-busy", String(words === WORDS.steps.inside_looking));
  }

  #draw({ values, parts, statements, same }: Inside, at: number) {
    const shown = values[at].map(([part, count, ...all]): Shown & { statement: number } => {
      const [statement, start, end, code] = parts[part];
      return { part, statement, start, end, code, said: inWords(all, count) };
    });
    this.#say(same ? (shown.length ? "" : WORDS.steps.inside_nothing) : WORDS.steps.not_same);
    const lines = [...new Set(shown.map(({ statement }) => statement))].sort((one, other) => one - other);
    this.#code.replaceChildren(
      ...lines.map((line) => {
        const code = text("code", "");
        const own = shown.filter(({ statement }) => statement === line);
        const { nodes, height } = boxed(statements[line], own);
        code.style.setProperty("--height", String(height));
        code.append(...nodes);
        return code;
      }),
    );
    this.#list.replaceChildren(...shown.map(rowOf));
  }

  /** @param node an expression as a box or in the list */
  #light(node: HTMLElement | null) {
    for (const lit of this.node.querySelectorAll(".steps-lit")) lit.classList.remove("steps-lit");
    if (!node) return;
    for (const same of this.node.querySelectorAll(`[data-part="${node.dataset.part}"]`))
      same.classList.add("steps-lit");
    const row = this.#list.querySelector<HTMLElement>(".steps-lit");
    if (!row) return;
    const { offsetTop: top, offsetHeight: height } = row; // unlike scrollIntoView, this leaves the page where it is
    const { scrollTop, clientHeight } = this.#list;
    if (top < scrollTop || top + height > scrollTop + clientHeight) this.#list.scrollTop = top - clientHeight / 2;
  }

  #move(event: KeyboardEvent) {
    const rows = [...this.#list.children] as HTMLElement[];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const there = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (there === undefined || !rows[there]) return;
    event.preventDefault();
    rows[at].tabIndex = -1;
    rows[there].tabIndex = 0;
    rows[there].focus({ preventScroll: true });
    this.#announce(rows[there].innerText);
  }
}

function rowOf({ part, code, said }: Shown, index: number) {
  const row = text("li", "");
  row.dataset.part = String(part);
  row.tabIndex = index ? -1 : 0;
  row.append(text("code", "", code), " ", text("span", "steps-value", said));
  return row;
}

/** Its first values; how many there are, where it was computed several times. */
function inWords(all: Said[], count: number) {
  const said = all.map((value) => (typeof value === "string" ? value : about(value)));
  if (count === 1) return said[0];
  const first = count > all.length ? [...said, "…"] : said;
  return `${first.join(", ")} · ${fill(WORDS.steps.inside_times, { times: whole(count) })}`;
}

/** A statement's code, each expression in a box. */
function boxed(code: string, shown: Shown[]) {
  const letters = [...code]; // Python counts letters
  const inside = shown.filter(({ end }) => end <= letters.length);
  const outer = inside.sort((one, other) => one.start - other.start || other.end - one.end);
  const between = (start: number, end: number) => new Text(letters.slice(start, end).join(""));
  /** What stands from one place to another; takes the boxes there from the front of those left. */
  const fillIn = (start: number, end: number): { nodes: Node[]; height: number } => {
    const nodes: Node[] = [];
    let at = start;
    let height = 0;
    while (outer.length && outer[0].start < end) {
      const box = outer.shift() as Shown;
      const node = text("span", "steps-box");
      const content = fillIn(box.start, box.end);
      node.dataset.part = String(box.part);
      node.style.setProperty("--height", String(content.height));
      node.append(...content.nodes);
      nodes.push(between(at, box.start), node);
      height = Math.max(height, content.height + 1);
      at = box.end;
    }
    nodes.push(between(at, end));
    return { nodes, height };
  };
  return fillIn(0, letters.length);
}
