/** The ground of a picture: heat maps, images, feature maps. One sheet below the drawing, painted anew as a whole. */

import { interpolateRgb } from "./d3.ts";
import { type Layout, STRIP, type Spot } from "./layout.ts";
import type { Numbers } from "./numbers.ts";
import { forward } from "./compute.ts";
import { required } from "../elements/nodes.ts";

type Color = (share: number) => [red: number, green: number, blue: number];
export type Inks = { signed: Color; ink: Color; line: string; paper: string };

/** Points along a side of the plane of two inputs. */
const FIELDS = 25;
const STEPS = 64;

/** The colors of a scheme, as the page's style says them. @param node within the picture */
export function inksOf(node: Element): Inks {
  const style = getComputedStyle(node);
  const named = (name: string) => style.getPropertyValue(name).trim();
  const paper = getComputedStyle(document.body).backgroundColor;
  const line = style.color;
  const scale = (to: string): Color => {
    const between = interpolateRgb(paper, to);
    const table = Array.from({ length: STEPS + 1 }, (_, i) => channels(between(i / STEPS)));
    return (share) => table[Math.round(Math.min(Math.max(share, 0), 1) * STEPS)] as [number, number, number];
  };
  const [above, below, ink] = [scale(named("--positive")), scale(named("--negative")), scale(line)];
  return { signed: (share) => (share < 0 ? below(-share) : above(share)), ink, line, paper };
}

const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

/** Each unit's output over the plane of two inputs: of each column, of each unit, row by row from the top. */
export function planesOf(numbers: Numbers): number[][][] {
  const data = { ...numbers.data, loss: undefined };
  const planes: number[][][] = numbers.columns.map((column) => column.map(() => []));
  for (let row = 0; row < FIELDS; row += 1)
    for (let at = 0; at < FIELDS; at += 1) {
      const input = [at, FIELDS - 1 - row].map((i) => ((2 * i) / (FIELDS - 1) - 1) * data.span);
      const columns = [input, ...forward(data, input).outputs];
      for (const [i, column] of columns.entries()) for (const [k, value] of column.entries()) planes[i][k].push(value);
    }
  return planes;
}

/** @param canvas filled with a pixel for each number */
export function paintPixels(canvas: HTMLCanvasElement, values: number[], width: number, colored: Color) {
  const height = Math.ceil(values.length / width);
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  const { data } = image;
  for (let i = 0; i < values.length; i += 1) {
    const [red, green, blue] = colored(values[i]);
    data[4 * i] = red;
    data[4 * i + 1] = green;
    data[4 * i + 2] = blue;
    data[4 * i + 3] = 255;
  }
  required(canvas.getContext("2d")).putImageData(image, 0, 0);
}

/** Numbers of either sign, as shares of the largest. */
export function asShares(values: number[]) {
  const largest = Math.max(...values.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0))) || 1;
  return values.map((value) => value / largest || 0);
}

/** An image's numbers from the lowest to the highest. */
export function asInk(values: number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => (value - low) / (high - low || 1) || 0);
}

/** `planes`: heat maps of the units, where there are any; `isBack`: gradients are shown. */
type Shown = {
  layout: Layout;
  numbers: Numbers;
  inks: Inks;
  planes: number[][][] | null;
  isBack: boolean;
  waits: (column: number) => boolean;
};

/** Paint all grounds. */
export function paintGround(sheet: HTMLCanvasElement, { layout, numbers, inks, planes, isBack, waits }: Shown) {
  const scale = Math.max(globalThis.devicePixelRatio || 1, 1);
  Object.assign(sheet, { width: Math.round(layout.width * scale), height: Math.round(layout.height * scale) });
  const pen = required(sheet.getContext("2d"));
  pen.scale(scale, scale);
  const small = document.createElement("canvas");
  const place = ({ x, y }: Spot, width: number, height: number, isSmooth: boolean) => {
    pen.imageSmoothingEnabled = isSmooth;
    pen.save();
    pen.beginPath();
    pen.roundRect(x - width / 2, y - height / 2, width, height, isSmooth ? 6 : 2);
    pen.clip();
    pen.drawImage(small, x - width / 2, y - height / 2, width, height);
    pen.restore();
  };
  for (const [i, { kind, spots, pixels, side }] of layout.columns.entries()) {
    if (waits(i)) continue;
    const [height, width] = pixels;
    const tall = (side * height) / Math.max(height, width);
    const wide = (side * width) / Math.max(height, width);
    for (const spot of spots) {
      if (kind === "image") {
        paintPixels(small, asInk(numbers.columns[0].slice(0, height * width)), width, inks.ink);
        place(spot, side, (side * height) / width, false);
      } else if (kind === "strip") {
        paintPixels(small, asInk(numbers.columns[i - 1]), 1, inks.ink);
        place(spot, side, STRIP, false);
      } else if (kind === "maps") {
        paintPixels(small, asShares(mapOf(numbers, i, spot.row, isBack)), width, inks.signed);
        place(spot, wide, tall, false);
      } else if (planes && !isBack) {
        paintPixels(small, asShares(planes[i][spot.row]), FIELDS, inks.signed);
        place(spot, side, side, true);
        mark(pen, spot, side, numbers, inks);
      }
    }
  }
}

/** A map of [C, H, W], or its gradient. */
export function mapOf({ data, columns, gradients }: Numbers, column: number, row: number, isBack: boolean) {
  const [, height, width] = (column ? data.modules[column - 1].output : data.input)?.shape ?? [];
  const values = (isBack && gradients[column]) || columns[column];
  return values.slice(row * height * width, (row + 1) * height * width);
}

/** Where the input is on a unit's plane. */
function mark(pen: CanvasRenderingContext2D, { x, y }: Spot, side: number, numbers: Numbers, { line, paper }: Inks) {
  const [across, up] = numbers.columns[0].map((value) => Math.min(Math.max(value / numbers.data.span, -1), 1));
  pen.beginPath();
  pen.arc(x + (across * (side - 6)) / 2, y - (up * (side - 6)) / 2, 2.2, 0, 2 * Math.PI);
  Object.assign(pen, { fillStyle: paper, strokeStyle: line, lineWidth: 1.2 });
  pen.fill();
  pen.stroke();
}
