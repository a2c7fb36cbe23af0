/** The numbers of a picture as a table, for those who would rather read them. It is made when it is opened. */

import { counted } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { FoldedTable } from "./folded_table.ts";
import type { Numbers } from "./numbers.ts";
import { shown } from "./printed.ts";
import { isPicture } from "./names.ts";

/** Units of a column in the table. */
const MOST = 100;

/** @param names of the columns @param rows the first cell of each is its name */
export function tableOf(caption: string, names: string[], rows: (string | HTMLElement)[][]) {
  const table = text("table", "");
  table.append(text("caption", "", caption));
  const head = text("tr", "");
  for (const name of names) head.append(Object.assign(text("th", "", name), { scope: "col" }));
  table.append(head);
  for (const [name, ...cells] of rows) {
    const line = text("tr", "");
    const first = Object.assign(text("th", "", String(name)), { scope: "row" });
    line.append(first, ...cells.map((cell) => (typeof cell === "string" ? text("td", "", cell) : cell)));
    table.append(line);
  }
  return table;
}

export class Table extends FoldedTable {
  #numbers;

  constructor(numbers: Numbers) {
    super(() => numbers.columns.flatMap((values, column) => (values.length ? [this.#tableOf(column)] : [])));
    this.#numbers = numbers;
  }

  #tableOf(column: number) {
    const numbers = this.#numbers;
    const { data, gradients, columns } = numbers;
    const module = data.modules[column - 1];
    const values = columns[column];
    const isLinear = module?.kind === "Linear" && !isPicture(numbers, { kind: "unit", column: column - 1, row: 0 });
    const hasBias = isLinear && Boolean(module.bias);
    const { unit, value, gradient, bias, weights } = WORDS.pictures.columns;
    const hasGradient = Boolean(gradients[column]);
    const names = [
      unit,
      value,
      ...(hasGradient ? [gradient] : []),
      ...(hasBias ? [bias] : []),
      ...(isLinear ? [weights] : []),
    ];
    const rows = values
      .slice(0, MOST)
      .map((one, row) => [
        String(isPicture(numbers, { kind: "unit", column, row }) ? row : numbers.indexOf(column, row)),
        shown(one),
        ...(hasGradient ? [shown(gradients[column]?.[row] ?? Number.NaN)] : []),
        ...(hasBias ? [shown(numbers.valueOf({ kind: "bias", column, row }) ?? Number.NaN)] : []),
        ...(isLinear ? [this.#weightsOf(column, row)] : []),
      ]);
    const left = values.length - MOST;
    if (left > 0) rows.push([`… ${counted(WORDS.pictures.more_units, left)}`]);
    return tableOf(module ? `(${module.name}) ${module.text}` : WORDS.pictures.input, names, rows);
  }

  #weightsOf(column: number, row: number) {
    const weights = this.#numbers.columns[column - 1].map((_, from) =>
      this.#numbers.valueOf({ kind: "edge", column, row, from }),
    );
    return weights.map((weight) => (weight === undefined ? "…" : shown(weight))).join("  ");
  }
}
