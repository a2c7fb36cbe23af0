/** The calls of a module as a table, with their shapes and their first numbers. */

import { text } from "../elements/nodes.ts";
import { numberCell } from "./folded_table.ts";
import { shapeText } from "./module_layout.ts";
import type { Tree } from "./module_tree.ts";

const FEW = 4;

export function tableOf({ data }: Tree) {
  const words = WORDS.pictures.module.columns;
  const table = text("table", "");
  const head = text("tr", "");
  for (const name of [words.call, words.inputs, words.outputs, words.numbers])
    head.append(Object.assign(text("th", "", name), { scope: "col", colSpan: name === words.numbers ? FEW + 1 : 1 }));
  const shapes = (ids: number[]) => ids.map((id) => shapeText(data.tensors[id].shape)).join(", ");
  const numbers = ([id]: number[]) => {
    const { values } = data.tensors[id] ?? { values: [] };
    const cells = values.slice(0, FEW).map((value, i) => numberCell(value, ["tensors", id, "values", i]));
    return values.length > FEW ? [...cells, text("td", "", "…")] : cells;
  };
  const rows = data.calls.map(({ parent, kind, name, inputs, outputs, times }) => {
    const row = text("tr", "");
    let depth = 0;
    for (let at = parent; at >= 0; at = data.calls[at].parent) depth += 1;
    const title = [times ? `${kind} × ${times}` : kind, name].filter(Boolean).join(" ");
    const first = Object.assign(text("th", "", title), { scope: "row" });
    first.style.paddingLeft = `${0.4 + depth}em`;
    row.append(first, ...[inputs, outputs].map((ids) => text("td", "", shapes(ids))), ...numbers(outputs));
    return row;
  });
  table.append(head, ...rows);
  return table;
}
