/** *Look inside*: the button beside a model, and the event that it dispatches (pictures/inside.ts handles it). */

import { button } from "./nodes.ts";

/** A variable's name, or the number of a model that a cell has shown. */
export type ModelRef = { name: string } | { shown: number };

declare global {
  interface WindowEventMap {
    "look-inside": CustomEvent<ModelRef>;
  }
}

export function modelButton(model: ModelRef) {
  const request = () => dispatchEvent(new CustomEvent("look-inside", { detail: model }));
  const node = button(WORDS.pictures.look_inside, "look", request, { title: WORDS.pictures.look_inside_title });
  node.dataset.inMenu = "";
  return node;
}
