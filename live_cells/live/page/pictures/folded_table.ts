/** A table that is made when it is opened, below a picture, for those who would rather read its numbers. */

import { button, text } from "../elements/nodes.ts";
import type { Tensor } from "./checks.ts";
import { shown } from "./printed.ts";

export class FoldedTable {
  node = text("div", "picture-table");
  #isOpen = false;
  #place = text("div", "picture-rows");
  #make;

  /** @param make the tables, as the numbers are now */
  constructor(make: () => HTMLElement[]) {
    this.#make = make;
    this.#place.tabIndex = 0;
    this.#place.setAttribute("role", "group");
    this.#place.setAttribute("aria-label", WORDS.pictures.table);
    this.#place.hidden = true;
    const opener = button(WORDS.pictures.table, "table", () => {
      this.#isOpen = !this.#isOpen;
      this.#place.hidden = !this.#isOpen;
      opener.setAttribute("aria-expanded", String(this.#isOpen));
      this.refresh();
    });
    opener.setAttribute("aria-expanded", "false");
    this.node.append(opener, this.#place);
  }

  refresh() {
    if (this.#isOpen) this.#place.replaceChildren(...this.#make());
  }
}

/** A tensor of two dimensions, row by row. */
export function gridOf(name: string, { shape, values }: Tensor): HTMLElement {
  const [rows, columns] = shape;
  const table = text("table", "");
  const head = text("tr", "");
  const header = (words: string, scope: string) => Object.assign(text("th", "", words), { scope });
  head.append(text("td", ""), ...Array.from({ length: columns }, (_, column) => header(String(column), "col")));
  const body = Array.from({ length: rows }, (_, row) => {
    const line = text("tr", "");
    const cells = values.slice(row * columns, (row + 1) * columns);
    line.append(header(String(row), "row"), ...cells.map((value) => text("td", "", shown(value))));
    return line;
  });
  table.append(text("caption", "", name), head, ...body);
  return table;
}
