/** A button that opens a short list of further buttons. */

import { text } from "./nodes.ts";

export class Menu {
  node = text("details", "live-menu");
  protected list = text("div", "live-menu-items");
  #summary;

  /** @param label its accessible name */
  constructor(name: string, label = name) {
    this.#summary = text("summary", "live-button", name);
    if (label !== name) this.#summary.setAttribute("aria-label", label);
    this.#summary.title = label;
    this.node.append(this.#summary, this.list);
    this.list.addEventListener("click", ({ target }) => target !== this.list && this.#leave(), { capture: true });
    this.node.addEventListener("keydown", ({ key }) => key === "Escape" && this.node.open && this.#leave());
    this.node.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.node.contains(relatedTarget)) this.#close();
    });
    this.node.addEventListener("toggle", () => {
      if (this.node.open) addEventListener("pointerdown", this.#pressed, { capture: true });
      else removeEventListener("pointerdown", this.#pressed, { capture: true });
    });
  }

  add(...items: HTMLButtonElement[]) {
    this.list.append(...items);
  }

  focus() {
    this.#summary.focus({ preventScroll: true });
  }

  #close() {
    this.node.open = false;
  }

  /** The focus stays at hand, and what a button does may take it on. */
  #leave() {
    this.#close();
    this.focus();
  }

  /** A press beside it closes it. */
  #pressed = ({ target }: PointerEvent) => {
    if (target instanceof Node && !this.node.contains(target)) this.#close();
  };
}
