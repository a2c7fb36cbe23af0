/** The lines of a network's picture: which join which, and where they run. Each stands for a dependence. */

import { linkHorizontal } from "./d3.ts";
import type { Column, Layout, Spot } from "./layout.ts";
import { dependence } from "./links.ts";
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

/** Between two columns, where single lines are not known or would show nothing. */
export type Band = { column: number; path: string; box: { x: number; y: number } | null };

/** More lines between two columns show nothing. */
const MOST = 400;

export function edgesOf(layout: Layout, numbers: Numbers): Edge[] {
  const { columns, loss } = layout;
  const edges = columns.flatMap((column, i) => (i ? between(columns[i - 1], column, i, numbers) : []));
  const last = columns[columns.length - 1];
  if (!loss) return edges;
  const { data } = numbers;
  const label = data.loss?.kind === "NLLLoss" ? data.target?.values[0] : undefined;
  const toLoss = last.spots
    .filter(({ row }) => label === undefined || numbers.indexOf(columns.length - 1, row) === label)
    .map((from) => ({
      key: `loss.${from.row}`,
      ...{ column: columns.length, row: 0, from: from.row, place: null, isQuiet: false },
      path: path(from, loss, last.side, 64),
    }));
  return [...edges, ...toLoss];
}

/** Where there is no line between two columns that follow from one another. */
export function bandsOf({ columns, middle }: Layout, numbers: Numbers): Band[] {
  return columns.flatMap((column, i): Band[] => {
    const before = columns[i - 1];
    if (!before?.spots.length || !column.spots.length) return [];
    const isKnown = numbers.data.modules[i - 1].links !== undefined;
    if (isKnown && (numbers.isSum(i) || pairsOf(before, column, i, numbers).length <= MOST)) return [];
    const [x0, x1] = [before.x + before.width / 2 + 4, column.x - column.width / 2 - 4];
    const half = (x0 + x1) / 2;
    const [[top, bottom], [upper, lower]] = [before, column].map(reachOf);
    const way = (y: number, to: number) => `C${half} ${y} ${half} ${to}`;
    const path = `M${x0} ${top}${way(top, upper)} ${x1} ${upper}V${lower}C${half} ${lower} ${half} ${bottom} ${x0} ${bottom}Z`;
    return [{ column: i, path, box: isKnown ? null : { x: half, y: middle } }];
  });
}

/** From the top of the first unit to the bottom of the last. */
const reachOf = ({ spots, side }: Column): [number, number] => [
  Math.min(...spots.map(({ y }) => y)) - side / 2,
  Math.max(...spots.map(({ y }) => y)) + side / 2,
];

const isWhole = ({ kind }: Column) => kind === "image" || kind === "strip";

function pairsOf(before: Column, column: Column, i: number, numbers: Numbers): [from: Spot, to: Spot][] {
  const { links } = numbers.data.modules[i - 1];
  if (links === undefined) return [];
  const depends = dependence(links);
  const isAny = (isWhole(before) || isWhole(column)) && links.length > 0; // all numbers of a column stand in one
  return column.spots.flatMap((to) =>
    before.spots
      .filter(
        (from) => isAny || depends([from.row, to.row], [numbers.indexOf(i - 1, from.row), numbers.indexOf(i, to.row)]),
      )
      .map((from): [Spot, Spot] => [from, to]),
  );
}

/** Weights are drawn all, however many; of other lines, none where there are too many. */
function between(before: Column, column: Column, i: number, numbers: Numbers): Edge[] {
  const pairs = pairsOf(before, column, i, numbers);
  if (pairs.length > MOST && !numbers.isSum(i)) return [];
  return pairs.map(([from, to]): Edge => {
    const place = { kind: "edge" as const, column: i, row: to.row, from: from.row };
    const isNumber = before.kind === "units" && numbers.valueOf(place) !== undefined;
    return {
      key: `${i}.${to.row}.${from.row}`,
      ...{ column: i, row: to.row, from: from.row },
      path: path(from, to, before.side, column.side),
      place: isNumber ? place : null,
      isQuiet: [before, column].some(({ side, width }) => width > side),
    };
  });
}

function path(from: Spot, to: { x: number; y: number }, sideFrom: number, sideTo: number) {
  return linkHorizontal()({ source: [from.x + sideFrom / 2, from.y], target: [to.x - sideTo / 2, to.y] }) ?? "";
}
