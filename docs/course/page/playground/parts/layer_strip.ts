/** A stack of layers as a picture: its units as circles, its pictures as sheets, from the input to the scores. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { shapeText } from "../setup/layers.ts";
import type { Stack } from "../setup/stack.ts";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 132;
const STEP = 92;
const MOST = 8; // circles in a column
const MIDDLE = 54;

/** Draw the stack anew. @param inputs shape of a sample */
export function drawStrip(svg: SVGElement, { placed }: Stack, inputs: number[]) {
  const columns = [{ name: WORDS.playground.strip.input, shape: inputs, isBroken: false }];
  for (const { layer, to, fault } of placed)
    columns.push({ name: layer.kind, shape: to ?? [], isBroken: fault !== null });
  const width = columns.length * STEP;
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.style.width = `${width}px`;
  svg.setAttribute("role", "img"); // not before it has a name
  svg.setAttribute(
    "aria-label",
    fill(WORDS.playground.strip.model, {
      layers: columns.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(WORDS.playground.strip.then),
    }),
  );
  svg.replaceChildren(...columns.flatMap((column, i) => columnOf(column, i, columns[i - 1])));
}

export function stripNode() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "pg-strip");
  return svg;
}

type Column = { name: string; shape: number[]; isBroken: boolean };

function columnOf({ name, shape, isBroken }: Column, i: number, before: Column | undefined) {
  const x = STEP * (i + 0.5);
  const kind = isBroken ? "broken" : i === 0 ? "input" : shape.length === 3 ? "picture" : "vector";
  const nodes: Element[] = [];
  if (before) nodes.push(...linesBetween(before.shape, shape, x - STEP, x, name));
  if (shape.length === 3) nodes.push(...sheets(x, shape, kind));
  else
    for (const y of places(shape[0] ?? 1)) nodes.push(make("circle", { cx: x, cy: y, r: 4, class: `pg-unit-${kind}` }));
  nodes.push(label(x, 116, name), label(x, 128, isBroken ? WORDS.playground.strip.unfit : shapeText(shape)));
  return nodes;
}

/** Where the circles of a column stand. */
function places(units: number) {
  const count = Math.min(units, MOST);
  return Array.from({ length: count }, (_, k) => MIDDLE + (k - (count - 1) / 2) * 12);
}

/** Weighted layers join every unit to every unit; the others each to its own. */
function linesBetween(from: number[], to: number[], left: number, right: number, name: string) {
  if (from.length === 3 || to.length === 3)
    return [make("line", { x1: left + 30, y1: MIDDLE, x2: right - 30, y2: MIDDLE, class: "pg-wire" })];
  const ends = places(to[0] ?? 1);
  return places(from[0] ?? 1).flatMap((y1, k) => {
    const targets = name === "Linear" ? ends : [ends[Math.min(k, ends.length - 1)]];
    return targets.map((y2) => make("line", { x1: left + 5, y1, x2: right - 5, y2, class: "pg-wire" }));
  });
}

function sheets(x: number, [channels, height, width]: number[], kind: string) {
  const side = Math.max(10, Math.min(44, 10 + Math.max(height, width)));
  const count = Math.min(channels, 5);
  return Array.from({ length: count }, (_, k) => {
    const by = (k - (count - 1) / 2) * 4;
    return make("rect", {
      x: x - side / 2 + by,
      y: MIDDLE - side / 2 + by,
      width: side,
      height: side,
      class: `pg-unit-${kind}`,
    });
  });
}

function label(x: number, y: number, words: string) {
  const node = make("text", { x, y });
  node.textContent = words;
  return node;
}

function make(tag: string, attributes: Record<string, string | number>) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}
