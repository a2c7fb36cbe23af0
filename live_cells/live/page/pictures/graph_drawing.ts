/** The drawing of a graph: boxes for its nodes, lines for its edges. What stands in them comes later. */

import { linkHorizontal, type Selection } from "./d3.ts";
import type { GraphData } from "./graph_data.ts";
import type { GraphLayout, Spot } from "./graph_layout.ts";
import type { Mark } from "./graph_walk.ts";

/** A line, the tips of its arrow where it ends and where it began, and the place of its label. */
type Path = { line: string; tip: string; back: string; x: number; y: number };

/** Length and half the width of an arrow's tip. */
const TIP = { long: 8, half: 4 };
/** From a level line up to its label, which would hide it. */
const ABOVE = 8;
/** From the beginning of a line to the middle of its label. */
const BESIDE = 19;
/** The same from the middle of a line. */
const NEAR = 14;

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
    .attr("role", "slider");
  const spotOf = (id: string) => spots.get(id) ?? { x: 0, y: 0 };
  const uses = Map.groupBy(data.edges, ({ from }) => from);
  const paths = new Map(
    data.edges.map((edge, i) => [edge, pathOf(routes[i], size.width, uses.get(edge.from)?.length === 1)]),
  );
  const pathFor = ({ edge }: Mark) => (edge && paths.get(edge)) ?? { line: "", tip: "", back: "", x: 0, y: 0 };
  const lines = marks.filter(({ edge }) => Boolean(edge));
  for (const name of ["graph-line", "picture-grip"])
    lines
      .append("path")
      .attr("class", name)
      .attr("d", (mark) => pathFor(mark).line);
  for (const end of ["tip", "back"] as const)
    lines
      .append("path")
      .attr("class", `graph-tip graph-tip--${end}`)
      .attr("d", (mark) => pathFor(mark)[end]);
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

/**
 * A line through all its places. Its label stands where it hides no line: above one that is level; of one that goes down,
 * above its beginning, and of one that goes up, below it. Where several lines begin, it stands beside its middle.
 * @param isAlone does no other line begin there?
 */
function pathOf(places: Spot[], width: number, isAlone: boolean): Path {
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
  const [first] = places;
  const { long, half: wide } = TIP;
  return {
    line: pieces.join(""),
    tip: `M${last.x - half - long} ${last.y - wide}l${long} ${wide}l${-long} ${wide}Z`,
    back: `M${first.x + half + long} ${first.y - wide}l${-long} ${wide}l${long} ${wide}Z`,
    ...placeOf(before, last, half, isAlone),
  };
}

function placeOf(from: Spot, to: Spot, half: number, isAlone: boolean) {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  if (from.y === to.y) return { ...middle, y: from.y - ABOVE };
  const side = to.y > from.y ? -1 : 1;
  if (!isAlone) return { x: middle.x + NEAR, y: middle.y + side * ABOVE };
  return { x: from.x + half + BESIDE, y: from.y + side * ABOVE };
}
