/** Does the reader want to see beside lines what they have made? */

import { button } from "../elements/nodes.ts";
import { store, stored } from "../elements/storage.ts";

const KEY = "live-cells-line-values";

export const showsLineValues = () => stored(KEY) !== false;

/** @param onChange is called after each press */
export function lineValuesButton(onChange: () => void): HTMLButtonElement {
  const node = button(
    WORDS.line_values.title,
    "labels",
    () => {
      store(KEY, showsLineValues() ? false : undefined);
      show();
      onChange();
    },
    { title: WORDS.line_values.about },
  );
  const show = () => node.setAttribute("aria-pressed", String(showsLineValues()));
  show();
  return node;
}
