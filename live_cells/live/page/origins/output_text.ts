/** The text of a cell's output as Python wrote it, block by block, and where on the page its numbers are. */

/** A number: from `start` to `end` of a block's text. */
export type Spot = { block: number; start: number; end: number };
/** Consecutive parts of one kind: what Python knows as one text. */
export type TextBlock = { kind: string; nodes: { node: Text; start: number }[]; text: string };

const WRITTEN = ["stdout", "stderr", "result", "error"];
/** In frames; Python knows what it was made of. */
const MARKED_UP = ["html", "markdown"];
const OWN_LINE = "td, th, caption, p, li, dt, dd, div, pre, h1, h2, h3, h4, h5, h6";
const NUMBER =
  /(?<![\w.])[-+]?(?:\d+(?:[_,]\d{3}(?!\d))*\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf\b|nan\b)(?!\w|\.[A-Za-z_])|\b(?:True|False)\b/g;

export function blocksOf(region: HTMLElement): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const part of region.querySelectorAll<HTMLElement>(":scope [data-part]")) {
    const kind = part.dataset.part ?? "";
    const isMarkedUp = MARKED_UP.includes(kind);
    if (!isMarkedUp && !WRITTEN.includes(kind)) {
      blocks.push({ kind: "", nodes: [], text: "" }); // what is between them keeps texts apart
      continue;
    }
    const last = blocks.at(-1);
    const block = last?.kind === kind && kind.startsWith("std") ? last : { kind, nodes: [], text: "" };
    if (block !== last) blocks.push(block);
    read(block, part instanceof HTMLIFrameElement ? part.contentDocument?.body : part, isMarkedUp);
  }
  return blocks.filter(({ kind }) => kind);
}

/** The documents of an output's frames, as far as they can be read. */
export const documentsIn = (region: HTMLElement): Document[] =>
  [...region.querySelectorAll<HTMLIFrameElement>("iframe[data-part]")].flatMap(({ contentDocument }) =>
    contentDocument ? [contentDocument] : [],
  );

/** All numbers of an output, in their order. */
export const spotsOf = (blocks: TextBlock[]): Spot[] =>
  blocks.flatMap(({ text, kind }, block) =>
    kind === "error"
      ? []
      : [...text.matchAll(NUMBER)].map(({ 0: number, index }) => ({ block, start: index, end: index + number.length })),
  );

/** The number at a point of a document's window. */
export function spotAt(blocks: TextBlock[], x: number, y: number, home = document): Spot | undefined {
  const at = caretAt(x, y, home);
  if (!at) return undefined;
  for (const spot of spotsOf(blocks)) {
    if (!blocks[spot.block].nodes.some(({ node }) => node === at)) continue;
    const range = rangeOf(blocks, spot);
    const hit = [...range.getClientRects()].some(
      (box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom,
    );
    if (hit) return spot;
  }
  return undefined;
}

/** Where a number is on the page, or in a frame of it. */
export function rangeOf(blocks: TextBlock[], { block, start, end }: Spot): Range {
  const { nodes } = blocks[block];
  const range = (nodes[0].node.ownerDocument ?? document).createRange();
  for (const { node, start: passed } of nodes) {
    const { length } = node;
    if (start >= passed && start < passed + length) range.setStart(node, start - passed);
    if (end > passed && end <= passed + length) range.setEnd(node, end - passed);
  }
  return range;
}

function caretAt(x: number, y: number, home: Document): Node | undefined {
  return home.caretPositionFromPoint?.(x, y)?.offsetNode ?? home.caretRangeFromPoint?.(x, y)?.startContainer;
}

/** @param keepsApart whether cells and paragraphs are separated, as no text between them does it */
function read(block: TextBlock, part: HTMLElement | null | undefined, keepsApart: boolean) {
  if (!part) return;
  const walker = part.ownerDocument.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  let line: Element | null = null;
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    const own = keepsApart ? (node.parentElement?.closest(OWN_LINE) ?? null) : null;
    if (own !== line) block.text += "\n";
    line = own;
    block.nodes.push({ node, start: block.text.length });
    block.text += node.data;
  }
}
