/** Draws what a mistake does to a model: the units of a layer that are dead, and the layers that no gradient reaches. */

import { text } from "../elements/nodes.ts";
import type { Layer } from "./mistake_data.ts";
import { svg } from "./svg.ts";

const SAID = WORDS.pictures.mistakes;
/** Units that are drawn: of more, the first. */
const MOST = 24;
const UNIT = { step: 20, radius: 7 };

/** A row of units; those that are dead are empty and crossed out. */
export function unitsDrawing(count: number, dead: number, words: string) {
  const shown = Math.min(count, MOST);
  const width = shown * UNIT.step + (count > shown ? UNIT.step : 0);
  const middle = UNIT.step / 2;
  const units: SVGElement[] = [...Array(shown).keys()].flatMap((index): SVGElement[] => {
    const x = index * UNIT.step + middle;
    const isDead = index < dead;
    const reach = UNIT.radius * 0.6;
    const circle = svg("circle", { cx: x, cy: middle, r: UNIT.radius, class: isDead ? "mistake-dead" : undefined });
    if (!isDead) return [circle];
    return [circle, svg("line", { x1: x - reach, y1: middle + reach, x2: x + reach, y2: middle - reach })];
  });
  if (count > shown) units.push(svg("text", { x: width - 14, y: middle + 4 }, "…"));
  const node = text("div", "mistake-units");
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", words);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${UNIT.step}`, width, height: UNIT.step, "aria-hidden": "true" });
  drawing.append(...units);
  node.append(drawing, text("span", "", words));
  return node;
}

/** The layers in their order; a bar stands for a gradient. */
export function layersDrawing(layers: Layer[]) {
  const node = text("ol", "mistake-layers");
  node.setAttribute("aria-label", SAID.layers);
  node.append(
    ...layers.map(({ name, reached }) => {
      const item = text("li", reached ? "" : "mistake-cut");
      item.append(text("code", "", name), text("span", "", reached ? SAID.reached : SAID.cut));
      return item;
    }),
  );
  return node;
}
