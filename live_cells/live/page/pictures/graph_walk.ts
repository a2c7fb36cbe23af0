/** The way through a graph by keys: from node to node, and to the edges into one. */

import type { GraphEdge, GraphNode } from "./graph_data.ts";
import type { GraphLayout } from "./graph_layout.ts";

/** What can be pointed at: a node or an edge. */
export type Mark = { key: string; node?: GraphNode; edge?: GraphEdge };

/** @returns where a key leads; undefined: nowhere */
export function next(
  marks: Mark[],
  { spots, order }: GraphLayout,
  { node, edge }: Mark,
  key: string,
): Mark | undefined {
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const nodeAt = (id: string | undefined) => marks.find((mark) => mark.node?.id === id);
  const into = (id: string) => marks.filter((mark) => mark.edge?.to === id);
  if (edge) {
    const all = into(edge.to);
    if (step) return all[all.findIndex((mark) => mark.edge === edge) + step];
    if (key === "ArrowLeft") return nodeAt(edge.from);
    return ["ArrowRight", "Enter", "Escape"].includes(key) ? nodeAt(edge.to) : undefined;
  }
  if (!node) return undefined;
  const layer = order.filter((id) => spots.get(id)?.layer === spots.get(node.id)?.layer);
  if (step) return nodeAt(layer[layer.indexOf(node.id) + step]);
  if (key === "ArrowLeft") return nodeAt(into(node.id)[0]?.edge?.from);
  if (key === "ArrowRight") return nodeAt(marks.find((mark) => mark.edge?.from === node.id)?.edge?.to);
  return key === "Enter" ? into(node.id)[0] : undefined;
}
