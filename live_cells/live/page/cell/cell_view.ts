/** What a cell is on the page: its code, the controls above it, the bar of buttons below it, and its output. */

import { fill } from "../../phrases.ts";
import { mountEditor, type EditorOptions } from "../editor/editor.ts";
import { Copier } from "../elements/copier.ts";
import { enable, required } from "../elements/nodes.ts";
import type { Note } from "../elements/notes.ts";
import { Output } from "../output/output.ts";
import { outputTools } from "../output/output_tools.ts";
import { cellBar } from "./cell_bar.ts";
import type { CellState } from "./run_state.ts";
import { DifferencesNote } from "./differences.ts";
import { LineNumbers, annotationsOf } from "./code_lines.ts";
import { CellForm } from "./form.ts";

/** What the parts of a cell call back for. */
export interface CellActions {
  run(): void;
  stop(): void;
  runAbove(): void;
  stepThrough(): void;
  reset(): void;
  link(): Promise<string>;
  announce(words: string): void;
  onChange(): void;
  /** A control has written into the code. */
  onForm(source: string): void;
  onKey(event: KeyboardEvent): void;
  ask: EditorOptions["ask"];
  others: EditorOptions["others"];
  describe: EditorOptions["describe"];
}

/** What the page shows of a cell's state. */
export type Shown = {
  isActive: boolean;
  /** Does it wait for another cell? */
  isWaiting: boolean;
  edited: boolean;
  shared: boolean;
  canReset: boolean;
  isUnchecked: boolean;
  /** Has what it uses changed since it ran? */
  isOutdated: boolean;
  hasRunAbove: boolean;
  info: string;
  /** The share of what is loading that is here. */
  progress: number;
};

export class CellView {
  readonly element;
  readonly editor;
  readonly output;
  readonly form;
  #differences;
  #lineNumbers;
  #bar;
  /** What the line beside the buttons says of the cell's state. */
  #said = "";
  #buttons;
  #info;

