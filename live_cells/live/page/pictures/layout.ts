/** Where everything of a network's picture stands: a column for each module, a unit for each number. */

import type { Tensor } from "./checks.ts";
import { isFlat } from "./names.ts";
import type { Numbers } from "./numbers.ts";

export type Spot = { column: number; row: number; x: number; y: number };
/** Units that are not shown. */
export type Gap = { x: number; y: number; count: number };
export type Column = {
  title: string;
  detail: string;
  x: number;
  kind: "units" | "image" | "maps" | "strip" | "nothing";
  spots: Spot[];
  gaps: Gap[];
  /** Of images: their pixels. */
  pixels: [height: number, width: number];
  /** What stands beside the middle of it, from edge to edge: one of its units, all of it. */
  side: number;
  width: number;
};
export type Layout = {
  width: number;
  height: number;
  middle: number;
  /** Side of a unit. */
  unit: number;
  isMapped: boolean;
  columns: Column[];
  loss: { x: number; y: number } | null;
};

/** Below the titles. */
export const TOP = 50;
const MARGIN = 14;
/** Room for the half of a title that is wider than its column. */
const TITLE = 26;
const NARROW = 80;
/** Of a letter of what stands above a column. */
const LETTER = 5.8;
const WIDE = 150;
const IMAGE = 112;
const GAP = 40;
const LOSS = 130;
const LOSS_MIDDLE = 72;
/** Height and width of a picture laid flat. */
export const STRIP = 260;
const THIN = 12;
/** Room for what a loss compares with. */
const TARGET = 14;
/** Units or maps of a column that are drawn. */
const MOST = 40;
/** Maps that stand below one another; more stand beside them. */
const FILE = 8;

/** @param room width that there is */
export function layoutOf(numbers: Numbers, room: number): Layout {
  const { data } = numbers;
  const isMapped = data.input.values.length === 2 && !data.image && numbers.canChange;
  const rows = Math.max(...numbers.columns.map((values) => values.length).filter((count) => count <= MOST), 1);
  const isTight = rows > 8;
  const unit = isMapped ? (isTight ? 30 : 38) : isTight ? 38 : 44;
  const pitch = isMapped ? unit + (isTight ? 19 : 24) : unit + (isTight ? 6 : 10);
  const columns = [inputColumn(numbers), ...data.modules.map((_, i) => moduleColumn(numbers, i))];
  for (const [i, column] of columns.entries()) {
    const isCompared = data.loss && !isMapped && i === columns.length - 1;
    fillColumn(column, i, numbers, { unit, pitch: isCompared ? pitch + TARGET : pitch });
  }
  const named = Math.max(0, ...data.classes.map((name) => name.length)) * LETTER;
  const right = data.loss ? MARGIN + LOSS : TITLE + named;
  const wide = columns.reduce((sum, { width }) => sum + width, 0);
  const free = (room - MARGIN - wide - right) / Math.max(columns.length - 1, 1);
  const widest = Math.max(...columns.map(({ detail }) => detail.length)) * LETTER + 8;
  const between = Math.min(Math.max(free, Math.max(NARROW, widest) - unit), WIDE);
  const tallest = Math.max(...columns.map(heightOf));
  const middle = TOP + tallest / 2;
  let x = MARGIN;
  for (const column of columns) {
    column.x = x + column.width / 2;
    x += column.width + between;
    for (const one of [...column.spots, ...column.gaps]) {
      one.x += column.x;
      one.y += middle;
    }
  }
  const end = x - between;
  const height = Math.ceil(TOP + tallest + MARGIN);
  const width = Math.ceil(end + right);
  return {
    width,
    height,
    middle,
    unit,
    isMapped,
    columns,
    loss: data.loss ? { x: end + LOSS_MIDDLE, y: middle } : null,
  };
}

