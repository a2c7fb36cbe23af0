/** The variables at a step of a run: each name goes back to where it was changed. */

import { fill } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import type { Variable } from "./steps.ts";

export class VariablesTable {
  node = text("table", "steps-variables");
  #backTo;
  #leave;

  /** @param backTo goes back to where a name was changed @param leave takes the focus where its button has gone */
  constructor(backTo: (name: string) => void, leave: () => void) {
    this.#backTo = backTo;
    this.#leave = leave;
  }

  /** @param wasChanged has the name been changed before? */
  show(variables: Variable[], wasChanged: (name: string) => boolean) {
    const { activeElement } = document;
    const focused = this.node.contains(activeElement) ? activeElement?.textContent : null;
    const rows = variables.map(({ name, value, isNew, isEarlier }) => {
      const row = text("tr", isNew ? "steps-new" : isEarlier ? "steps-earlier" : "");
      if (isEarlier) row.title = WORDS.steps.earlier;
      const head = Object.assign(text("th", ""), { scope: "row" });
      head.append(wasChanged(name) ? this.#button(name) : name);
      row.append(head, text("td", "", value));
      return row;
    });
    this.node.replaceChildren(text("caption", "", WORDS.steps.variables), ...rows);
    this.node.hidden = !rows.length;
    if (focused) this.#focus(focused);
  }

  #button(name: string) {
    const node = Object.assign(text("button", "", name), { type: "button" });
    node.title = fill(WORDS.steps.changed_at, { name });
    node.addEventListener("click", () => this.#backTo(name));
    return node;
  }

  #focus(name: string) {
    const same = [...this.node.querySelectorAll("button")].find(({ textContent }) => textContent === name);
    if (same) same.focus({ preventScroll: true });
    else this.#leave();
  }
}
