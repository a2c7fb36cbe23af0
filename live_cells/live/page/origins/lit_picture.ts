/** Lights in pictures on the page what has made a number: the module, and in a network the row of weights with its x. */

import type { LiveCell } from "../cell/cell.ts";
import type { Level } from "./ask.ts";

const LIT = "origin-lit";

/** What is read here of a picture's description. */
type Described = {
  kind?: string;
  modules?: { name: string; units?: number[] }[];
  calls?: { name: string }[];
};

/** A number of a module's weights, as it is called in formulas. */
const WEIGHT = /^(\w+(?:\[\d+\]|\.\w+)*)\.weight\[(\d+)/;

/** @param level without one, nothing is lit */
export function lightModule(cells: LiveCell[], level?: Level) {
  for (const old of document.querySelectorAll(`.${LIT}`)) old.classList.remove(LIT);
  const { module, row } = level ? madeBy(level) : { module: "" };
  const [, variable, path] = /^(\w+)((?:\[\d+\]|\.\w+)*)$/.exec(module) ?? [];
  if (!variable) return;
  const name = path.replace(/\W+/g, " ").trim().replaceAll(" ", ".");
  const draws = new RegExp(`\\bnetwork\\(\\s*${variable}\\b`);
  for (const cell of cells) {
    if (!cell.hasRun || !draws.test(cell.source)) continue; // the picture of another model
    for (const picture of cell.element.querySelectorAll<HTMLElement>("[data-picture]"))
      for (const node of partsOf(picture, name, row)) node.classList.add(LIT);
  }
}

/** The elements of a picture that stand for a module, and for one row of its weights. */
function partsOf(picture: HTMLElement, name: string, row: number | undefined): Element[] {
  const { kind, modules = [], calls = [] } = JSON.parse(picture.dataset.picture || "{}") as Described;
  if (kind === "module")
    return calls.flatMap((call, i) => (call.name === name ? all(picture, `[data-key="c${i}"]`) : []));
  const titles = all(picture, "svg text").filter(({ textContent }) => textContent?.includes(`(${name}) `));
  const at = modules.findIndex((module) => module.name === name);
  if (at < 0 || row === undefined) return titles;
  const column = at + 1;
  const unit = modules[at].units?.indexOf(row) ?? row;
  const lines = all(picture, `.picture-edge[data-to="${column}.${unit}"]`);
  if (!lines.length) return titles;
  return [...titles, ...lines, ...all(picture, `[data-key="unit-${column}-${unit}"], [data-key^="unit-${at}-"]`)];
}

const all = (picture: HTMLElement, selector: string) => [...picture.querySelectorAll(selector)];

/**
 * The module as the reader writes it, `model[2]`, and the row of its weights that stands in the formula. A picture looks
 * at a copy of the model, of which only the weights are called as in the reader's.
 */
function madeBy({ module, formula }: Level): { module: string; row?: number } {
  const labels = formula.map((piece) => (typeof piece === "string" ? null : WEIGHT.exec(piece.label)));
  const [, owner = "", row] = labels.find((found) => found && (!module || found[1] === module)) ?? [];
  return row === undefined ? { module } : { module: owner, row: Number(row) };
}
