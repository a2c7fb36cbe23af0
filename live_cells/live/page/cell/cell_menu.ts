/** A cell's menu: what few need of the cell and of its output. What a reader used last stands beside it, in each cell. */

import { Menu } from "../elements/menu.ts";
import { text } from "../elements/nodes.ts";
import { store, stored } from "../elements/storage.ts";

const KEY = "live-cells-last-tool";

export class CellMenu extends Menu {
  /** Has what was used last. */
  last = text("span", "cell-last");
  #region: HTMLElement | null = null;
  #refresh = () => {};
  /** Stand for buttons among the output, which are not shown there. */
  #doubles: HTMLButtonElement[] = [];
  /** Where the last one stands in the list. */
  #place = document.createComment("");

  constructor() {
    super("…", WORDS.page.more);
    for (const home of [this.list, this.last])
      home.addEventListener("click", ({ target }) => {
        const item = target instanceof Element && target.closest("button");
        if (item) store(KEY, kindOf(item));
      });
    this.node.addEventListener("toggle", () => this.node.open && this.#renew());
  }

  /** @param cell in which it comes up @param refresh hides what cannot be used now */
  serve(cell: HTMLElement, region: HTMLElement, refresh: () => void) {
    this.#region = region;
    this.#refresh = refresh;
    for (const event of ["pointerenter", "focusin"]) cell.addEventListener(event, () => this.#showLast());
  }

  #renew() {
    this.#refresh();
    this.#putBack();
    for (const double of this.#doubles.splice(0)) double.remove();
    const buttons = this.#region?.querySelectorAll<HTMLButtonElement>("button[data-in-menu]:not([hidden], :disabled)");
    this.#doubles = [...(buttons ?? [])].map((button) => {
      const double = button.cloneNode(true) as HTMLButtonElement;
      delete double.dataset.inMenu;
      double.addEventListener("click", () => button.click());
      return double;
    });
    this.add(...this.#doubles);
  }

  #showLast() {
    const focused = document.activeElement;
    if (this.node.open || this.last.contains(focused)) return;
    this.#renew();
    const kind = stored(KEY);
    const item = [...this.list.querySelectorAll("button")].find((one) => kindOf(one) === kind);
    if (!item || item.hidden || item.disabled) return;
    item.replaceWith(this.#place);
    this.last.append(item);
  }

  #putBack() {
    const [item] = this.last.children;
    if (item) this.#place.replaceWith(item);
  }
}

const kindOf = (button: Element) => /live-button--\S+/.exec(button.className)?.[0];
