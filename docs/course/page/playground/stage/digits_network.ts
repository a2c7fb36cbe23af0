/** The network of a dense model that reads one digit: the weights of the first layer as images, then the units' numbers. */

import { fill, percentOf } from "../../../../../live_cells/live/phrases.ts";
import { bytesOf } from "../../../../../live_cells/live/page/elements/files.ts";
import { shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import type { LayerNumbers, SentDigit } from "../parts/numbers.ts";
import { asShares } from "../parts/pixels.ts";
import type { Setup } from "../setup/setup.ts";
import { columnName } from "./column_heads.ts";
import { columnsOf } from "./columns.ts";
import { MOST_SHOWN, type Edge, type Spot } from "./network_layout.ts";
import type { Tile } from "./network_painting.ts";
import type { Network } from "./network_view.ts";
import { shares, signalsOf } from "./signals.ts";

const SIDE = 28;
/** What is done to a pixel before a model sees it. */
const MEAN = 0.1307;
const SPREAD = 0.3081;

/** The same as it is drawn. */
export type DigitLook = {
  images: Float32Array[];
  outs: ArrayLike<number>[];
  weightOf: (index: number, row: number, from: number) => number | undefined;
  probabilities: number[];
};

export function readDigit({ images, layers, probabilities }: SentDigit, setup: Setup): DigitLook {
  const weights = layers.map(({ weight }) => weight && new Float32Array(bytesOf(weight).buffer));
  const width = widths(setup);
  return {
    images: images.map(({ bytes }) => Float32Array.from(bytesOf(bytes), (byte) => (byte - 128) / 127)),
    outs: layers.map(({ out }) => out),
    weightOf: (index, row, from) => (weights[index] || [])[row * Math.min(width(index), MOST_SHOWN) + from],
    probabilities,
  };
}

/** The look of a model that has not been trained. @param picture gray values from 0 to 255 */
export function firstDigit(setup: Setup, numbers: LayerNumbers[], picture: number[]): DigitLook {
  const inputs = picture.map((ink) => Float32Array.of((ink / 255 - MEAN) / SPREAD));
  const signals = signalsOf(setup.layers, numbers, inputs);
  const first = numbers.find(({ weight }) => weight);
  const width = widths(setup);
  return {
    images: Array.from({ length: Math.min(first?.bias?.length ?? 0, MOST_SHOWN) }, (_, unit) =>
      asShares(first?.weight?.subarray(unit * SIDE ** 2, (unit + 1) * SIDE ** 2) ?? []),
    ),
    outs: signals.map((rows) => rows.map(([value]) => value)),
    weightOf: (index, row, from) => numbers[index]?.weight?.[row * width(index) + from],
    probabilities: shares(signals[signals.length - 1]).map(([share]) => share),
  };
}

/** How many numbers a linear layer gets. */
function widths({ layers }: Setup) {
  const columns = columnsOf(layers, SIDE ** 2);
  return (index: number) => columns[columns.findIndex((column) => column.index === index) - 1]?.units ?? 0;
}

export function digitsNetwork({ layers }: Setup, look: DigitLook, picture: number[]): Network {
  const columns = columnsOf(layers, SIDE ** 2);
  const ink: Tile = { shares: picture.map((value) => value / 255), width: SIDE, isInk: true };
  const values = columns.map(({ last }) => (last < 0 ? [] : asShares(look.outs[last] ?? [])));
  const weightOf = ({ column, row, from }: Edge) =>
    column < 2 ? undefined : look.weightOf(columns[column].index, row, from);
  const isLast = (column: number) => column === columns.length - 1;
  return {
    columns,
    isImage: true,
    inputs: [],
    outputs: look.probabilities.map((share, digit) => `${digit}: ${percentOf(Math.round(100 * share))}`),
    tileOf: ({ column, row }: Spot) => {
      if (column === 0) return ink;
      const image = column === 1 && look.images[row];
      return image ? { shares: image, width: SIDE } : { shares: [values[column][row] ?? 0], width: 1 };
    },
    weightOf,
    nameOf: ({ column, row }) => {
      if (column === 0) return WORDS.playground.stage.digit;
      const name = isLast(column)
        ? fill(WORDS.playground.stage.score_of, { name: String(row) })
        : fill(WORDS.playground.stage.unit, { layer: columnName(columns, column), unit: row + 1 });
      return `${name}: ${shown(look.outs[columns[column].last]?.[row] ?? 0)}`;
    },
    edgeName: (edge) => shown(weightOf(edge) ?? 0),
  };
}
