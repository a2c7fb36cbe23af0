/** What shows a part of an output that is more than text, and how one takes another's place without a flicker. */

import { htmlFrame } from "./html_frame.js";
import { picture } from "./picture.js";
import { TextBlock } from "./text_block.js";
import { formula, markdown } from "./typeset.js";

/**
 * @typedef {import("../../messages.js").Part} Part
 * @typedef {import("../../messages.js").Part["part"]} PartKind
 */

/** @type {Partial<Record<PartKind, (part: Part, old?: HTMLElement) => HTMLElement[]>>} */
const RICH = {
  image: (part, old) => [picture(part, old)],
  html: (part, old) => htmlFrame(part.text, part.plain || WORDS.output.title, old),
  markdown: (part, old) => markdown(part.text, part.plain || WORDS.output.title, old),
  latex: (part) => [formula(part.text)],
};

/** @param {Part} part */
export const isRich = (part) => part.part in RICH;

/**
 * @param {Part} part
 * @param {HTMLElement} [old] a node of the same kind that is no longer needed: it may be filled anew
 * @returns {HTMLElement[]} the first of them carries the part's display id
 */
export function richNodes(part, old) {
  const nodes = RICH[part.part]?.(part, old) ?? [printed(part)];
  if (part.display) nodes[0].dataset.display = part.display;
  else delete nodes[0].dataset.display;
  return nodes;
}

/** Show a part in the place of all that is shown under its display id, in whichever cell. @param {Part} part */
export function update(part) {
  /** @type {NodeListOf<HTMLElement>} */
  const shown = document.querySelectorAll(`[data-display="${CSS.escape(part.display ?? "")}"]`);
  for (const old of shown) {
    if (old.nextElementSibling?.matches(".cell-left-out")) old.nextElementSibling.remove();
    const [node, ...more] = richNodes(part, old.dataset.part === part.part ? old : undefined);
    if (node !== old) old.replaceWith(node);
    node.after(...more);
  }
}

/** @param {Part} part */
function printed({ part, text }) {
  const block = new TextBlock(part);
  block.append(text);
  block.draw();
  return block.node;
}
