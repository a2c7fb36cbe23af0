/** The backward pass through the network: the gradient of each unit, and where nothing of it goes on. */

import { brief, factor, shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import type { Column } from "./columns.ts";
import type { Edge } from "./network_layout.ts";
import type { Gradients } from "./objective.ts";
import type { Overlay } from "./overlay.ts";

type Place = { column: number; row: number };

export type Backward = Overlay & {
  /** Hidden units at which the gradient stops: their slope is 0 at all points. */
  stopped: Place[];
};

const NONE = new Float64Array(0);
const total = (row: Float64Array) => row.reduce((sum, one) => sum + one, 0);

/** Numbers are sums over the points: that of a unit is the gradient of its bias. */
export function backwardOf(numbers: LayerNumbers[], gradients: Gradients, columns: Column[]): Backward {
  const { byOutput, byInput } = gradients;
  const rowOf = ({ column, row }: Place) => (column ? byOutput[columns[column].index] : byInput)[row] ?? NONE;
  const numberOf = (place: Place) => total(rowOf(place));
  const isStopped = (place: Place) => place.column > 0 && !rowOf(place).some(Boolean);
  const weightOf = ({ column, row, from }: Edge) =>
    numbers[columns[column].index]?.weight?.[row * columns[column - 1].units + from] ?? 0;
  const carriedBy = (edge: Edge) => weightOf(edge) * numberOf(edge);
  const stopped = columns.flatMap(({ last, units }, column) =>
    column && column < columns.length - 1
      ? Array.from({ length: units }, (_, row) => ({ column, row })).filter(
          (place) => isStopped(place) && byOutput[last][place.row].some(Boolean),
        )
      : [],
  );
  return {
    carriedBy,
    labelOf: numberOf,
    isStopped,
    edgeName: (edge) =>
      `∂L/∂z = ${shown(numberOf(edge))}\n· w = ${factor(weightOf(edge))}\n= ${brief(carriedBy(edge), 4)}`,
    reached: 1,
    stopped,
  };
}
