/** The program of the setup as it stands: what Start runs. */

import { Copier } from "../../../../live_cells/live/page/elements/copier.ts";
import { forTheClass, save } from "../../../../live_cells/live/page/elements/files.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { notebookOf, scriptOf, sectionsOf } from "./setup/program.ts";
import { stackFor, withEnd, type Setup } from "./setup/setup.ts";
import type { Store } from "./store.ts";

/** @param trained how many epochs the run has, if it is one of this setup: a program without an end trains so many */
export function codePanel(store: Store, trained: (setup: Setup) => number, announce: (words: string) => void) {
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
  const shown = () => withEnd(store.setup, trained(store.setup) || undefined);
  const script = () => scriptOf(shown());
  const saveText = (type: string, name: string, content: string) => save(new Blob([content], { type }), name);
  const programs = [
    button(WORDS.buttons.copy, "copy", () => copier.copy(WORDS.playground.code.copied, script())),
    button(
      WORDS.buttons.notebook,
      "save",
      () => saveText("application/x-ipynb+json", "playground.ipynb", notebookOf(sectionsOf(shown()), store.link)),
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
  let last = "";
  const refresh = () => {
    const isWhole = stackFor(store.setup).fits;
    const source = isWhole ? script() : `# ${WORDS.playground.code.unfit}`;
    if (source === last) return;
    last = source;
    for (const one of programs) one.disabled = !isWhole;
    said.textContent = "";
    code.replaceChildren(...(isWhole ? colored(source) : [source]));
  };
  store.watch(refresh);
  return { node, refresh };
}

const KEYWORDS =
  "and|as|break|class|def|elif|else|for|from|global|if|import|in|is|not|or|return|while|with|yield|None|True|False|pass";
const TOKEN = new RegExp(
  `(?<s>"""[^]*?"""|f?"(?:[^"\\\\\\n]|\\\\.)*")|(?<c>#[^\\n]*)|\\b(?<k>${KEYWORDS})\\b|\\b(?<m>\\d[\\d.e-]*)`,
  "g",
);

/** Python in color, as the page's recorded cells have it: keywords, strings, numbers, comments. */
function colored(source: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const found of source.matchAll(TOKEN)) {
    const [[kind]] = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
    nodes.push(document.createTextNode(source.slice(end, found.index)), text("span", kind, found[0]));
    end = found.index + found[0].length;
  }
  nodes.push(document.createTextNode(source.slice(end)));
  return nodes;
}
