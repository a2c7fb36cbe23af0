/** The cells of a page of one's own, in their order: added, moved, joined, turned into the other kind, removed. */

import { fill } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { bar, button, text } from "../elements/nodes.ts";
import type { Lesson } from "../lesson/lesson.ts";
import { cellElement, liveCell } from "./code_cell.ts";
import { emptyCell, type OwnCell } from "./notebook_file.ts";
import { savedOf, type SavedOutput } from "./saved_outputs.ts";
import { TextCell } from "./text_cell.ts";
import { asToolbar } from "./toolbar.ts";

type Item = {
  cell: OwnCell;
  node: HTMLElement;
  tools: Record<"up" | "down" | "join" | "turn" | "remove", HTMLButtonElement>;
  bar: HTMLElement;
  /** Which of the tools Tab reaches. */
  refreshTools: () => void;
  code?: LiveCell;
  words?: TextCell;
  /** What ran here last, and what it has shown. */
  run?: { source: string; outputs: SavedOutput[] };
};

/** What the page does when its cells change. */
type Callbacks = {
  onChange: () => boolean;
  onRemoved: (undo: () => void) => void;
  onCode: (element: HTMLElement) => void;
};

export class CellList {
  node = text("div", "own-cells");
  #items: Item[] = [];
  #lesson;
  #callbacks;

