/** The text of a cell's output as Python wrote it, block by block, and where on the page its numbers are. */

/** A number: from `start` to `end` of a block's text. */
export type Spot = { block: number; start: number; end: number };
/** Consecutive parts of one kind: what Python knows as one text. */
export type TextBlock = { kind: string; nodes: Text[]; text: string };

const KINDS = ["stdout", "stderr", "result", "error"];
const NUMBER =
  /(?<![\w.])[-+]?(?:\d+(?:[_,]\d{3}(?!\d))*\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf\b|nan\b)(?!\w|\.[A-Za-z_])|\b(?:True|False)\b/g;

export function blocksOf(region: HTMLElement): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const part of region.querySelectorAll<HTMLElement>(":scope [data-part]")) {
    const kind = part.dataset.part ?? "";
    if (!KINDS.includes(kind)) {
      blocks.push({ kind: "", nodes: [], text: "" }); // what is between them keeps texts apart
      continue;
    }
    const nodes = textNodesOf(part);
    const text = nodes.map(({ data }) => data).join("");
    const last = blocks.at(-1);
    if (last?.kind === kind && kind.startsWith("std")) {
      last.nodes.push(...nodes);
      last.text += text;
    } else blocks.push({ kind, nodes, text });
  }
  return blocks.filter(({ kind }) => kind);
}

/** All numbers of an output, in their order. */
export const spotsOf = (blocks: TextBlock[]): Spot[] =>
  blocks.flatMap(({ text, kind }, block) =>
    kind === "error"
      ? []
      : [...text.matchAll(NUMBER)].map(({ 0: number, index }) => ({ block, start: index, end: index + number.length })),
  );

/** The number at a point of the window. */
export function spotAt(blocks: TextBlock[], x: number, y: number): Spot | undefined {
  const at = caretAt(x, y);
  if (!at) return undefined;
  for (const spot of spotsOf(blocks)) {
    if (!blocks[spot.block].nodes.includes(at.node)) continue;
    const range = rangeOf(blocks, spot);
    const hit = [...range.getClientRects()].some(
      (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
    );
    if (hit) return spot;
  }
  return undefined;
}

/** Where a number is on the page. */
export function rangeOf(blocks: TextBlock[], { block, start, end }: Spot): Range {
  const range = new Range();
  const { nodes } = blocks[block];
  let passed = 0;
  for (const node of nodes) {
    const { length } = node;
    if (start >= passed && start < passed + length) range.setStart(node, start - passed);
    if (end > passed && end <= passed + length) range.setEnd(node, end - passed);
    passed += length;
  }
  return range;
}

function caretAt(x: number, y: number): { node: Text } | null {
  const found =
    document.caretPositionFromPoint?.(x, y)?.offsetNode ?? document.caretRangeFromPoint?.(x, y)?.startContainer;
  return found instanceof Text ? { node: found } : null;
}

function textNodesOf(part: HTMLElement) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}
