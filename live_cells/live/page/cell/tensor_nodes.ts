/** What a tensor is, in the help on its name: shape, numbers, a histogram, its gradient, and where it was made. */

import type { Tensor } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import { threeDigits } from "../elements/digits.ts";
import { text } from "../elements/nodes.ts";

const WIDTH = 4;
const HEIGHT = 32;
const SVG = "http://www.w3.org/2000/svg";

/** @param place words for a line of a cell, by its id and number; empty if it is on no cell of the page */
export function tensorNodes(tensor: Tensor, place: (cell: string, line: number) => string): HTMLElement[] {
  const { shape, type, numbers, histogram, grad, tracks, maker, cell, line } = tensor;
  const said = WORDS.line_values;
  const made = [maker && fill(said.maker, { maker }), place(cell, line)].filter(Boolean).join(", ");
  const gradient = grad
    ? fill(said.gradient, { size: sizeOf(grad.shape), numbers: spread(grad.numbers) })
    : said.tracks;
  return [
    text("p", "", `${sizeOf(shape)} ${type}`),
    ...(numbers.length ? [bars(histogram), text("p", "", spread(numbers))] : []),
    ...(tracks || grad ? [text("p", "", gradient)] : []),
    ...(made ? [text("p", "", made)] : []),
  ];
}

const sizeOf = (shape: number[]) => `[${shape.join(", ")}]`;

function spread(numbers: number[]) {
  const [mean, std, least, greatest] = numbers.map(threeDigits);
  return numbers.length ? fill(WORDS.line_values.spread, { mean, std, least, greatest }) : "";
}

function bars(counts: number[]) {
  const drawing = document.createElementNS(SVG, "svg");
  const greatest = Math.max(...counts);
  drawing.setAttribute("viewBox", `0 0 ${counts.length * WIDTH} ${HEIGHT}`);
  drawing.setAttribute("aria-hidden", "true"); // the numbers below say what there is to say
  for (const [at, count] of counts.entries()) {
    const bar = document.createElementNS(SVG, "rect");
    const height = count && Math.max((HEIGHT * count) / greatest, 1);
    const place = { x: at * WIDTH, y: HEIGHT - height, width: WIDTH - 1, height };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, String(value));
    drawing.append(bar);
  }
  const node = text("div", "");
  node.append(drawing);
  return node;
}
