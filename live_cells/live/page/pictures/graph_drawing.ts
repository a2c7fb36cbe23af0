/** The drawing of a graph: boxes for its nodes, lines for its edges. What stands in them comes later. */

import { linkHorizontal, type Selection } from "./d3.ts";
import type { GraphData } from "./graph_data.ts";
import type { GraphLayout, Spot } from "./graph_layout.ts";
import type { Mark } from "./graph_walk.ts";

/** A line, and where its label stands. */
type Path = { line: string; x: number; y: number };

/** @returns what can be pointed at, edges below nodes */
export function drawMarks(
  all: Selection<undefined>,
  data: GraphData,
  { spots, routes, node: size }: GraphLayout,
  marked: Mark[],
) {
  const marks = all.selectAll("g").data(marked).join("g");
  marks
    .attr("class", ({ edge }) => `picture-mark ${edge ? "graph-edge" : "picture-unit graph-node"}`)
    .attr("data-key", ({ key }) => key)
    .attr("data-name", ({ node }) => node?.label ?? null)
    .attr("role", "img");
  const spotOf = (id: string) => spots.get(id) ?? { x: 0, y: 0 };
  const paths = new Map(data.edges.map((edge, i) => [edge, pathOf(routes[i], size.width)]));
  const pathFor = ({ edge }: Mark) => (edge && paths.get(edge)) ?? { line: "", x: 0, y: 0 };
  const lines = marks.filter(({ edge }) => Boolean(edge));
  for (const name of ["graph-line", "picture-grip"])
    lines
      .append("path")
      .attr("class", name)
      .attr("d", (mark) => pathFor(mark).line);
  lines
    .append("text")
    .attr("class", "graph-derivative")
    .attr("x", (mark) => pathFor(mark).x)
    .attr("y", (mark) => pathFor(mark).y + 3.5);
  const nodes = marks.filter(({ node }) => Boolean(node));
  const left = ({ node }: Mark) => spotOf(node?.id ?? "").x - size.width / 2;
  const top = ({ node }: Mark) => spotOf(node?.id ?? "").y - size.height / 2;
  for (const [name, more] of [
    ["picture-ring", 3],
    ["picture-body", 0],
  ] as const)
    nodes
      .append("rect")
      .attr("class", name)
      .attr("x", (mark) => left(mark) - more)
      .attr("y", (mark) => top(mark) - more)
      .attr("width", size.width + 2 * more)
      .attr("height", size.height + 2 * more)
      .attr("rx", 7 + more);
  for (const [name, down] of [
    ["graph-name", 16],
    ["graph-value", 33],
    ["graph-gradient", 49],
  ] as const)
    nodes
      .append("text")
      .attr("class", name)
      .attr("x", (mark) => left(mark) + size.width / 2)
      .attr("y", (mark) => top(mark) + down);
  // an operation whose result has a name stands on the edge of its node
  nodes
    .append("text")
    .attr("class", "graph-sign")
    .attr("x", (mark) => left(mark) + size.width / 2)
    .attr("y", (mark) => top(mark) - 3);
  return marks;
}

/** A line through all its places; its label stands before the last. */
function pathOf(places: Spot[], width: number): Path {
  const link = linkHorizontal();
  const half = width / 2;
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
