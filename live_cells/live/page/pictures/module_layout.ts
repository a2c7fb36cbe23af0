/** Where everything of a module's picture stands: each level in columns by what follows from what, groups that are open within. */

import { type Call, sizeOf } from "./module_data.ts";
import { type Item, type Level, type Tree, WHOLE } from "./module_tree.ts";
import { sheetOf, type Sheet } from "./tensor_sheet.ts";

export type Box = { x: number; y: number; width: number; height: number };
export type Placed = Box & {
  key: string;
  item: Item;
  /** Of a group that is open. */
  isOpen: boolean;
  /** Of a call that is open down to its numbers: where they are. */
  sheet?: Sheet;
  depth: number;
};
export type Way = {
  key: string;
  from: string;
  to: string;
  tensor: number;
  points: [x: number, y: number][];
  level: number;
};
export type ModuleLayout = { width: number; height: number; placed: Placed[]; ways: Way[]; columns: number };

const GAP = { column: 38, row: 16, way: 10 };
const EDGE = 14;
/** The line with its name above an open group. */
const HEAD = 26;
const LETTER = 6.9;
const SMALLEST = 0.62;
/** Of the window on a drawing. */
const [LEAST, MOST] = [240, 400];
const SWEEPS = 8;

type Node = Box & { key: string; rank: number; item: Item | null; inside?: Laid };
type Laid = {
  width: number;
  height: number;
  nodes: Node[];
  ways: Omit<Way, "level">[];
  columns: number;
  level: number;
};

/** How high the window on a module is: enough for its calls while they are closed, within limits. */
export function viewportSize(tree: Tree, width: number) {
  const layout = moduleLayout(tree, new Set());
  const scale = Math.min(1, Math.max(width / layout.width, SMALLEST));
  return { width: 0, height: Math.round(Math.min(Math.max(layout.height * scale + 40, LEAST), MOST)) };
}

export function moduleLayout(tree: Tree, open: Set<number>): ModuleLayout {
  const laid = lay(tree, tree.levels(open), open, WHOLE);
  const layout: ModuleLayout = { ...laid, placed: [], ways: [] };
  place(layout, laid, { x: 0, y: 0 }, 0);
  return layout;
}

function place(layout: ModuleLayout, laid: Laid, at: { x: number; y: number }, depth: number) {
  for (const node of laid.nodes) {
    if (!node.item) continue;
    const box = { x: at.x + node.x, y: at.y + node.y, width: node.width, height: node.height };
    const sheet = node.item.kind === "call" && !node.inside && node.height > TALL ? sheets.get(node) : undefined;
    layout.placed.push({ ...box, key: node.key, item: node.item, isOpen: Boolean(node.inside), sheet, depth });
    if (node.inside) place(layout, node.inside, { x: box.x, y: box.y + HEAD }, depth + 1);
  }
  for (const way of laid.ways)
    layout.ways.push({
      ...way,
      level: laid.level,
      points: way.points.map(([x, y]): [number, number] => [at.x + x, at.y + y]),
    });
}

const sheets = new WeakMap<Node, Sheet>();

function lay(tree: Tree, levels: Map<number, Level>, open: Set<number>, id: number): Laid {
  const { items, lines } = levels.get(id) as Level;
  const nodes = new Map(items.map((item) => [item.key, nodeOf(tree, levels, open, item)]));
  rank(nodes, lines);
  const { all, hops } = withTurns(nodes, lines);
  const ranks = Math.max(0, ...[...nodes.values()].map((node) => node.rank)) + 1;
  const columns = Array.from({ length: ranks }, (_, at) => all.filter((node) => node.rank === at));
  const near = neighbors(hops);
  arrange(columns, near);
  const height = stand(columns, near);
  const width = inColumns(columns);
  const top = id === WHOLE ? EDGE : 10;
  for (const node of all) node.y += top;
  const found = new Map(all.map((node) => [node.key, node]));
  const ways = lines.map(({ from, to, tensor }) => {
    const chain = [from, ...turnsOf(from, to, nodes), to].map((key) => found.get(key) as Node);
    return { key: `${id}:${from} ${to}`, from, to, tensor, points: pointsOf(chain, from, to) };
  });
  return { width, height: height + 2 * top + (id === WHOLE ? 0 : HEAD), nodes: all, ways, columns: ranks, level: id };
}

/** What stands where a line is long: a turn in each column that it passes. */
function turnsOf(from: string, to: string, nodes: Map<string, Node>) {
  const [start, end] = [nodes.get(from)?.rank ?? 0, nodes.get(to)?.rank ?? 0];
  return Array.from({ length: Math.max(end - start - 1, 0) }, (_, i) => `${from}>${to}>${start + 1 + i}`);
}

