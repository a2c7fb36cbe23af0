/** The description of a graph: what a number was computed from, and how its gradient comes back. */

import { list, number, optional, record, string, type Tensor, tensor, texts, whole, wrong } from "./checks.ts";

/** A number, or several with their shape. */
export type Amount = number | Tensor;

/** What was computed, or where it began. A gradient may not be known. */
export type GraphNode = {
  id: string;
  label: string;
  op: string;
  /** How the operation is shown: ×, ReLU. */
  sign: string;
  value?: Amount;
  gradient?: Amount;
  leaf: boolean;
};

/** From what was used to what was made of it. */
export type GraphEdge = Ends & { derivative?: Amount; contribution?: Amount };
type Ends = { from: string; to: string };

/** `folded`: why something is not shown in full. */
export type GraphData = { kind: "graph"; nodes: GraphNode[]; edges: GraphEdge[]; folded: string[] };

const MOST = { nodes: 300, edges: 1000 };

export function graphOf(data: Record<string, unknown>): GraphData {
  const nodes = list(data.nodes, "nodes", MOST.nodes).map((one, i) => nodeOf(one, `nodes[${i}]`));
  const ids = new Set(nodes.map(({ id }) => id));
  if (ids.size !== nodes.length) wrong("nodes", "id ≠ id");
  const edges = list(data.edges, "edges", MOST.edges).map((one, i) => edgeOf(one, `edges[${i}]`, ids));
  if (inOrder(nodes, edges).length < nodes.length) wrong("edges", "no circle");
  return { kind: "graph", nodes, edges, folded: optional(data.folded, "folded", texts) ?? [] };
}

function nodeOf(value: unknown, place: string): GraphNode {
  const data = record(value, place);
  return {
    id: idOf(data.id, `${place}.id`),
    label: optional(data.label, `${place}.label`, string) ?? "",
    op: optional(data.op, `${place}.op`, string) ?? "",
    sign: optional(data.sign, `${place}.sign`, string) ?? "",
    value: optional(data.value, `${place}.value`, amount),
    gradient: optional(data.gradient, `${place}.gradient`, amount),
    leaf: data.leaf === true,
  };
}

function edgeOf(value: unknown, place: string, ids: Set<string>): GraphEdge {
  const data = record(value, place);
  const end = (name: keyof Ends) => {
    const id = idOf(data[name], `${place}.${name}`);
    return ids.has(id) ? id : wrong(`${place}.${name}`, "nodes[…].id");
  };
  return {
    from: end("from"),
    to: end("to"),
    derivative: optional(data.derivative, `${place}.derivative`, amount),
    contribution: optional(data.contribution, `${place}.contribution`, amount),
  };
}

const idOf = (value: unknown, place: string) =>
  typeof value === "number" ? String(whole(value, place)) : string(value, place);

/** Of many numbers, there is only the shape. */
function amount(value: unknown, place: string): Amount {
  if (typeof value !== "object") return number(value, place);
  const { shape, values } = record(value, place);
  if (!Array.isArray(values) || values.length) return tensor(value, place);
  return { shape: list(shape, place).map((one) => whole(one, place)), values: [] };
}

/** @returns each node after its inputs; those of a circle, and what is behind it, are left out */
export function inOrder(nodes: GraphNode[], edges: GraphEdge[]) {
  const waiting = new Map(nodes.map(({ id }) => [id, 0]));
  for (const { to } of edges) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ready = nodes.filter(({ id }) => !waiting.get(id));
  for (const { id } of ready)
    for (const { to } of edges.filter(({ from }) => from === id)) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      const node = byId.get(to);
      if (!left && node) ready.push(node);
    }
  return ready;
}
