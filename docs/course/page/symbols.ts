/**
 * Symbols of formulas that belong to a line of code and to a part of its picture (docs/course/pages/symbols.py): point at one
 * of the three, and the others light. Arrow keys go from symbol to symbol, and formulas stay one Tab stop for each cell.
 */

import type { LiveCell } from "../../../live_cells/live/page/cell/cell.ts";
import { fill } from "../../../live_cells/live/phrases.ts";
import { partsOf } from "./symbol_parts.ts";

type Linked = { symbol: string; part: string; code: string };

/** All of a page. @returns ends it */
export function mountSymbols(cells: LiveCell[], announce: (words: string) => void) {
  const byCell = Map.groupBy(document.querySelectorAll<HTMLElement>("[data-symbols]"), ({ dataset }) => dataset.of);
  const ends = cells.flatMap((cell) => {
    const elements = byCell.get(cell.id);
    if (!elements) return [];
    const linked = elements.flatMap(({ dataset }) => JSON.parse(dataset.symbols ?? "[]") as Linked[]);
    return new SymbolsOfCell(cell, linked, announce).end;
  });
  return () => {
    for (const end of ends) end();
  };
}

class SymbolsOfCell {
  #cell;
  #root;
  #linked;
  #announce;
  /** In the order of the page. */
  #nodes: HTMLElement[] = [];
  /** Chosen by a tap or a key: stays lit when the pointer goes. */
  #pinned: Linked[] = [];
  #lit: Linked[] = [];
  #ending = new AbortController();

  constructor(cell: LiveCell, linked: Linked[], announce: (words: string) => void) {
    this.#cell = cell;
    this.#linked = linked;
    this.#announce = announce;
    this.#root = document.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cell.id)}"]`);
    const names = new Set(linked.map(({ symbol }) => symbol));
    const all = document.querySelectorAll<HTMLElement>(".arithmatex [data-symbol]");
    this.#nodes = [...all].filter(({ dataset }) => names.has(dataset.symbol ?? ""));
    for (const node of this.#nodes) this.#mountSymbol(node);
    this.#mountFormula();
    const { signal } = this.#ending;
    for (const kind of ["pointerover", "focusin"] as const)
      this.#root?.addEventListener(kind, ({ target }) => this.#point(this.#at(target as Element)), { signal });
    this.#root?.addEventListener("pointerleave", () => this.#point([]), { signal });
    addEventListener("pointerdown", (event) => this.#letGo(event), { signal });
  }

  end = () => this.#ending.abort();

  #mountSymbol(node: HTMLElement) {
    const { signal } = this.#ending;
    const mine = this.#linked.filter(({ symbol }) => symbol === node.dataset.symbol);
    node.classList.add("symbol");
    node.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && this.#point(mine), {
      signal,
    });
    node.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && this.#point([]), { signal });
    node.addEventListener("click", () => this.#pin(this.#pinned[0] === mine[0] ? [] : mine), { signal });
  }

  /** The formula that Tab leads to: the first that stands by itself, or else the first. */
  #mountFormula() {
    const formulas = [...new Set(this.#nodes.map((node) => node.closest<HTMLElement>(".arithmatex")))];
    const stop = formulas.find((formula) => formula?.tagName === "DIV") ?? formulas[0];
    if (!stop) return;
    const { signal } = this.#ending;
    stop.tabIndex = 0;
    stop.setAttribute("role", "group");
    stop.setAttribute("aria-roledescription", WORDS.symbols.formula);
    stop.setAttribute("aria-description", WORDS.symbols.keys);
    stop.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    stop.addEventListener("blur", () => this.#pin([]), { signal });
  }

  #onKey(event: KeyboardEvent) {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const steps: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const symbols = [...new Set(this.#nodes.map(({ dataset }) => dataset.symbol))];
    if (key === "Escape" && this.#pinned.length) this.#pin([]);
    else if (key in steps) {
      const at = symbols.indexOf(this.#pinned[0]?.symbol);
      const next = at < 0 ? (steps[key] > 0 ? 0 : symbols.length - 1) : at + steps[key];
      const there = symbols[(next + symbols.length) % symbols.length];
      this.#pin(this.#linked.filter(({ symbol }) => symbol === there));
    } else return;
    event.preventDefault();
  }

  /** What a place of the cell belongs to: a line of its code, or a part of its picture. */
  #at(target: Element): Linked[] {
    const line = target.closest(".cm-line")?.textContent;
    if (line) return this.#linked.filter(({ code }) => line.includes(code));
    return this.#linked.filter(({ part }) => partsOf(this.#root, part).some((node) => node.contains(target)));
  }

  #letGo({ target }: Event) {
    const isHere = this.#nodes.some((node) => node.contains(target as Node));
    if (this.#pinned.length && !isHere && !this.#root?.contains(target as Node)) this.#pin([]);
  }

  #pin(linked: Linked[]) {
    this.#pinned = linked;
    this.#light(linked);
    const [first] = linked;
    if (!first) return;
    const line = this.#lineOf(first);
    const node = this.#nodes.find(({ dataset }) => dataset.symbol === first.symbol);
    const symbol = node?.textContent.replace(/[\s\u200B]/g, "") ?? ""; // KaTeX fills lines with spaces of no width
    const code = this.#cell.source.split("\n")[line - 1]?.trim() ?? first.code;
    this.#announce(fill(first.part ? WORDS.symbols.with_picture : WORDS.symbols.line, { symbol, line, code }));
  }

  #point(linked: Linked[]) {
    this.#light(linked.length ? linked : this.#pinned);
  }

  #light(linked: Linked[]) {
    if (linked.length === this.#lit.length && linked.every((one, at) => one === this.#lit[at])) return;
    this.#lit = linked;
    const names = new Set(linked.map(({ symbol }) => symbol));
    for (const node of this.#nodes) node.toggleAttribute("data-lit", names.has(node.dataset.symbol ?? ""));
    for (const node of this.#root?.querySelectorAll(".symbol-lit") ?? []) node.classList.remove("symbol-lit");
    for (const { part } of linked) for (const node of partsOf(this.#root, part)) node.classList.add("symbol-lit");
    this.#cell.light(linked.length ? this.#lineOf(linked[0]) : 0);
  }

  /** The first line with these words, from 1; 0 where the reader's code has none. */
  #lineOf({ code }: Linked) {
    return this.#cell.source.split("\n").findIndex((line) => line.includes(code)) + 1;
  }
}
