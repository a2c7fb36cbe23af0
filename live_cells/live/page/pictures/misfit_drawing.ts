/** Draws two shapes that do not fit. The sides that have to agree are marked. */

import type { MisfitData, Side, Size } from "./misfit_data.ts";
import { svg } from "./svg.ts";

/** Shortest and longest side of a rectangle, in pixels. */
const SIDE = { least: 26, most: 112 };
/** A dimension of a shape that is drawn as a row. */
const CELL = { width: 62, height: 34, gap: 8 };
const LABEL = 18;

const isWrong = (wrong: boolean) => (wrong ? "misfit-wrong" : undefined);
const countOf = (size: Size | undefined) => (typeof size === "number" ? Math.abs(size) : 1);

/** An area, as its root: a side of four times the size is twice as long. */
const scaleOf = (sizes: Size[]) => {
  const largest = Math.max(1, ...sizes.map(countOf));
  return (size: Size | undefined) => SIDE.least + (SIDE.most - SIDE.least) * Math.sqrt(countOf(size) / largest);
};

const label = (x: number, y: number, words: string, wrong = false, anchor = "middle") =>
  svg("text", { x, y, "text-anchor": anchor, class: isWrong(wrong) }, words);
const line = (x1: number, y1: number, x2: number, y2: number) => svg("line", { x1, y1, x2, y2, class: "misfit-wrong" });

/** @param names what each is called */
export function drawingOf(data: MisfitData, names: [left: string, right: string]) {
  const { parts, width, height } =
    data.how === "product"
      ? product(data, names)
      : data.how === "channels" && data.left.shape.length > 2
        ? stacks(data, names)
        : rows(data, names);
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, ...parts);
}

/** Rectangles side by side: what the left one is wide, the right one has to be high. */
function product({ left, right }: MisfitData, [leftName, rightName]: [string, string]) {
  const batches = right.shape.length > 2 ? left.shape.length - 2 : 0;
  const above = left.shape.slice(batches, -1);
  const count = above.reduce<number>((total, size) => total * countOf(size), 1);
  const [inner, columns] = right.shape.length > 1 ? right.shape.slice(-2) : [right.shape[0], 1];
  const wide = left.shape.at(-1) ?? 1;
  const scale = scaleOf([count, wide, inner, columns]);
  const [a, b] = [
    { width: scale(wide), height: scale(count) },
    { width: scale(columns), height: scale(inner) },
  ];
  const tall = Math.max(a.height, b.height);
  const [x, gap, top] = [64, 84, 2 * LABEL];
  const at = { a: [x, top + (tall - a.height) / 2], b: [x + a.width + gap, top + (tall - b.height) / 2] };
  const width = Math.max(at.b[0] + b.width + 40, at.b[0] + b.width / 2 + 4 * rightName.length + 8);
  const parts = [
    svg("rect", { x: at.a[0], y: at.a[1], ...a, rx: 2, class: "misfit-left" }),
    svg("rect", { x: at.b[0], y: at.b[1], ...b, rx: 2, class: "misfit-right" }),
    line(at.a[0], at.a[1], at.a[0] + a.width, at.a[1]),
    line(at.b[0], at.b[1], at.b[0], at.b[1] + b.height),
    label(at.a[0] + a.width / 2, at.a[1] - 7, String(wide), true),
    label(at.b[0] - 8, at.b[1] + b.height / 2 + 5, String(inner), true, "end"),
    svg("circle", { cx: at.a[0] + a.width + 24, cy: top + tall / 2, r: 2.5 }),
    label(at.a[0] + a.width / 2, top + tall + LABEL, leftName),
    label(at.b[0] + b.width / 2, top + tall + LABEL, rightName),
  ];
  if (above.length) parts.push(label(at.a[0] - 8, at.a[1] + a.height / 2 + 5, above.join("·"), false, "end"));
  if (right.shape.length > 1) parts.push(label(at.b[0] + b.width / 2, at.b[1] - 7, String(columns)));
  return { parts, width, height: top + tall + LABEL + 8 };
}