  /** @param number counts the page's cells from 1 @param note stands below the code */
  constructor(element: HTMLElement, number: number, note: Note, actions: CellActions) {
    this.element = element;
    const code = required(element.querySelector("code"));
    if (code.textContent.endsWith("\n")) code.textContent = code.textContent.slice(0, -1);
    const highlight = required(element.querySelector<HTMLElement>(".highlight"));
    const region = required(element.querySelector<HTMLElement>("[data-output]"));
    this.output = new Output(region);
    this.#differences = new DifferencesNote(element.dataset.drift);
    this.form = new CellForm(fill(WORDS.cell.settings, { number }), actions.onForm);
    this.editor = mountEditor(highlight, {
      label: fill(WORDS.cell.code, { number }),
      controls: this.form.node,
      annotations: annotationsOf(element, code, region),
      onChange: actions.onChange,
      ask: actions.ask,
      others: actions.others,
      describe: actions.describe,
    });
    this.#lineNumbers = new LineNumbers(element);
    if (element.dataset.height) element.style.setProperty("--cell-height", element.dataset.height);
    this.showCode();
    const isCheck = this.has("check");
    const folds = isCheck || this.form.folded || element.dataset.view === "form";
    const copier = new Copier((words) => {
      actions.announce(words);
      this.#info.textContent = words; // until there is something else to say
    });
    const { run, stop, runAbove: above, stepThrough: steps, reset } = actions;
    const copies = {
      copy: () => copier.copy(WORDS.cell.code_copied, this.editor.get()),
      share: () => copier.copy(WORDS.cell.link_copied, actions.link()),
    };
    const { node, info, menu, buttons } = cellBar(
      isCheck ? fill(WORDS.cell.check_of, { exercise: this.heading }) : fill(WORDS.cell.name, { number }),
      {
        run,
        stop,
        ...(!folds && { steps }),
        ...(folds && { code: () => this.#toggleCode() }),
        above,
        ...(!isCheck && copies),
        reset,
      },
      isCheck ? WORDS.cell.check : undefined,
    );
    this.#bar = node;
    this.#info = info;
    this.#buttons = buttons;
    element.toggleAttribute("data-folds", folds);
    highlight.before(this.form.node);
    highlight.after(node, note.node, copier.node);
    // a figure comes first, and its controls below it
    if (folds && !isCheck) element.append(this.form.node, node, note.node, copier.node, highlight);
    const { tools, refresh } = outputTools(region, this.id, copier);
    menu.add(...tools, this.#differences.opener);
    menu.serve(element, region, refresh);
    region.after(this.#differences.node);
    element.addEventListener("keydown", actions.onKey, { capture: true });
    element.dataset.live = "";
  }

  get id() {
    return required(this.element.dataset.cell);
  }

  has(tag: string) {
    return this.element.dataset.tags?.split(" ").includes(tag) ?? false;
  }

  /** The heading of the section in which the cell stands. */
  get heading() {
    const all = document.querySelectorAll<HTMLElement>("h1, h2, h3, h4");
    const before = [...all].filter(
      (one) => one.compareDocumentPosition(this.element) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const parts = [...(before.at(-1)?.childNodes ?? [])].filter(
      (node) => !(node instanceof Element && node.matches(".headerlink, .exercise-solved")),
    );
    return parts
      .map(({ textContent }) => textContent)
      .join("")
      .trim();
  }

  /** Bring what depends on the code up to date: the controls, and how it differs from Colab. */
  showCode() {
    const source = this.editor.get();
    this.form.show(source);
    this.#differences.show(source);
    this.#lineNumbers.show(source);
  }

  /** What is said of a line that the code has. */
  lineNumber(line: number) {
    return this.#lineNumbers.of(line);
  }

  /** The steps of a run speak of lines. */
  numberLines(isShown: boolean) {
    this.#lineNumbers.toggle(isShown, this.editor.get());
  }

  /** Show something between the code's bar and the output. */
  put(node: HTMLElement) {
    required(this.element.querySelector(".cell-bar")).after(node);
  }

  setState(state: CellState) {
    this.element.dataset.state = state;
  }

  /** Bring labels and buttons up to date. */
  show({ isActive, isWaiting, edited, shared, canReset, isUnchecked, isOutdated, hasRunAbove, info, progress }: Shown) {
    const { run, stop, above, steps, reset } = this.#buttons;
    stop.hidden &&= !isActive; // before the focus comes to it
    enable([run, !isActive], [stop, isActive]);
    stop.hidden = !isActive;
    if (steps) steps.hidden = isActive;
    stop.title = isWaiting ? WORDS.cell.take_out : WORDS.buttons.stop;
    this.element.toggleAttribute("data-edited", edited && !shared);
    this.element.toggleAttribute("data-shared", shared);
    this.element.toggleAttribute("data-unchecked", isUnchecked);
    this.element.toggleAttribute("data-outdated", isOutdated);
    this.#unfold("codeShown" in this.element.dataset, shared);
    reset.disabled = !canReset;
    above.hidden = hasRunAbove;
    if (info !== this.#said) this.#info.textContent = info; // what was said meanwhile stays until there is news
    this.#said = info;
    this.element.style.setProperty("--cell-progress", String(progress));
  }

  /** Its names say which cell of the page it is. */
  renumber(number: number) {
    this.element
      .querySelector(".highlight [role=textbox]")
      ?.setAttribute("aria-label", fill(WORDS.cell.code, { number }));
    this.#bar.setAttribute("aria-label", fill(WORDS.cell.name, { number }));
  }

  focus() {
    this.editor.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  #toggleCode() {
    this.#unfold(!("codeShown" in this.element.dataset), "shared" in this.element.dataset);
  }

  /** Unfold the code or fold it; code that came with a link stays unfolded, for the reader has to judge it. */
  #unfold(shown: boolean, shared: boolean) {
    const { code } = this.#buttons;
    if (!code) return; // it never folds
    this.element.toggleAttribute("data-code-shown", shown || shared);
    code.setAttribute("aria-pressed", String(shown || shared));
    code.disabled = shared;
  }
}

/** The cell that a finger or the keyboard came to last has all its buttons, as the one below a pointer has. */
function comeTo({ target, type }: Event) {
  const cell = target instanceof Element ? target.closest<HTMLElement>(".cell[data-live]") : null;
  if (!cell && type === "focusin") return;
  for (const other of document.querySelectorAll(".cell[data-at-hand]")) other.removeAttribute("data-at-hand");
  cell?.setAttribute("data-at-hand", "");
}
for (const event of ["pointerdown", "focusin"]) addEventListener(event, comeTo);
