/** Where a number comes from: an ordered list that grows by a level with each number that is opened. */

import { counted, fill, reasonOf } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";
import { type Level, type Operand, openOperand } from "./ask.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { wordsOf } from "./words.ts";

const SAID = WORDS.origins;

export type PanelOptions = {
  kernel: Kernel;
  /** Say where a line is, and light it. */
  light: (cell: string, line: number) => void;
  place: (cell: string, line: number) => string;
  /** The number that stands beside a line. */
  lineNumber: (cell: string, line: number) => number;
  /** The level's number was made by this module. */
  lightModule: (level: Level) => void;
  onClose: () => void;
};

export class Panel {
  readonly node = text("section", "origin-panel");
  #list = text("ol", "origin-levels");
  #status = text("p", "origin-status");
  #options;
  #back;
  #title = text("strong", "origin-title");

  constructor(options: PanelOptions) {
    this.#options = options;
    const close = button(WORDS.buttons.close, "close", () => this.close(), { quiet: true });
    this.#back = button(SAID.back, "back", () => this.back(), { quiet: true });
    const top = text("div", "origin-top");
    top.append(this.#title, this.#back, close);
    this.#status.setAttribute("role", "status");
    this.node.append(top, this.#list, this.#status);
    this.node.tabIndex = -1;
    this.node.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** A number was chosen, and its cell runs again. */
  begin(number: string) {
    const title = fill(SAID.title, { number });
    this.#title.textContent = title;
    this.node.setAttribute("aria-label", title);
    this.#list.replaceChildren();
    this.#back.disabled = true;
    this.say(SAID.running);
  }

  say(words: string) {
    this.#status.textContent = words;
  }

  /** Show the next level. @param depth the levels that stay above it */
  add(level: Level, depth = this.#list.childElementCount) {
    while (this.#list.childElementCount > depth) this.#list.lastElementChild?.remove();
    const item = this.#item(level, depth);
    this.#list.append(item);
    this.#back.disabled = depth === 0;
    this.say("");
    item.scrollIntoView({ block: "nearest" });
    (item.querySelector<HTMLElement>("button.origin-number") ?? this.node).focus({ preventScroll: true });
    if (level.line) this.#options.light(level.cell, level.line);
    this.#options.lightModule(level);
  }

  /** One level back; from the first, to the output. */
  back() {
    if (this.#list.childElementCount < 2) return this.close();
    this.#list.lastElementChild?.remove();
    this.#back.disabled = this.#list.childElementCount < 2;
    const last = this.#list.lastElementChild;
    const opened = last?.querySelector<HTMLElement>('[aria-expanded="true"]');
    opened?.setAttribute("aria-expanded", "false");
    (opened ?? this.node).focus();
  }

  close() {
    this.node.remove();
    this.#options.onClose();
  }

  #item(level: Level, depth: number) {
    const item = text("li", "origin-level");
    const formula = text("div", "origin-formula");
    const name = level.label ? `${level.label} = ` : "";
    if (level.kind !== "dropped" && level.kind !== "unknown")
      formula.append(text("span", "origin-label", name), exactly("origin-value", level.value, level.exact));
    if (level.isSpelledOut) formula.append(" = ");
    for (const [at, piece] of level.formula.entries()) {
      if (!level.isSpelledOut) formula.append(at ? ", " : fill(SAID.takes, { names: "" }));
      formula.append(typeof piece === "string" ? piece : this.#number(piece, depth));
    }
    if (level.more)
      formula.append(
        " ",
        button(counted(SAID.more, level.more), "more", () => this.#showAll(level, depth)),
      );
    const words = text("p", "origin-words", wordsOf(level, this.#options.lineNumber));
    item.append(formula, words);
    if (level.line) {
      const line = button(this.#options.place(level.cell, level.line), "line", () =>
        this.#options.light(level.cell, level.line),
      );
      words.append(words.textContent ? " · " : "", line, " ", text("code", "origin-source", level.source));
    }
    return item;
  }

  #number(operand: Operand, depth: number) {
    if (operand.id < 0) return exactly("origin-setting", operand.text, operand.value);
    const node = button(operand.text, "open", () => this.#open(node, operand, depth));
    node.className = "origin-number";
    node.title = operand.label ? `${operand.label} = ${operand.value}` : operand.value;
    node.setAttribute("aria-label", operand.label ? `${operand.text}, ${operand.label}` : operand.text);
    node.setAttribute("aria-expanded", "false");
    return node;
  }

  async #open(node: HTMLElement, { id }: Operand, depth: number) {
    for (const other of this.#list.children[depth].querySelectorAll("[aria-expanded]"))
      other.setAttribute("aria-expanded", String(other === node));
    this.say(SAID.opening);
    await this.#try(async () => this.add(await openOperand(this.#options.kernel, id), depth + 1));
  }

  async #showAll({ id }: Level, depth: number) {
    await this.#try(async () => this.add(await openOperand(this.#options.kernel, id, true), depth));
  }

  async #try(action: () => Promise<void>) {
    try {
      await action();
    } catch (error) {
      this.say(reasonOf(error));
    }
  }

  #pressed(event: KeyboardEvent) {
    const numbers = [...this.node.querySelectorAll<HTMLElement>(".origin-number")];
    const at = numbers.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && numbers.length) numbers[(at + step + numbers.length) % numbers.length].focus();
    else if (event.key === "Backspace") this.back();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** A number in a few digits, which a pointer finds with all of them. */
function exactly(look: string, shown: string, exact: string) {
  const node = text("span", look, shown);
  node.title = exact;
  return node;
}