/** Channels one behind the other. */
function stacks({ left, right }: MisfitData, names: [string, string]) {
  const [most, step] = [9, 6];
  const area = [left, right].flatMap(({ shape }) => shape.slice(-2));
  const scale = scaleOf(area);
  const parts: SVGElement[] = [];
  let x = 60;
  const top = most * step + LABEL + 8;
  let tall = 0;
  for (const [index, { shape, wrong }] of [left, right].entries()) {
    const channels = shape[wrong[0]];
    const [high, across] = shape.slice(-2);
    const [width, height] = typeof high === "number" ? [scale(across) * 0.7, scale(high) * 0.7] : [56, 56];
    const sheets = Math.min(countOf(channels), most);
    const kind = index ? "misfit-right" : "misfit-left";
    for (let sheet = sheets - 1; sheet >= 0; sheet--)
      parts.push(svg("rect", { x: x + sheet * step, y: top - sheet * step, width, height, rx: 2, class: kind }));
    parts.push(line(x, top, x + (sheets - 1) * step + 3, top - (sheets - 1) * step - 3));
    parts.push(
      label(x + ((sheets - 1) * step) / 2 - 6, top - ((sheets - 1) * step) / 2 - 4, String(channels), true, "end"),
    );
    parts.push(label(x - 6, top + height / 2 + 5, String(high), false, "end"));
    parts.push(label(x + width / 2, top + height + LABEL - 3, String(across)));
    parts.push(label(x + width / 2, top + height + 2 * LABEL, names[index], false, "middle"));
    tall = Math.max(tall, height);
    x += width + most * step + 70;
  }
  return { parts, width: x - 30, height: top + tall + 2 * LABEL + 8 };
}

/** A row for each shape, dimension below dimension, as they are compared. */
function rows({ how, left, right }: MisfitData, names: [string, string]) {
  const columns = Math.max(left.shape.length, right.shape.length);
  const fromEnd = how === "features" || how === "broadcast" || how === "channels";
  const startOf = ({ shape }: Side) => (fromEnd ? columns - shape.length : 0);
  const parts: SVGElement[] = [];
  const below = LABEL + CELL.height + 22;
  const xOf = (column: number) => 4 + column * (CELL.width + CELL.gap);
  for (const [index, side] of [left, right].entries()) {
    const top = LABEL + 4 + index * below;
    const start = startOf(side);
    parts.push(label(xOf(0), top - 7, names[index], false, "start"));
    for (const [dimension, size] of side.shape.entries()) {
      const other = [right, left][index];
      const beside = other.shape[dimension + start - startOf(other)];
      const wrong = side.wrong.includes(dimension);
      const x = xOf(dimension + start);
      const isFree = typeof size === "string";
      const kind = [index ? "misfit-right" : "misfit-left", isFree && "misfit-free", wrong && "misfit-wrong"];
      const largest = Math.max(countOf(size), countOf(beside), 1);
      const share = how === "numbers" || isFree ? 0 : Math.sqrt(countOf(size) / largest);
      parts.push(
        svg("rect", {
          x,
          y: top,
          width: CELL.width,
          height: CELL.height,
          rx: 3,
          class: kind.filter(Boolean).join(" "),
        }),
        svg("rect", {
          x,
          y: top + CELL.height - 4,
          width: CELL.width * share,
          height: 4,
          class: wrong ? "misfit-bar misfit-wrong" : "misfit-bar",
        }),
        label(x + CELL.width / 2, top + CELL.height / 2 + 4, String(size), wrong),
      );
      if (index || how === "numbers" || beside === undefined) continue;
      parts.push(
        label(
          x + CELL.width / 2,
          top + CELL.height + 16,
          wrong ? "≠" : isFree || typeof beside === "string" ? "" : "=",
          wrong,
        ),
      );
    }
    for (let column = side.shape.length; column < columns && how === "loss"; column++)
      parts.push(
        svg("rect", { x: xOf(column), y: top, width: CELL.width, height: CELL.height, rx: 3, class: "misfit-none" }),
      );
  }
  const longest = Math.max(...names.map((name) => 8 * name.length));
  return { parts, width: Math.max(xOf(columns), longest), height: LABEL + 4 + below + CELL.height + 6 };
}
