/** The lines of a graph, as SVG writes them. */

import { linkHorizontal } from "./d3.ts";
import { NODE, type Spot } from "./graph_layout.ts";

/** A line, and where its label stands. */
export type Path = { line: string; x: number; y: number };

/** A line through all its places; its label stands before the last. */
export function pathOf(places: Spot[]): Path {
  const link = linkHorizontal();
  const half = NODE.width / 2;
  const pieces = places.slice(1).map((to, i) => {
    const from = places[i];
    const source: [number, number] = [from.x + half, from.y];
    const through = i ? `L${source.join(" ")}` : "";
    const curve = link({ source, target: [to.x - half, to.y] }) ?? "";
    return through + (i ? curve.replace(/^M[^C]*/, "") : curve);
  });
  const [before, last] = places.slice(-2);
  return { line: pieces.join(""), x: (before.x + last.x) / 2, y: (before.y + last.y) / 2 };
}
