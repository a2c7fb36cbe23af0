/** What stands beside the lines of a cell's code: their numbers, and the numbers of annotations, whose texts they show. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";

/** The line with this code has the annotation; `press` shows its text, or hides it. */
export type Annotation = { line: string; number: number; button: () => HTMLButtonElement };

/** The numbers beside the code, brought up to date as it grows. */
export class LineNumbers {
  #cell;
  #node;
  #first;

  constructor(cell: HTMLElement) {
    this.#cell = cell;
    this.#node = cell.querySelector<HTMLElement>(".cell-linenos");
    this.#first = Number(this.#node?.dataset.first ?? 1);
  }

  /** For a while, in a cell that has none of its own. */
  toggle(isShown: boolean, source: string) {
    if (isShown === Boolean(this.#node) || this.#node?.dataset.first) return;
    this.#node?.remove();
    this.#node = isShown ? text("div", "cell-linenos") : null;
    this.#node?.setAttribute("aria-hidden", "true");
    if (this.#node) this.#cell.querySelector(".highlight")?.prepend(this.#node);
    this.show(source);
  }

  /** What stands beside a line of the code. */
  of(line: number) {
    return this.#first + line - 1;
  }

  show(source: string) {
    if (!this.#node) return;
    const numbers = source.split("\n").map((_, index) => this.of(index + 1));
    const words = numbers.join("\n");
    if (this.#node.textContent !== words) this.#node.textContent = words;
  }
}

let lists = 0;

/**
 * The annotations of a cell. Their texts, a list behind the cell, move into it; each is shown when its number is pressed.
 * @param before the list's place
 */
export function annotationsOf(cell: HTMLElement, code: HTMLElement, before: HTMLElement): Annotation[] {
  const marks = [...code.querySelectorAll<HTMLElement>("[data-annotation]")];
  const list = cell.nextElementSibling ?? cell.parentElement?.nextElementSibling;
  if (!marks.length || !(list instanceof HTMLOListElement)) return [];
  list.classList.add("cell-annotations");
  list.setAttribute("aria-live", "polite");
  before.before(list);
  const id = ++lists;
  const items = [...list.children] as HTMLLIElement[];
  for (const [index, item] of items.entries()) {
    Object.assign(item, { id: `cell-annotation-${id}-${index + 1}`, hidden: true, value: index + 1 });
  }
  const toggle = (number: number) => {
    const item = items[number - 1];
    if (item) item.hidden = !item.hidden;
    for (const each of cell.querySelectorAll(`.cell-mark[aria-controls="${item?.id}"]`))
      each.setAttribute("aria-expanded", String(!item.hidden));
  };
  const lines = code.textContent.split("\n");
  code.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(".cell-mark")) toggle(Number(target.dataset.annotation));
  });
  return marks.map((mark) => {
    const number = Number(mark.dataset.annotation);
    const range = new Range();
    range.setStart(code, 0);
    range.setEndBefore(mark);
    const line = lines[range.toString().split("\n").length - 1];
    const button = () => {
      const item = items[number - 1];
      const node = Object.assign(text("button", "cell-mark"), { type: "button" });
      node.dataset.annotation = String(number);
      node.setAttribute("aria-label", fill(WORDS.cell.annotation, { number }));
      node.setAttribute("aria-controls", item?.id ?? "");
      node.setAttribute("aria-expanded", String(item?.hidden === false));
      node.addEventListener("click", () => toggle(number));
      return node;
    };
    return { line, number, button };
  });
}
