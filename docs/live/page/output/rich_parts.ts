/** What shows a part of an output that is more than text, and how one takes another's place without a flicker. */

import type { Part } from "../../messages.ts";
import { htmlFrame } from "./html_frame.ts";
import { picture } from "./picture.ts";
import { TextBlock } from "./terminal_text.ts";
import { formula, markdown } from "./typeset.ts";

type PartKind = Part["part"];

const RICH: Partial<Record<PartKind, (part: Part, old?: HTMLElement) => HTMLElement[]>> = {
  image: (part, old) => [picture(part, old)],
  html: (part, old) => htmlFrame(part.text, part.plain || WORDS.output.title, old),
  markdown: (part, old) => markdown(part.text, part.plain || WORDS.output.title, old),
  latex: (part) => [formula(part.text)],
};

export const isRich = (part: Part) => part.part in RICH;

/**
 * @param old a node of the same kind that is no longer needed: it may be filled anew
 * @returns the first of them carries the part's display id
 */
export function richNodes(part: Part, old?: HTMLElement): HTMLElement[] {
  const nodes = RICH[part.part]?.(part, old) ?? [printed(part)];
  if (part.display) nodes[0].dataset.display = part.display;
  else delete nodes[0].dataset.display;
  return nodes;
}

/** Show a part in the place of all that is shown under its display id, in whichever cell. */
export function update(part: Part) {
  const shown = document.querySelectorAll<HTMLElement>(`[data-display="${CSS.escape(part.display ?? "")}"]`);
  for (const old of shown) {
    if (old.nextElementSibling?.matches(".cell-left-out")) old.nextElementSibling.remove();
    const [node, ...more] = richNodes(part, old.dataset.part === part.part ? old : undefined);
    if (node !== old) old.replaceWith(node);
    node.after(...more);
  }
}

function printed({ part, text }: Part) {
  const block = new TextBlock(part);
  block.append(text);
  block.draw();
  return block.node;
}
