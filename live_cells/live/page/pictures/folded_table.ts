/** A table that is made when it is opened, below a picture, for those who would rather read its numbers. */

import { button, text } from "../elements/nodes.ts";
import type { Tensor } from "./checks.ts";
import { type Choice, isNumberAt } from "./choice.ts";
import type { Path } from "./chosen_number.ts";
import { shown } from "./printed.ts";
import { TableWalk } from "./table_walk.ts";

export class FoldedTable {
  node = text("div", "picture-table");
  #isOpen = false;
  #place = text("div", "picture-rows");
  #walk = new TableWalk(this.#place);
  #make;
  #choice;

  /** @param make the tables, as the numbers are now @param choice gets the number that is picked in them */
  constructor(make: () => HTMLElement[], choice?: Choice) {
    this.#make = make;
    this.#choice = choice;
    this.#place.tabIndex = 0;
    this.#place.setAttribute("role", "group");
    this.#place.setAttribute("aria-label", WORDS.pictures.table);
    this.#place.hidden = true;
    choice?.follow(this.#place);
    const opener = button(WORDS.pictures.table, "table", () => {
      this.#isOpen = !this.#isOpen;
      this.#place.hidden = !this.#isOpen;
      opener.setAttribute("aria-expanded", String(this.#isOpen));
      this.refresh();
    });
    opener.setAttribute("aria-expanded", "false");
    opener.dataset.inMenu = "";
    this.node.append(opener, this.#place);
  }

  refresh() {
    if (!this.#isOpen) return;
    this.#walk.renew(this.#make());
    this.#choice?.renew(this.#place);
  }
}

/** A cell with a number. @param path where it is in the description, if it can be opened there */
export function numberCell(value: number, path?: Path, words = shown(value)): HTMLElement {
  const cell = text("td", "", words);
  if (path) isNumberAt(cell, path, value);
  return cell;
}

/** A tensor of two dimensions, row by row. @param path of its numbers in the description */
export function gridOf(name: string, { shape, values }: Tensor, path?: Path, first = 0): HTMLElement {
  const [rows, columns] = shape;
  const table = text("table", "");
  const head = text("tr", "");
  const header = (words: string, scope: string) => Object.assign(text("th", "", words), { scope });
  head.append(text("td", ""), ...Array.from({ length: columns }, (_, column) => header(String(column), "col")));
  const body = Array.from({ length: rows }, (_, row) => {
    const line = text("tr", "");
    const start = row * columns;
    const cells = values
      .slice(start, start + columns)
      .map((value, column) => numberCell(value, path && [...path, first + start + column]));
    line.append(header(String(row), "row"), ...cells);
    return line;
  });
  table.append(text("caption", "", name), head, ...body);
  return table;
}
