/** A panel that lists the variables of the living Python, brought up to date after every run. */

import type { Answers } from "../../messages.ts";
import { button, text } from "../elements/nodes.ts";
import { modelButton } from "../elements/model_button.ts";
import type { Kernel } from "../kernel/kernel.ts";

type Variables = Answers["variables"]["variables"];

const COLUMNS = WORDS.variables.columns;

export class VariablesPanel {
  /** The button that opens and closes the panel. */
  opener = button(WORDS.variables.title, "variables", () => this.#toggle(), { title: WORDS.variables.open_title });
  node = text("section", "live-variables");

  #kernel;
  #leave;
  #table = text("table", "live-variables-table");
  #body = document.createElement("tbody");
  #words = text("p", "live-variables-words");

  /** @param leave gives the focus back when the panel closes */
  constructor(kernel: Kernel, leave: () => void) {
    this.#kernel = kernel;
    this.#leave = leave;
    this.node.hidden = true;
    this.node.setAttribute("aria-label", WORDS.variables.title);
    const head = document.createElement("thead");
    const row = head.insertRow();
    for (const title of Object.values(COLUMNS)) {
      row.append(Object.assign(document.createElement("th"), { textContent: title, scope: "col" }));
    }
    this.#table.append(head, this.#body);
    const close = button(WORDS.buttons.close, "close", () => this.#toggle(), { quiet: true });
    const title = text("strong", "", WORDS.variables.title);
    const top = text("div", "live-variables-top");
    top.append(title, close);
    const scroller = text("div", "live-variables-list");
    scroller.tabIndex = 0;
    scroller.append(this.#table, this.#words);
    this.node.append(top, scroller);
    this.node.addEventListener("keydown", ({ key }) => key === "Escape" && this.#toggle());
    this.opener.setAttribute("aria-expanded", "false");
  }

  /** Ask Python what there is, if anyone looks. */
  async refresh() {
    if (this.node.hidden) return;
    const found = await this.#kernel.ask("variables");
    if (found) this.#show(found.variables);
    else if (this.#kernel.state !== "busy") this.#show([]);
  }

  #show(variables: Variables) {
    const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
    this.#body.replaceChildren(
      ...variables.toReversed().map((variable) => {
        const row = document.createElement("tr");
        for (const column of columns) row.insertCell().textContent = variable[column];
        if (variable.is_model) row.cells[1].append(" ", modelButton({ name: variable.name }));
        return row;
      }),
    );
    this.#words.textContent = variables.length ? "" : WORDS.variables.none;
    this.#table.hidden = !variables.length;
  }

  #toggle() {
    this.node.hidden = !this.node.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.node.hidden));
    if (this.node.hidden) this.#leave();
    else this.refresh();
  }
}
