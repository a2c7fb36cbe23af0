/** *Look inside*: the button beside a model, and the wish that it sends up the page (pictures/inside.ts). */

import { button } from "./nodes.ts";

/** A variable's name, or the number of a model that a cell has shown. */
export type Wanted = { name: string } | { shown: number };

declare global {
  interface WindowEventMap {
    "look-inside": CustomEvent<Wanted>;
  }
}

export function modelButton(wanted: Wanted) {
  const wish = () => dispatchEvent(new CustomEvent("look-inside", { detail: wanted }));
  return button(WORDS.pictures.look_inside, "look", wish, { title: WORDS.pictures.look_inside_title });
}