function withTurns(nodes: Map<string, Node>, lines: { from: string; to: string }[]) {
  const all = [...nodes.values()];
  const hops: [Node, Node][] = [];
  for (const { from, to } of lines) {
    let before = nodes.get(from) as Node;
    for (const key of turnsOf(from, to, nodes)) {
      const turn = { key, rank: before.rank + 1, item: null, x: 0, y: 0, width: 0, height: 0 };
      all.push(turn);
      hops.push([before, turn]);
      before = turn;
    }
    hops.push([before, nodes.get(to) as Node]);
  }
  return { all, hops };
}

/** The column of each: after all that it follows from. What follows from nothing stands just before what it is for. */
function rank(nodes: Map<string, Node>, lines: { from: string; to: string }[]) {
  const sources = new Map<string, string[]>();
  for (const { from, to } of lines) sources.set(to, [...(sources.get(to) ?? []), from]);
  const known = new Map<string, number>();
  const rankOf = (key: string): number => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, 0);
    const made = Math.max(-1, ...(sources.get(key) ?? []).map(rankOf)) + 1;
    known.set(key, made);
    return made;
  };
  for (const [key, node] of nodes) node.rank = rankOf(key);
  for (const [key, node] of nodes) {
    if (sources.has(key) || node.item?.kind === "input" || node.item?.kind === "entry") continue;
    const uses = lines.filter(({ from }) => from === key).map(({ to }) => nodes.get(to)?.rank ?? 0);
    if (uses.length) node.rank = Math.max(0, Math.min(...uses) - 1);
  }
  const last = Math.max(...[...nodes.values()].map((node) => node.rank));
  for (const node of nodes.values()) {
    if (node.item?.kind === "entry") node.rank = 0;
    if (node.item?.kind === "exit" || node.item?.kind === "output") node.rank = last;
  }
}

type Near = Map<Node, { before: Node[]; after: Node[] }>;

function neighbors(hops: [Node, Node][]): Near {
  const near: Near = new Map();
  const of = (node: Node) => {
    const found = near.get(node) ?? { before: [], after: [] };
    near.set(node, found);
    return found;
  };
  for (const [one, other] of hops) {
    of(one).after.push(other);
    of(other).before.push(one);
  }
  return near;
}

/** Put each column in the order that crosses the fewest lines: by the mean place of its neighbors. */
function arrange(columns: Node[][], near: Near) {
  const places = new Map<Node, number>();
  const note = (column: Node[]) => {
    for (const [i, node] of column.entries()) places.set(node, i - (column.length - 1) / 2);
  };
  for (const column of columns) note(column);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0;
    for (const column of isForward ? columns : [...columns].reverse()) {
      const wanted = new Map(
        column.map((node) => {
          const around = near.get(node)?.[isForward ? "before" : "after"] ?? [];
          const mean = around.reduce((sum, one) => sum + (places.get(one) ?? 0), 0) / around.length;
          return [node, around.length ? mean : (places.get(node) ?? 0)];
        }),
      );
      column.sort((one, other) => (wanted.get(one) ?? 0) - (wanted.get(other) ?? 0));
      note(column);
    }
  }
}

/** Give each node its height on the sheet: near to the mean of its neighbors, without overlaps. @returns how high all is */
function stand(columns: Node[][], near: Near) {
  const gap = (one: Node, other: Node) => (one.item && other.item ? GAP.row : GAP.way);
  for (const column of columns) settle(column, gap, null);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const side = sweep % 2 ? "after" : "before";
    for (const column of sweep % 2 ? [...columns].reverse() : columns)
      settle(column, gap, (node) => {
        const around = near.get(node)?.[side] ?? [];
        if (!around.length) return middle(node);
        return around.reduce((sum, one) => sum + middle(one), 0) / around.length;
      });
  }
  const all = columns.flat();
  const top = Math.min(...all.map((node) => node.y));
  for (const node of all) node.y -= top;
  return Math.max(0, ...all.map((node) => node.y + node.height));
}

const middle = ({ y, height }: Box) => y + height / 2;

function settle(column: Node[], gap: (one: Node, other: Node) => number, wanted: ((node: Node) => number) | null) {
  const goals = column.map((node) => (wanted ? wanted(node) - node.height / 2 : 0));
  let below = Number.NEGATIVE_INFINITY;
  for (const [i, node] of column.entries()) {
    node.y = Math.max(goals[i], below);
    below = node.y + node.height + (column[i + 1] ? gap(node, column[i + 1]) : 0);
  }
  const drift = column.reduce((sum, node, i) => sum + node.y - goals[i], 0) / (column.length || 1);
  const shift = wanted ? drift : column.length ? (column[0].y + below) / 2 : 0;
  for (const node of column) node.y -= shift;
}

