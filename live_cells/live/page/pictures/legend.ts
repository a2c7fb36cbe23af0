/** What the two colors of a picture mean. */

import { text } from "../elements/nodes.ts";

export function legend() {
  const { negative, positive } = WORDS.pictures;
  const node = text("span", "picture-legend");
  node.append(text("span", "", negative), text("span", "picture-scale"), text("span", "", positive));
  return node;
}
