/** One point of the plane on its way through the model: what each unit gives for it, and what each line carries. */

import { added, brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { isRegression, type Setup } from "../setup/setup.ts";
import { columnsOf } from "./columns.ts";
import type { Edge, Spot } from "./network_layout.ts";
import { inputsAt, outputsAt, shares, signalsOf } from "./signals.ts";

export type Place = [x: number, y: number];

/** Terms of a sum that are written out. */
const MOST_TERMS = 6;

export type Probe = {
  place: Place;
  /** What a unit gives, after its activation. */
  valueOf: (spot: Pick<Spot, "column" | "row">) => number;
  /** What a line carries: its weight times what its unit gives. */
  carriedBy: (edge: Edge) => number;
  /** The probability of each class; of a regression, nothing. */
  probabilities: number[];
  /** How a unit's value comes about: `0.31·0.50 − 0.20·1.00 + 0.10 = −0.05 → Tanh → −0.05`. */
  sumOf: (spot: Pick<Spot, "column" | "row">) => string;
};

export function probeAt(setup: Setup, numbers: LayerNumbers[], place: Place): Probe {
  const [x, y] = place.map((side) => Float32Array.of(side));
  const inputs = inputsAt(setup.features, x, y);
  const signals = signalsOf(setup.layers, numbers, inputs);
  const columns = columnsOf(setup.layers, inputs.length);
  const given = (column: number, row: number) => {
    const { last } = columns[column];
    return (last < 0 ? inputs : signals[last])[row][0];
  };
  const weightOf = ({ column, row, from }: Edge) =>
    numbers[columns[column].index]?.weight?.[row * columns[column - 1].units + from] ?? 0;
  const carriedBy = (edge: Edge) => weightOf(edge) * given(edge.column - 1, edge.from);
  const sumOf = ({ column, row }: Pick<Spot, "column" | "row">) => {
    if (column === 0) return brief(given(0, row));
    const { index, activation } = columns[column];
    const edges = Array.from({ length: columns[column - 1].units }, (_, from) => ({ column, row, from }));
    edges.sort((a, b) => Math.abs(carriedBy(b)) - Math.abs(carriedBy(a)));
    const terms = edges.slice(0, MOST_TERMS).map((edge, i) => {
      const [weight, value] = [weightOf(edge), given(column - 1, edge.from)];
      const words = `${brief(i ? Math.abs(weight) : weight)}·${value < 0 ? `(${brief(value)})` : brief(value)}`;
      return i ? added(weight, words) : words;
    });
    const left = edges.length > MOST_TERMS ? ["+ …"] : [];
    const bias = numbers[index]?.bias?.[row] ?? 0;
    const sum = [...terms, ...left, added(bias, brief(Math.abs(bias)))].join(" ");
    const after = activation ? ` → ${activation} → ${brief(given(column, row))}` : "";
    return `${sum} = ${brief(signals[index][row][0])}${after}`;
  };
  return {
    place,
    valueOf: ({ column, row }) => given(column, row),
    carriedBy,
    probabilities: isRegression(setup) ? [] : shares(signals[signals.length - 1]).map(([share]) => share),
    sumOf,
  };
}

/** Of some points, those that the model takes for another class, the surest mistakes first. */
export function mistakesAmong(
  setup: Setup,
  numbers: LayerNumbers[],
  dots: [x: number, y: number, label: number][],
): number[] {
  if (isRegression(setup)) return [];
  const [x, y] = [0, 1].map((side) => Float32Array.from(dots, (dot) => dot[side]));
  const said = shares(outputsAt(setup, numbers, x, y));
  const right = (i: number) => said[dots[i][2]]?.[i] ?? 0;
  const isWrong = (i: number) => said.some((row, label) => label !== dots[i][2] && row[i] > right(i));
  return dots.flatMap((_, i) => (isWrong(i) ? [i] : [])).sort((a, b) => right(a) - right(b));
}