const heightOf = ({ spots, gaps, side, kind }: Column) => {
  const all = [...spots, ...gaps].map(({ y }) => y);
  const [low, high] = [Math.min(...all, 0), Math.max(...all, 0)];
  return 2 * Math.max(-low, high) + (kind === "image" ? side : kind === "strip" ? STRIP : Math.max(side, 44)) + 20;
};

const empty = (title: string, detail: string): Column => ({
  ...{ title, detail, x: 0, kind: "nothing", spots: [], gaps: [] },
  ...{ pixels: [0, 0], side: 0, width: 0 },
});

function inputColumn({ data }: Numbers): Column {
  const { input, image } = data;
  const column = empty(WORDS.pictures.input, shapeText(input.shape));
  if (image) return { ...column, kind: "image", pixels: image };
  return { ...column, ...kindOf(input) };
}

/** How an output is shown. */
const kindOf = ({ shape: [maps, height, width, ...more] }: Tensor): Pick<Column, "kind" | "pixels"> =>
  maps && height && width && !more.length
    ? { kind: "maps", pixels: [height, width] }
    : { kind: "units", pixels: [0, 0] };

function moduleColumn(numbers: Numbers, i: number): Column {
  const { name, kind, output } = numbers.data.modules[i];
  const column = empty(kind, `(${name}) ${output ? shapeText(output.shape) : ""}`);
  if (!output) return column;
  if (isFlat(numbers, i + 1)) return { ...column, kind: "strip" };
  return { ...column, ...kindOf(output) };
}

const shapeText = (shape: number[]) => (shape.length ? `[${shape.join(", ")}]` : "[ ]");

type Sizes = { unit: number; pitch: number };

/** Give the units of a column their places, around its middle. */
function fillColumn(column: Column, at: number, numbers: Numbers, { unit, pitch }: Sizes) {
  column.side = unit;
  column.width = unit;
  if (column.kind === "image") {
    const [height, width] = column.pixels;
    const scale = IMAGE / Math.max(height, width);
    column.side = Math.max(width * scale, unit);
    column.width = column.side;
    column.spots = [{ column: at, row: 0, x: 0, y: 0 }];
    return;
  }
  if (column.kind === "strip") {
    column.side = THIN;
    column.width = THIN;
    column.spots = [{ column: at, row: 0, x: 0, y: 0 }];
    return;
  }
  if (column.kind === "nothing") return;
  const [height, width] = column.pixels;
  const perUnit = column.kind === "maps" ? height * width : 1;
  const all = numbers.sizeOf(at) / perUnit;
  const shown = Math.min(Math.floor(numbers.columns[at].length / perUnit), MOST);
  if (column.kind === "maps" && shown > FILE) return fillFiles(column, at, { unit, pitch, shown, all });
  let y = 0;
  let before = -1;
  const skip = (index: number) => {
    if (index - before > 1) {
      column.gaps.push({ x: 0, y: y - pitch / 2 + GAP / 2, count: index - before - 1 });
      y += GAP;
    }
    before = index;
  };
  for (let row = 0; row < shown; row += 1) {
    skip(numbers.indexOf(at, row));
    column.spots.push({ column: at, row, x: 0, y });
    y += pitch;
  }
  skip(all);
  const shift = (y - pitch) / 2;
  for (const one of [...column.spots, ...column.gaps]) one.y -= shift;
}

/** Many maps: in files beside one another. */
function fillFiles(column: Column, at: number, { unit, pitch, shown, all }: Sizes & { shown: number; all: number }) {
  const files = Math.ceil(shown / FILE);
  column.width = files * pitch - (pitch - unit);
  const middle = (count: number) => (count - 1) / 2;
  column.spots = Array.from({ length: shown }, (_, row) => {
    const [file, place] = [Math.floor(row / FILE), row % FILE];
    return { column: at, row, x: (file - middle(files)) * pitch, y: (place - middle(FILE)) * pitch };
  });
  if (all > shown) column.gaps.push({ x: 0, y: (FILE * pitch + GAP) / 2, count: all - shown });
}
