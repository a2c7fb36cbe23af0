/** How the numbers of a tensor are laid out: its last two dimensions as tiles of cells, one beside the other. */

import { type Numbers, sizeOf } from "./module_data.ts";

/** A tile begins at a number of the tensor; its cells follow row by row. */
export type Tile = { x: number; y: number; first: number; index: number[] };
export type Sheet = {
  width: number;
  height: number;
  rows: number;
  columns: number;
  cell: [width: number, height: number];
  tiles: Tile[];
  /** Numbers of the tensor that are not here. */
  missing: number;
};

/** A cell in which a number is written. */
const WRITTEN: [number, number] = [44, 24];
const FEW = 96;
const WIDEST = 420;
const TALLEST = 260;

export function sheetOf({ shape, values }: Numbers): Sheet {
  const count = values.length;
  const isList = shape.length < 2 || shape.slice(0, -1).every((side) => side === 1);
  const last = shape.at(-1) ?? 1;
  const columns = isList ? Math.min(last, count <= FEW ? 8 : 32) : last;
  const rows = isList ? Math.ceil(last / columns) : (shape.at(-2) ?? 1);
  const perTile = isList ? last : rows * columns;
  const wanted = Math.max(1, Math.floor(count / perTile));
  const isWritten = count > 0 && rows * columns <= FEW && columns <= 8 && wanted * rows * columns <= FEW;
  const side = Math.min(Math.max(64 / Math.max(rows, columns), 2), 14);
  const cell: [number, number] = isWritten ? WRITTEN : [side, side];
  const size = [columns * cell[0], rows * cell[1]];
  const across = Math.max(
    1,
    Math.min(wanted, Math.floor((WIDEST + 8) / (size[0] + 8)), Math.ceil(Math.sqrt(wanted * 1.6))),
  );
  const down = Math.max(
    1,
    Math.min(Math.ceil(wanted / across), Math.max(1, Math.floor((TALLEST + 8) / (size[1] + 8)))),
  );
  const shownTiles = count ? Math.min(wanted, across * down) : 0;
  const outer = shape.slice(0, isList ? -1 : -2);
  const tiles = Array.from({ length: shownTiles }, (_, i): Tile => {
    const [row, column] = [Math.floor(i / across), i % across];
    return { x: column * (size[0] + 8), y: row * (size[1] + 8), first: i * perTile, index: indexOf(i, outer) };
  });
  return {
    width: across * (size[0] + 8) - 8,
    height: down * (size[1] + 8) - 8,
    rows,
    columns,
    cell,
    tiles,
    missing: sizeOf(shape) - Math.min(count, shownTiles * perTile),
  };
}

/** Where a number stands in a tensor of this shape. */
export function indexOf(place: number, shape: number[]) {
  const index: number[] = [];
  let left = place;
  for (let i = shape.length - 1; i >= 0; i -= 1) {
    index[i] = left % (shape[i] || 1);
    left = Math.floor(left / (shape[i] || 1));
  }
  return index;
}

/** The number at an index, row by row. */
export const placeOf = (index: number[], shape: number[]) => index.reduce((sum, at, i) => sum * shape[i] + at, 0);
