/** What is chosen in a picture: what its drawing states, or one number of a table or a field beside it. */

import { type ChosenNumber, choose, type Path } from "./chosen_number.ts";

/** Marks an element that shows a number of the description: it can be chosen by itself. */
export function isNumberAt(node: HTMLElement | SVGElement, path: Path, value: number) {
  node.dataset.path = JSON.stringify({ path, value } satisfies ChosenNumber);
}

const SHOWS_NUMBER = "[data-path]";

export class Choice {
  /** Has the reader changed the numbers? Then nothing can be chosen. */
  isChanged = false;
  #node;
  #stated: ChosenNumber[] = [];
  #picked: HTMLElement | SVGElement | null = null;

  /** @param node of the picture */
  constructor(node: HTMLElement) {
    this.#node = node;
  }

  /** The numbers that the drawing states now; others than before take the place of one that was picked. */
  state(...numbers: (ChosenNumber | null | false | undefined)[]) {
    const stated = numbers.filter((one) => one instanceof Object);
    if (this.isChanged || JSON.stringify(stated) !== JSON.stringify(this.#stated)) this.#release();
    this.#stated = stated;
    this.#tell();
  }

  /** Numbers that are shown within an element can be picked, by a press or by the focus. */
  follow(element: Element) {
    for (const kind of ["focusin", "click"])
      element.addEventListener(kind, ({ target }) => {
        const node = target instanceof Element ? target.closest<HTMLElement | SVGElement>(SHOWS_NUMBER) : null;
        if (node) this.pick(node);
      });
  }

  pick(node: HTMLElement | SVGElement) {
    if (this.isChanged) return;
    this.#release();
    this.#picked = node;
    node.toggleAttribute("data-picked", true);
    this.#tell();
  }

  /** The elements have been made anew: the number that was picked is in another one. */
  renew(element: Element) {
    const path = this.#picked?.dataset.path;
    if (!path || this.#picked?.isConnected) return;
    const nodes = element.querySelectorAll<HTMLElement | SVGElement>(SHOWS_NUMBER);
    const again = [...nodes].find((node) => node.dataset.path === path);
    if (again) return this.pick(again);
    this.#release();
    this.#tell();
  }

  #release() {
    this.#picked?.toggleAttribute("data-picked", false);
    this.#picked = null;
  }

  #tell() {
    const picked = this.#picked?.dataset.path;
    if (this.isChanged) choose(this.#node);
    else choose(this.#node, ...(picked ? [JSON.parse(picked) as ChosenNumber] : this.#stated));
  }
}
