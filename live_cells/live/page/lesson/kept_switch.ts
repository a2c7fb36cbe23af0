/** What a reader switches off for all pages of the site. It is on until then. */

import { button } from "../elements/nodes.ts";
import { store, stored } from "../elements/storage.ts";

/** @param key under which the browser keeps it */
export const isSwitchedOn = (key: string) => stored(key) !== false;

/** @param onChange is called after each press */
export function switchButton(
  key: string,
  name: string,
  icon: string,
  { title = name, onChange = () => {} } = {},
): HTMLButtonElement {
  const show = () => node.setAttribute("aria-pressed", String(isSwitchedOn(key)));
  const press = () => {
    store(key, isSwitchedOn(key) ? false : undefined);
    show();
    onChange();
  };
  const node = button(name, icon, press, { title });
  show();
  return node;
}
