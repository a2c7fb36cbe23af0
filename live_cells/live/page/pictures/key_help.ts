/** Which keys a drawing knows, for those who have it read out. */

import { text } from "../elements/nodes.ts";

/** @returns the words, to stand beside the drawing */
export function keyHelp(drawing: Element, words: string) {
  const keys = text("span", "picture-keys", words);
  keys.id = `picture-keys-${crypto.randomUUID()}`;
  drawing.setAttribute("aria-describedby", keys.id);
  return keys;
}
