/** The network of a model of points: what each unit gives everywhere on the plane, and what the model says there. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { REACH, type Ground } from "../parts/boundary.ts";
import { asShares, classProperty } from "../parts/pixels.ts";
import { FEATURES } from "../setup/features.ts";
import { DATA, isRegression, type Setup } from "../setup/setup.ts";
import { className } from "../setup/words.ts";
import { columnName } from "./column_heads.ts";
import { columnsOf } from "./columns.ts";
import type { Edge, Spot } from "./network_layout.ts";
import type { Tile } from "./network_painting.ts";
import type { Network } from "./network_view.ts";
import type { LayerNumbers } from "../parts/numbers.ts";
import { gridOf, inputsAt, shareBytes, shares, signalsOf } from "./signals.ts";

/** Fields along a side of the plane; fewer for a model that is large. */
const FIELDS = { usual: 48, large: 24 };
/** Multiplications for a place, beyond which a model is large. */
const LARGE = 4000;

const HERE = WORDS.playground.stage;

export type PointsNetwork = Network & {
  ground: Ground;
  /** What a unit gives everywhere: numbers from -1 to 1. */
  mapOf: (spot: Spot) => Float32Array;
  /** Which number is 1 in the map. */
  unitOf: (spot: Spot) => number;
};

export function pointsNetwork(setup: Setup, numbers: LayerNumbers[]): PointsNetwork {
  const { layers, data, features } = setup;
  const size = numbers.reduce((sum, { weight }) => sum + (weight?.length ?? 0), 0);
  const fields = size > LARGE ? FIELDS.large : FIELDS.usual;
  const inputs = inputsAt(features, ...gridOf(fields, REACH));
  const signals = signalsOf(layers, numbers, inputs);
  const scores = signals[signals.length - 1];
  const columns = columnsOf(layers, inputs.length);
  const maps = new Map<string, Float32Array>();
  const tiles = new Map<string, Tile>();
  const cached = <Value>(kept: Map<string, Value>, { column, row }: Spot, make: () => Value) => {
    const key = `${column}.${row}`;
    const found = kept.get(key) ?? make();
    kept.set(key, found);
    return found;
  };
  const rowOf = ({ column, row }: Spot) => {
    const { last } = columns[column];
    return (last < 0 ? inputs : signals[last])[row];
  };
  /** Of two classes, the first is orange: its score is shown with its sign turned, so that it is orange where it is high. */
  const isTurned = ({ column, row }: Spot) =>
    DATA[data].outputs === 2 && column === columns.length - 1 && column > 0 && row === 0;
  const shownRow = (spot: Spot) => (isTurned(spot) ? rowOf(spot).map((value) => -value) : rowOf(spot));
  const mapOf = (spot: Spot) => cached(maps, spot, () => asShares(shownRow(spot)));
  const classes = isRegression(setup) ? 0 : DATA[data].outputs;
  const isScore = ({ column }: Spot) => classes > 0 && column === columns.length - 1 && column > 0;
  /** Of more classes than two, a score is painted in the color of its class where it is high. */
  const colorsOf = (spot: Spot): Pick<Tile, "colors"> =>
    classes > 2 && isScore(spot) ? { colors: ["--pg-ghost", classProperty(classes, spot.row)] } : {};
  const tileOf = (spot: Spot) => cached(tiles, spot, () => ({ ...tileFor(shownRow(spot), fields), ...colorsOf(spot) }));
  const names = features.map((name) => FEATURES[name].title);
  const outputs = isRegression(setup)
    ? [HERE.output_value]
    : Array.from({ length: DATA[data].outputs }, (_, label) => className(data, label));
  const unitName = ({ column, row }: { column: number; row: number }) =>
    column === 0 ? names[row] : fill(HERE.unit, { layer: columnName(columns, column), unit: row + 1 });
  const weightOf = ({ column, row, from }: Edge) =>
    numbers[columns[column].index]?.weight?.[row * columns[column - 1].units + from];
  const sizes = new Map<string, number>();
  const sizeOf = (spot: Spot) =>
    cached(sizes, spot, () => {
      const row = rowOf(spot);
      return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length);
    });
  return {
    columns,
    isImage: false,
    flowOf: (edge) => (weightOf(edge) ?? 0) * sizeOf({ ...edge, column: edge.column - 1, row: edge.from, x: 0, y: 0 }),
    inputs: names,
    outputs,
    tileOf,
    markOf: (spot) => (isScore(spot) ? { label: spot.row, color: classProperty(classes, spot.row) } : null),
    weightOf,
    mapOf,
    unitOf: (spot) => {
      const largest = rowOf(spot).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return isTurned(spot) ? -largest : largest;
    },
    nameOf: (spot) =>
      spot.column === columns.length - 1 ? fill(HERE.score_of, { name: outputs[spot.row] ?? "" }) : unitName(spot),
    edgeName: ({ column, row, from }) =>
      fill(HERE.line, {
        from: unitName({ column: column - 1, row: from }),
        to: column === columns.length - 1 ? (outputs[row] ?? "") : unitName({ column, row }),
        weight: shown(weightOf({ column, row, from }) ?? 0),
      }),
    ground: isRegression(setup)
      ? { side: fields, values: scores[0] }
      : { side: fields, classes: scores.length, shares: shareBytes(shares(scores)) },
  };
}

/** Every other field of every other row. */
function tileFor(values: Float32Array, fields: number): Tile {
  const width = fields / 2;
  const found = new Float32Array(width * width);
  for (let row = 0; row < width; row += 1)
    for (let at = 0; at < width; at += 1) found[row * width + at] = values[2 * row * fields + 2 * at];
  return { shares: asShares(found), width };
}
