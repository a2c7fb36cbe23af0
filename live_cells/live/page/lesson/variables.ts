/** A panel that lists the variables of the living Python, brought up to date after every run. */

import type { Answers } from "../../messages.ts";
import { fill } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";
import { modelButton } from "../elements/model_button.ts";
import type { Lesson } from "./lesson.ts";

type Variables = Answers["variables"]["variables"];

const COLUMNS = WORDS.variables.columns;

export class VariablesPanel {
  /** The button that opens and closes the panel. */
  opener = button(WORDS.variables.title, "variables", () => this.#toggle(), { title: WORDS.variables.open_title });
  node = text("section", "live-variables");

  #lesson;
  #leave;
  #table = text("table", "live-variables-table");
  #words = text("p", "live-variables-words");

  /** @param leave gives the focus back when the panel closes */
  constructor(lesson: Lesson, leave: () => void) {
    this.#lesson = lesson;
    this.#leave = leave;
    this.node.hidden = true;
    this.node.setAttribute("aria-label", WORDS.variables.title);
    const head = document.createElement("thead");
    const row = head.insertRow();
    for (const title of Object.values(COLUMNS)) {
      row.append(Object.assign(document.createElement("th"), { textContent: title, scope: "col" }));
    }
    this.#table.append(head);
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
    const { kernel, sessions } = this.#lesson;
    const found: [string | undefined, Variables][] = [];
    for (const session of sessions) {
      const answer = await kernel.ask("variables", "", session);
      if (!answer && kernel.state === "busy") return;
      found.push([session, answer?.variables ?? []]);
    }
    const some = found.filter(([_, variables]) => variables.length);
    for (const body of [...this.#table.tBodies]) body.remove();
    this.#table.append(...some.map(([session, variables]) => rows(variables, session)));
    this.#words.textContent = some.length ? "" : WORDS.variables.none;
    this.#table.hidden = !some.length;
  }

  #toggle() {
    this.node.hidden = !this.node.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.node.hidden));
    if (this.node.hidden) this.#leave();
    else this.refresh();
  }
}

/** The variables of a session; a named one has its name above them. */
function rows(variables: Variables, session: string | undefined) {
  const columns = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const body = document.createElement("tbody");
  if (session) {
    const words = fill(WORDS.variables.of_session, { session });
    const head = Object.assign(document.createElement("th"), { textContent: words, scope: "rowgroup" });
    head.colSpan = columns.length;
    body.insertRow().append(head);
  }
  for (const variable of variables.toReversed()) {
    const row = body.insertRow();
    for (const column of columns) row.insertCell().textContent = variable[column];
    if (variable.is_model && !session) row.cells[1].append(" ", modelButton({ name: variable.name }));
  }
  return body;
}
