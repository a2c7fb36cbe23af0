/** What a reader switches off, or on, for all pages of the site. */

import { button } from "../elements/nodes.ts";
import { store, stored } from "../elements/storage.ts";

/** @param key under which the browser keeps it @param isUsual whether it is on until the reader switches it off */
export const isSwitchedOn = (key: string, isUsual = true) => (stored(key) ?? isUsual) !== false;

/** @param onChange is called after each press */
export function switchButton(
  key: string,
  name: string,
  icon: string,
  { title = name, onChange = () => {}, isUsual = true } = {},
): HTMLButtonElement {
  const show = () => node.setAttribute("aria-pressed", String(isSwitchedOn(key, isUsual)));
  const press = () => {
    const isOn = !isSwitchedOn(key, isUsual);
    store(key, isOn === isUsual ? undefined : isOn);
    show();
    onChange();
  };
  const node = button(name, icon, press, { title });
  show();
  return node;
}
