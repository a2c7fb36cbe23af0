/** What stands beside a drawing: its colors, and for screen readers its keys. */

import { text } from "../elements/nodes.ts";

/** @param of what has these colors, where not all of the drawing has */
export function legend(of = "") {
  const { negative, positive } = WORDS.pictures;
  const node = text("span", "picture-legend");
  if (of) node.append(text("span", "picture-scale-of", of));
  node.append(text("span", "", negative), text("span", "picture-scale"), text("span", "", positive));
  return node;
}

/** @returns the words, to stand beside the drawing */
export function keyHelp(drawing: Element, words: string) {
  const keys = text("span", "picture-keys", words);
  keys.id = `picture-keys-${crypto.randomUUID()}`;
  drawing.setAttribute("aria-describedby", keys.id);
  return keys;
}
