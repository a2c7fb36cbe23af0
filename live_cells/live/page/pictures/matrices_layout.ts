/** How large the matrices of a product are drawn. */

import type { MatricesData } from "./matrices_data.ts";
import { operandOf, RULES, WAYS } from "./matrices_rules.ts";

/** Widest and narrowest cell: a narrower one has no room for its number. */
const CELL = { most: 46, least: 36 };
/** Between two matrices, with a sign; above each of them. */
const GAP = 44;
const CAPTION = 22;

/** @param room width that there is @returns `side` of a cell; `isNarrow`: the result stands below */
export function matricesLayout(data: MatricesData, room: number) {
  const products = WAYS.filter((way) => data[RULES[way].made]).map((way) => {
    const [left, right] = [operandOf(data, RULES[way].left), operandOf(data, RULES[way].right)];
    const [rows, inner, columns] = [left.shape[0], left.shape[1], right.shape[1]];
    return { width: inner + 2 * columns, two: inner + columns, tall: Math.max(rows, inner), rows };
  });
  const widest = Math.max(...products.map(({ width }) => width));
  const two = Math.max(...products.map((one) => one.two));
  const isNarrow = (room - 2 * GAP) / widest < CELL.least;
  const free = isNarrow ? (room - GAP) / two : (room - 2 * GAP) / widest;
  const side = Math.max(Math.min(CELL.most, Math.floor(free)), isNarrow ? 24 : CELL.least);
  const rows = Math.max(...products.map(({ tall, rows: below }) => (isNarrow ? tall + below : tall)));
  return { side, isNarrow, height: rows * side + CAPTION * (isNarrow ? 2 : 1) };
}
