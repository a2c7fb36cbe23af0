/** Where the units of a network stand on the stage: a column for each layer with weights, all within the room that there is. */

import type { Column } from "./columns.ts";

export type Spot = { column: number; row: number; x: number; y: number };
export type PlacedColumn = Column & {
  x: number;
  /** Those that are shown, from the top. */
  spots: Spot[];
  /** Units that are not. */
  hidden: number;
  side: number;
};
export type NetworkLayout = { width: number; height: number; pitch: number; columns: PlacedColumn[] };

/** Units of a column that are shown. */
export const MOST_SHOWN = 16;
/** From one column to the next, at least: what stands above them needs it, and more of it where fingers use it. */
const NARROWEST = { usual: 68, phone: 84 };
/** Pixels of a phone's width. */
const PHONE = 500;
/** From one unit to the next. */
const PITCH = { least: 24, most: 80 };
const SIDE = { share: 0.84, most: 64 };
/** An image is larger than a unit. */
const IMAGE = 96;
const MARGIN = { usual: { left: 52, right: 72 }, phone: { left: 38, right: 64 } };
/** Room for how many units are not shown. */
const FOOT = 16;

/** Width of a letter beside a unit, and what is between the two. */
const LETTER = { width: 7.2, gap: 8 };

/** Names beside the units of the first and of the last column. */
type Names = { inputs: string[]; outputs: string[] };

/**
 * @param isImage is the input an image?
 * @param names for which there has to be room
 */
export function layoutOf(
  columns: Column[],
  room: { width: number; height: number },
  isImage: boolean,
  names: Names = { inputs: [], outputs: [] },
): NetworkLayout {
  const shownOf = ({ units, kind }: Column) => (kind === "input" && isImage ? 1 : Math.min(units, MOST_SHOWN));
  const rows = Math.max(...columns.map(shownOf));
  const pitch = Math.min(Math.max((room.height - FOOT) / rows, PITCH.least), PITCH.most);
  const side = Math.min(Math.floor(pitch * SIDE.share), SIDE.most);
  const height = Math.max(Math.floor(rows * pitch) + FOOT, room.height);
  const device = room.width < PHONE ? "phone" : "usual";
  const roomFor = (words: string[]) =>
    side / 2 + LETTER.gap + LETTER.width * Math.max(0, ...words.map((one) => one.length));
  const left = Math.max(MARGIN[device].left, roomFor(names.inputs));
  const right = Math.max(MARGIN[device].right, roomFor(names.outputs));
  const first = isImage ? IMAGE / 2 + 8 : left;
  const between = Math.max((room.width - first - right) / Math.max(columns.length - 1, 1), NARROWEST[device]);
  const placed = columns.map((column, at): PlacedColumn => {
    const shown = shownOf(column);
    const x = first + at * between;
    const top = (height - FOOT - shown * pitch) / 2;
    const spots = Array.from({ length: shown }, (_, row) => ({ column: at, row, x, y: top + (row + 0.5) * pitch }));
    const isPicture = column.kind === "input" && isImage;
    return { ...column, x, spots, hidden: isPicture ? 0 : column.units - shown, side: isPicture ? IMAGE : side };
  });
  const width = Math.max(room.width, first + (columns.length - 1) * between + right);
  return { width, height, pitch, columns: placed };
}

/** The spot that an arrow key leads to. */
export function nextSpot({ columns }: NetworkLayout, { column, row }: Spot, key: string): Spot | null {
  const { spots } = columns[column];
  if (key === "ArrowUp") return spots[row - 1] ?? null;
  if (key === "ArrowDown") return spots[row + 1] ?? null;
  if (key === "Home") return spots[0];
  if (key === "End") return spots[spots.length - 1];
  const beside = key === "ArrowLeft" ? columns[column - 1] : key === "ArrowRight" ? columns[column + 1] : undefined;
  if (!beside) return null;
  const share = spots.length > 1 ? row / (spots.length - 1) : 0.5;
  return beside.spots[Math.round(share * (beside.spots.length - 1))];
}

/** A line from a unit to one of the next column. */
export type Edge = { column: number; row: number; from: number };

/** How far the lines bend: level at both ends. */
const bend = (share: number) => share * share * (3 - 2 * share);

export function edgePath(layout: NetworkLayout, { column, row, from }: Edge): Path2D {
  const [a, b] = [layout.columns[column - 1], layout.columns[column]];
  const [start, end] = [a.spots[from], b.spots[row]];
  const [x0, x1] = [a.x + a.side / 2, b.x - b.side / 2];
  const third = (x1 - x0) / 3;
  const path = new Path2D();
  path.moveTo(x0, start.y);
  path.bezierCurveTo(x0 + third, start.y, x1 - third, end.y, x1, end.y);
  return path;
}

/** The line that is nearest to a place, within some pixels. */
export function edgeAt(layout: NetworkLayout, x: number, y: number, reach: number): Edge | null {
  const column = layout.columns.findIndex((one, i) => i > 0 && x < one.x - one.side / 2);
  const [a, b] = [layout.columns[column - 1], layout.columns[column]];
  if (!a || !b || x <= a.x + a.side / 2) return null;
  const [x0, x1] = [a.x + a.side / 2, b.x - b.side / 2];
  const share = (x - x0) / (x1 - x0);
  let found: Edge | null = null;
  let nearest = reach;
  for (const end of b.spots)
    for (const start of a.spots) {
      const rise = end.y - start.y;
      const at = start.y + rise * bend(share);
      const steepness = (rise * 6 * share * (1 - share)) / (x1 - x0);
      const distance = Math.abs(y - at) / Math.hypot(1, steepness);
      if (distance < nearest) [nearest, found] = [distance, { column, row: end.row, from: start.row }];
    }
  return found;
}
