/** The program of the set-up as it stands: what Start runs. */

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
  pre.setAttribute("aria-label", "The program");
  pre.append(code);
  highlight.append(pre);
  const script = () => scriptOf(store.setup);
  /** @param {string} type @param {string} name @param {string} content */
  const saveText = (type, name, content) => save(new Blob([content], { type }), name);
  const programs = [
    button("Copy", "copy", () => copier.copy("The program is copied.", script())),
    button(
      "Notebook",
      "save",
      () => saveText("application/x-ipynb+json", "playground.ipynb", notebookOf(sectionsOf(store.setup), store.link)),
      { title: "Save the program as a notebook for Jupyter or Colab" },
    ),
    button("Script", "save", () => saveText("text/x-python", "playground.py", script()), {
      title: "Save the program as a Python file",
    }),
  ];
  const link = button("Link", "share", () => copier.copy("A link to this set-up is copied.", store.link), {
    title: "Copy a link to this set-up",
  });
  node.append(bar("pg-buttons", "The program", ...programs, link, said), copier.node, highlight);
  store.watch((setup) => {
    const isWhole = stackFor(setup).fits;
    for (const one of programs) one.disabled = !isWhole;
    said.textContent = "";
    code.replaceChildren(...(isWhole ? colored(script()) : ["# The layers do not fit yet: see above."]));
  });
  return node;
}
