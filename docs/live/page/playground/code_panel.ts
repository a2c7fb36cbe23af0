/** The program of the set-up as it stands: what Start runs. */

import { forTheClass } from "../elements/class_address.js";
import { Copier } from "../elements/copier.js";
import { save } from "../elements/files.js";
import { bar, button, text } from "../elements/toolbar.js";
import { colored } from "./parts/python_code.js";
import { notebookOf } from "./setup/notebook.js";
import { scriptOf, sectionsOf } from "./setup/program.js";
import { stackFor } from "./setup/setup.js";

/** @param {import("./store.js").Store} store @param {(words: string) => void} announce */
export function codePanel(store, announce) {
  const node = text("div", "pg-code");
  const code = text("code", "");
  const pre = text("pre", "");
  const highlight = text("div", "language-python highlight");
  const said = text("span", "pg-said");
  const copier = new Copier((words) => {
    said.textContent = words;
    announce(words);
  });
  pre.tabIndex = 0;
  pre.setAttribute("aria-label", WORDS.playground.code.title);
  pre.append(code);
  highlight.append(pre);
  const script = () => scriptOf(store.setup);
  /** @param {string} type @param {string} name @param {string} content */
  const saveText = (type, name, content) => save(new Blob([content], { type }), name);
  const programs = [
    button(WORDS.buttons.copy, "copy", () => copier.copy(WORDS.playground.code.copied, script())),
    button(
      WORDS.buttons.notebook,
      "save",
      () => saveText("application/x-ipynb+json", "playground.ipynb", notebookOf(sectionsOf(store.setup), store.link)),
      { title: WORDS.playground.code.notebook_title },
    ),
    button(WORDS.playground.code.script, "save", () => saveText("text/x-python", "playground.py", script()), {
      title: WORDS.playground.code.script_title,
    }),
  ];
  const link = button(
    WORDS.playground.code.link,
    "share",
    () => copier.copy(WORDS.playground.code.link_copied, forTheClass(store.link)),
    {
      title: WORDS.playground.code.link_title,
    },
  );
  node.append(bar("pg-buttons", WORDS.playground.code.title, ...programs, link, said), copier.node, highlight);
  store.watch((setup) => {
    const isWhole = stackFor(setup).fits;
    for (const one of programs) one.disabled = !isWhole;
    said.textContent = "";
    code.replaceChildren(...(isWhole ? colored(script()) : [`# ${WORDS.playground.code.unfit}`]));
  });
  return node;
}
