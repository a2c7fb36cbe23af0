/** All paths from one weight to the loss: how much of its gradient goes along each line. */

import type { LayerNumbers } from "../parts/numbers.ts";
import type { Column } from "./columns.ts";
import type { Edge } from "./network_layout.ts";
import { dot, type Gradients, type Objective, throughSlopes } from "./objective.ts";
import type { Signals } from "./signals.ts";

type Rows = Signals<Float64Array>;

/** A weight, as the line that it is, or a bias: of no line, `from` being null. */
export type Target = { column: number; row: number; from: number | null };

/** The factors of what a line adds to the gradient; of several points, sums over them. */
export type Factors = {
  /** How much the loss gives way to what the unit where the line ends gives. */
  byGiven: number;
  /** That of the unit's activation; null: it has none, or one of several numbers. */
  slope: number | null;
  /** How much the unit where the line begins gives way to the weight. */
  arriving: number;
  weight: number;
  /** How much the loss gives way to what the line leads to, before its activation. */
  leaving: number;
  added: number;
};

export type Paths = {
  /** What goes along a line: it adds up to the gradient at each column. Undefined: the line is on no path. */
  factorsOf: (edge: Edge) => Factors | undefined;
  /** How much a unit's output gives way to the weight, with all points added up. */
  reach: (column: number, row: number) => number;
};

export function pathsOf(
  objective: Objective,
  numbers: LayerNumbers[],
  gradients: Gradients,
  columns: Column[],
  target: Target,
): Paths {
  const { inputs, layers } = objective;
  const { signals, byOutput } = gradients;
  const first = columns[target.column].index;
  const entering = first ? signals[first - 1] : inputs;
  const places = inputs[0].length;
  const one = target.from === null ? new Float64Array(places).fill(1) : entering[target.from];
  /** The derivative of what leaves each layer by the weight, at each point. */
  const moved: Rows[] = [];
  moved[first] = byOutput[first].map((row, unit) => (unit === target.row ? one : row.map(() => 0)));
  for (let i = first + 1; i < layers.length; i += 1) {
    const around = { entering: signals[i - 1], left: signals[i], by: moved[i - 1] };
    moved[i] =
      layers[i].kind === "Linear"
        ? weighted(numbers[i], around.by, byOutput[i].length)
        : throughSlopes(layers[i], numbers[i] ?? {}, around);
  }
  const given = (column: number, row: number) => moved[columns[column].last]?.[row];
  const ends = (column: number, row: number) => {
    const { index, last } = columns[column];
    const [byGiven, leaving] = [total(byOutput[last][row]), total(byOutput[index][row])];
    const slope = last === index || !byGiven || columns[column].others.length ? null : leaving / byGiven;
    return { byGiven, leaving, slope };
  };
  const factorsOf = ({ column, row, from }: Edge): Factors | undefined => {
    const { index } = columns[column];
    const by = byOutput[index][row];
    const weight = numbers[index]?.weight?.[row * columns[column - 1].units + from] ?? 0;
    if (column < target.column) return undefined;
    if (column === target.column) {
      if (row !== target.row || from !== target.from) return undefined;
      return { ...ends(column, row), arriving: total(one), weight, added: dot(one, by) };
    }
    const arriving = given(column - 1, from);
    if (!arriving?.some(Boolean)) return undefined;
    return { ...ends(column, row), arriving: total(arriving), weight, added: weight * dot(arriving, by) };
  };
  return { factorsOf, reach: (column, row) => total(given(column, row) ?? new Float64Array(0)) };
}

/** The same sums without the biases, which do not move. */
function weighted({ weight }: LayerNumbers, moved: Rows, units: number): Rows {
  return Array.from({ length: units }, (_, unit) => {
    const row = new Float64Array(moved[0].length);
    for (const [source, signal] of moved.entries()) {
      const by = weight?.[unit * moved.length + source] ?? 0;
      for (let i = 0; i < row.length; i += 1) row[i] += by * signal[i];
    }
    return row;
  });
}

const total = (row: Float64Array) => row.reduce((sum, one) => sum + one, 0);
