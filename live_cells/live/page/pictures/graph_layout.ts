/** Where the nodes of a graph stand: in layers from left to right, each after all that it was made of. */

import type { GraphData } from "./graph_data.ts";
import { LETTER, nameOf } from "./graph_words.ts";

export type Spot = { id: string; layer: number; x: number; y: number };
/** `order`: the nodes, layer by layer; `routes`: the places that each edge passes, its ends included. */
export type GraphLayout = {
  width: number;
  height: number;
  node: { width: number; height: number };
  spots: Map<string, Spot>;
  order: string[];
  routes: Spot[][];
};

/** Its width is that of the longest name, within bounds; on a phone it has others. */
export const NODE = { width: 88, widest: 134, height: 58 };
const BETWEEN = { x: 52, y: 16 };
const ON_PHONE = { room: 480, width: 66, widest: 80, between: 34 };
const MARGIN = 11;
const SWEEPS = 8;

type Joint = { from: string; to: string };

export function layoutOf(data: GraphData, room: number): GraphLayout {
  const { nodes, edges } = data;
  const layers = layersOf(data);
  const columns = Map.groupBy(nodes, ({ id }) => layers.get(id) ?? 0);
  const count = Math.max(...columns.keys(), 0) + 1;
  const rows = Array.from({ length: count }, (_, layer) => (columns.get(layer) ?? []).map(({ id }) => id));
  const order = new Set(nodes.map(({ id }) => id));
  // a long line gets a place of its own in each layer that it passes
  const routes = edges.map(({ from, to }, i) => {
    const first = (layers.get(from) ?? 0) + 1;
    const passed = Array.from({ length: Math.max((layers.get(to) ?? 0) - first, 0) }, (_, k) => `${i} ${first + k}\n`);
    for (const [k, id] of passed.entries()) rows[first + k].push(id);
    return [from, ...passed, to];
  });
  const joints = routes.flatMap((route) => route.slice(1).map((to, i): Joint => ({ from: route[i], to })));
  sort(rows, joints);
  const longest = Math.max(...nodes.map((node) => nameOf(node).length * LETTER + 12));
  const isPhone = room < ON_PHONE.room;
  const { width: least, widest } = isPhone ? ON_PHONE : NODE;
  const between = isPhone ? ON_PHONE.between : BETWEEN.x;
  const node = { width: Math.min(Math.max(longest, least), widest), height: NODE.height };
  const free = (room - 2 * MARGIN - count * node.width) / Math.max(count - 1, 1);
  const step = node.width + Math.min(Math.max(free, between), 2 * between);
  const pitch = NODE.height + BETWEEN.y;
  const tallest = Math.max(...rows.map((row) => row.length), 1);
  const spots = new Map<string, Spot>();
  for (const [layer, row] of rows.entries())
    for (const [i, id] of row.entries()) {
      const y = MARGIN + NODE.height / 2 + (i + (tallest - row.length) / 2) * pitch;
      spots.set(id, { id, layer, x: MARGIN + node.width / 2 + layer * step, y });
    }
  const width = 2 * MARGIN + (count - 1) * step + node.width;
  const height = 2 * MARGIN + tallest * pitch - BETWEEN.y;
  const places = routes.map((route) => route.flatMap((id) => spots.get(id) ?? []));
  return { width, height, node, spots, order: rows.flat().filter((id) => order.has(id)), routes: places };
}

/** What nothing was made into stands last; a leaf just before what first uses it. */
function layersOf({ nodes, edges }: GraphData) {
  const layers = new Map<string, number>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const sources = edges.filter(({ to }) => to === id).map(({ from }) => layerOf(from) + 1);
    const layer = Math.max(0, ...sources);
    layers.set(id, layer);
    return layer;
  };
  for (const { id } of nodes) layerOf(id);
  for (const { id } of nodes) {
    const isStart = edges.every(({ to }) => to !== id);
    const uses = edges.filter(({ from }) => from === id).map(({ to }) => layerOf(to));
    if (isStart && uses.length) layers.set(id, Math.min(...uses) - 1);
  }
  return layers;
}

/** Put each row in the order of what it is joined with, so that few lines cross. */
function sort(rows: string[][], edges: Joint[]) {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const places = new Map(rows.flatMap((row) => row.map((id, i) => [id, i - (row.length - 1) / 2] as const)));
    const isForth = sweep % 2 === 0;
    for (const row of rows) {
      const middle = (id: string) => {
        const joined = edges.flatMap(({ from, to }) =>
          isForth && to === id ? [from] : !isForth && from === id ? [to] : [],
        );
        const all = joined.map((one) => places.get(one) ?? 0);
        return all.length ? all.reduce((sum, one) => sum + one, 0) / all.length : (places.get(id) ?? 0);
      };
      const middles = new Map(row.map((id) => [id, middle(id)]));
      row.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0));
    }
  }
}