  constructor(lesson: Lesson, callbacks: Callbacks) {
    this.#lesson = lesson;
    this.#callbacks = callbacks;
    lesson.ran = (cell, source) => this.#ran(cell, source);
    this.node.addEventListener("keydown", (event) => this.#pressed(event), { capture: true });
  }

  /** The cells as they stand. What one has shown belongs to the code that has shown it. */
  get cells(): OwnCell[] {
    return this.#items.map(({ cell, code, words, run = cell }) => {
      const source = code?.source ?? words?.source ?? cell.source;
      const { id, kind } = cell;
      const { outputs } = run;
      return { id, kind, source, ...(outputs?.length && source === run.source && { outputs }) };
    });
  }

  /** Show other cells. */
  show(cells: OwnCell[]) {
    for (const item of this.#items.splice(0)) this.#end(item);
    for (const cell of cells) this.#insert(cell, this.#items.length);
    this.#arrange();
  }

  /** Add an empty cell. @param at where; at the end by default */
  add(kind: OwnCell["kind"], at = this.#items.length, source = "") {
    const item = this.#insert(emptyCell(kind, source), at);
    this.#changed();
    this.#focus(item);
    return item;
  }

  #ran(cell: LiveCell, source: string) {
    const item = this.#items.find(({ code }) => code === cell);
    if (!item) return;
    item.run = { source, outputs: savedOf(cell.shown) };
    this.#callbacks.onChange();
  }

  leave() {
    for (const item of this.#items.splice(0)) this.#end(item);
  }

  #insert(cell: OwnCell, at: number): Item {
    const item = this.#made(cell);
    this.#items.splice(at, 0, item);
    const after = this.#items[at + 1]?.node ?? null;
    this.node.insertBefore(item.node, after);
    if (cell.kind === "code") {
      const element = cellElement(cell);
      item.node.append(element);
      item.code = liveCell(element, this.#lesson, at + 1);
      this.#callbacks.onCode(element);
    } else {
      item.words = new TextCell(cell.source, () => this.#callbacks.onChange());
      item.node.append(item.words.node);
    }
    return item;
  }

  #made(cell: OwnCell): Item {
    const at = () => this.#items.indexOf(item);
    const turned = cell.kind === "code" ? WORDS.own_page.to_text : WORDS.own_page.to_code;
    const tools = {
      up: button(WORDS.own_page.up, "up", () => this.#move(at(), -1), { quiet: true }),
      down: button(WORDS.own_page.down, "down", () => this.#move(at(), 1), { quiet: true }),
      join: button(WORDS.own_page.join, "join", () => this.#join(at()), { quiet: true }),
      turn: button(turned, cell.kind === "code" ? "to-text" : "to-code", () => this.#turn(at()), { quiet: true }),
      remove: button(WORDS.own_page.remove, "remove", () => this.#remove(at()), { quiet: true }),
    };
    const plus = (kind: OwnCell["kind"], name: string) =>
      button(name, "plus", () => this.add(kind, at() + 1), { title: fill(WORDS.own_page.add_below, { kind: name }) });
    const tray = bar("own-tools", "", ...Object.values(tools));
    const node = text("div", "own-item");
    const below = bar("own-between", WORDS.own_page.add);
    below.append(plus("code", WORDS.own_page.code), plus("text", WORDS.own_page.text));
    node.append(tray);
    node.dataset.kind = cell.kind;
    asToolbar(below);
    const item: Item = { cell, node, tools, bar: tray, refreshTools: asToolbar(tray) };
    queueMicrotask(() => node.append(below));
    return item;
  }

  #end({ node, code }: Item) {
    if (code) {
      if (code.isActive) code.stop();
      code.leave();
    }
    node.remove();
  }

  #focus({ code, words }: Item) {
    if (code) code.focus();
    else words?.edit();
  }

  #move(from: number, by: 1 | -1) {
    const to = from + by;
    if (to < 0 || to >= this.#items.length) return;
    const [item] = this.#items.splice(from, 1);
    this.#items.splice(to, 0, item);
    const other = by < 0 ? this.#items[to + 1].node : this.#items[from].node;
    if (by < 0)
      other.before(item.node); // a moved cell would lose what its frames show: the other one moves where it can
    else item.node.before(other);
    this.#changed();
    const { up, down } = item.tools;
    const wanted = by < 0 ? up : down;
    (wanted.disabled ? (by < 0 ? down : up) : wanted).focus();
    item.node.scrollIntoView({ block: "nearest" });
  }

  /** Join a cell with the one below. */
  #join(at: number) {
    const [first, second] = [this.#items[at], this.#items[at + 1]];
    if (!second || first.cell.kind !== second.cell.kind) return;
    const [above, below] = this.cells.slice(at, at + 2).map(({ source }) => source);
    const gap = first.cell.kind === "code" ? "\n" : "\n\n";
    const source = [above, below].filter(Boolean).join(gap);
    this.#replace(at, 2, emptyCell(first.cell.kind, source));
  }

  #turn(at: number) {
    const { kind, source } = this.cells[at];
    this.#replace(at, 1, emptyCell(kind === "code" ? "text" : "code", source));
  }

  #remove(at: number) {
    const before = this.cells;
    const [item] = this.#items.splice(at, 1);
    this.#end(item);
    if (!this.#items.length) this.#insert(emptyCell("code"), 0);
    this.#changed();
    this.#focus(this.#items[Math.min(at, this.#items.length - 1)]);
    this.#callbacks.onRemoved(() => {
      const only = this.cells.length === 1 && !this.cells[0].source && before.length === 1;
      if (only) this.show(before);
      else this.#insert(before[at], at);
      this.#changed();
      this.#focus(this.#items[at]);
    });
  }

  /** Put one cell in the place of some. */
  #replace(at: number, count: number, cell: OwnCell) {
    for (const item of this.#items.splice(at, count)) this.#end(item);
    const item = this.#insert(cell, at);
    this.#changed();
    this.#focus(item);
  }

  #changed() {
    this.#arrange();
    this.#callbacks.onChange();
  }

  /** Bring numbers, names and buttons up to date. */
  #arrange() {
    const live = this.#items.flatMap(({ code }) => code ?? []);
    this.#lesson.cells.splice(0, Infinity, ...live);
    for (const [index, cell] of live.entries()) cell.renumber(index + 1);
    for (const [index, { tools, bar: tray, cell, refreshTools }] of this.#items.entries()) {
      const below = this.#items[index + 1];
      tray.setAttribute("aria-label", fill(WORDS.own_page.tools, { number: index + 1 }));
      tools.up.disabled = index === 0;
      tools.down.disabled = !below;
      tools.join.disabled = below?.cell.kind !== cell.kind;
      refreshTools();
    }
  }

  /** Shift-Enter in the last cell goes on to a new one. */
  #pressed({ key, shiftKey, target }: KeyboardEvent) {
    if (key !== "Enter" || !shiftKey || !(target instanceof Element) || !target.closest(".highlight")) return;
    const last = this.#items.findLast(({ code }) => code);
    if (!last?.node.contains(target) || !last.code?.source.trim()) return;
    this.#insert(emptyCell("code"), this.#items.indexOf(last) + 1);
    this.#changed();
  }
}
