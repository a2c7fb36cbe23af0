/** The lines of a network's picture: which join which, and where they run. */

import { linkHorizontal } from "./d3.ts";
import type { Layout, Spot } from "./layout.ts";
import type { Numbers, Place } from "./numbers.ts";

/** A line; one that stands for a number has a place. */
export type Edge = {
  key: string;
  column: number;
  path: string;
  place: Extract<Place, { kind: "edge" }> | null;
  row: number;
  from: number;
  /** It passes other maps, and is drawn only where one of its ends is pointed at. */
  isQuiet: boolean;
};

/** Kinds in which every number depends on all. */
const MIXING = ["Linear", "Softmax", "LogSoftmax", "LayerNorm", "Conv2d", "Conv1d", "Flatten"];
/** More lines between two columns show nothing. */
const MOST = 400;

export function edgesOf(layout: Layout, numbers: Numbers): Edge[] {
  const link = linkHorizontal();
  const { columns, loss } = layout;
  const path = (from: Spot, to: { x: number; y: number }, sideFrom: number, sideTo: number) =>
    link({ source: [from.x + sideFrom / 2, from.y], target: [to.x - sideTo / 2, to.y] }) ?? "";
  const edges: Edge[] = [];
  for (const [i, column] of columns.entries()) {
    const before = columns[i - 1];
    if (!before) continue;
    const { kind } = numbers.data.modules[i - 1];
    const isSame = before.spots.length === column.spots.length && !MIXING.includes(kind);
    const isMixing = MIXING.includes(kind) || !isSame;
    if (before.spots.length * column.spots.length > MOST && isMixing && kind !== "Linear") continue;
    for (const to of column.spots)
      for (const from of before.spots) {
        if (!isMixing && from.row !== to.row) continue;
        const place = { kind: "edge" as const, column: i, row: to.row, from: from.row };
        const isNumber = kind === "Linear" && before.kind === "units" && numbers.valueOf(place) !== undefined;
        const sides = [before.side, column.side] as const;
        edges.push({
          key: `${i}.${to.row}.${from.row}`,
          ...{ column: i, row: to.row, from: from.row },
          path: path(from, to, ...sides),
          place: isNumber ? place : null,
          isQuiet: [before, column].some(({ side, width }) => width > side),
        });
      }
  }
  const last = columns[columns.length - 1];
  if (loss)
    for (const from of last.spots)
      edges.push({
        key: `loss.${from.row}`,
        ...{ column: columns.length, row: 0, from: from.row },
        path: path(from, loss, last.side, 64),
        place: null,
        isQuiet: false,
      });
  return edges;
}