/** @returns how wide all is */
function inColumns(columns: Node[][]) {
  let x = EDGE;
  for (const [at, column] of columns.entries()) {
    const width = Math.max(0, ...column.map((node) => node.width));
    for (const node of column) node.x = x + (width - node.width) / 2;
    x += width + (at < columns.length - 1 ? GAP.column : 0);
  }
  for (const node of columns.flat()) {
    if (node.item?.kind === "entry") node.x = 0;
    if (node.item?.kind === "exit") node.x = x + EDGE;
  }
  return x + EDGE;
}

/** From the right side of the first to the left side of the last, through each turn; into a group, where its line goes on. */
function pointsOf(chain: Node[], from: string, to: string): [number, number][] {
  const [start, end] = [chain[0], chain[chain.length - 1]];
  const turns = chain.slice(1, -1).map((node): [number, number] => [node.x, node.y]);
  return [
    [start.x + start.width, portOf(start, "exit", to) ?? middle(start)],
    ...turns,
    [end.x, portOf(end, "entry", from) ?? middle(end)],
  ];
}

/** Where a line enters or leaves a group that is open. @param around its other end */
function portOf(node: Node, kind: "entry" | "exit", around: string) {
  const port = node.inside?.nodes.find(({ item }) => item?.kind === kind && item.around.has(around));
  return port && node.y + HEAD + middle(port);
}

/** What is taller than this shows its numbers. */
const TALL = 66;

function nodeOf(tree: Tree, levels: Map<number, Level>, open: Set<number>, item: Item): Node {
  const node: Node = { key: item.key, item, rank: 0, x: 0, y: 0, width: 0, height: 0 };
  if (item.kind === "entry" || item.kind === "exit") return node;
  if (item.kind !== "call") return Object.assign(node, endSize(tree, item));
  const { call } = item;
  if (levels.has(call.id)) {
    const inside = lay(tree, levels, open, call.id);
    const width = Math.max(inside.width, titleOf(call).length * LETTER + 60);
    return Object.assign(node, { inside, width, height: inside.height });
  }
  const size = sizeOfCall(tree, call);
  if (!open.has(call.id)) return Object.assign(node, size);
  const sheet = sheetOf(tree.data.tensors[call.outputs[0]]);
  sheets.set(node, sheet);
  return Object.assign(node, {
    width: Math.max(size.width, sheet.width + 24),
    height: Math.max(sheet.height + 56, TALL + 1),
  });
}

/** Of a closed call. */
function sizeOfCall(tree: Tree, call: Call) {
  if (isSign(call) && !tree.isGroup(call.id)) return { width: Math.max(30, call.kind.length * 7.4 + 16), height: 30 };
  const longest = Math.max(titleOf(call).length, detailOf(tree, call).length * 0.92);
  return { width: Math.max(74, longest * LETTER + 22), height: 62 };
}

function endSize({ data }: Tree, { kind, index }: { kind: "input" | "output"; index: number }) {
  const end = data[kind === "input" ? "inputs" : "outputs"][index];
  const rows = kind === "output" && classRows(data, index);
  const words = Math.max(end.name.length, shapeText(data.tensors[end.tensor].shape).length);
  if (rows) return { width: 150, height: 26 + 17 * rows };
  return { width: Math.max(58, words * LETTER + 20), height: 58 };
}

/** How many classes stand beside an output; 0 if it has none. */
export function classRows(data: Tree["data"], index: number) {
  const { shape, values } = data.tensors[data.outputs[index].tensor];
  const { length } = data.classes;
  return length && shape.at(-1) === length && values.length >= length ? Math.min(length, 12) : 0;
}

/** Is it drawn as a small sign: an operator? */
export const isSign = ({ isModule, kind }: Call) => !isModule && /^([^A-Za-z]{1,6}|[a-zT]{1,4})$/.test(kind);

/** What stands in the box: the class or the function; of a loop, how often it goes round. */
export function titleOf({ kind, times, name, isModule }: Call) {
  if (kind === "Linear" && !isModule) return `${name}: ${kind}`;
  if (kind === "step" || kind === "round") return times ? `${kind} × ${times}` : `${kind} ${name}`;
  return times ? `${kind} × ${times}` : kind;
}

export function detailOf({ data }: Tree, call: Call) {
  const shapes = (ids: number[]) => (ids.length ? shapeText(data.tensors[ids[0]].shape) : "");
  const [before, after] = [shapes(call.inputs), shapes(call.outputs)];
  return before && before !== after ? `${before} → ${after}` : after;
}

export const shapeText = (shape: number[]) => (shape.length ? shape.join("×") : "1");

export const isWhole = ({ shape, values }: { shape: number[]; values: number[] }) => values.length === sizeOf(shape);
