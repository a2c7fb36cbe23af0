/** A button that opens a short list of further buttons. */

import { text } from "./nodes.ts";

export class Menu {
  node = text("details", "live-menu");
  #summary;
  #list = text("div", "live-menu-items");

  constructor(name: string) {
    this.#summary = text("summary", "live-button", name);
    this.node.append(this.#summary, this.#list);
    this.#list.addEventListener("click", () => this.#close());
    this.node.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !this.node.open) return;
      this.#close();
      this.focus();
    });
    this.node.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.node.contains(relatedTarget)) this.#close();
    });
    this.node.addEventListener("toggle", () => {
      if (this.node.open) addEventListener("pointerdown", this.#pressed, { capture: true });
      else removeEventListener("pointerdown", this.#pressed, { capture: true });
    });
  }

  add(...items: HTMLButtonElement[]) {
    this.#list.append(...items);
  }

  focus() {
    this.#summary.focus({ preventScroll: true });
  }

  #close() {
    this.node.open = false;
  }

  /** A press beside it closes it. */
  #pressed = ({ target }: PointerEvent) => {
    if (target instanceof Node && !this.node.contains(target)) this.#close();
  };
}
