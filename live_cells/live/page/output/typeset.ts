/** Markdown and formulas in outputs. The libraries for them are loaded with the first of either. */

import { config } from "../config.js";
import { address } from "../elements/files.ts";
import { text } from "../elements/nodes.ts";
import { htmlFrame } from "./html_frame.ts";

/** What the page uses of Marked and of KaTeX. */
type Marked = { parse: (source: string) => string };
type Katex = {
  render: (tex: string, node: HTMLElement, options: object) => void;
  renderToString: (tex: string, options: object) => string;
};

/** A formula as it is written, and whether it stands on a line of its own. */
type Formula = { tex: string; display: boolean };

let libraries: { marked: Marked; katex: Katex } | null = null;
let loading: Promise<void> | null = null;

/**
 * @param source formulas between dollar signs
 * @param name what a screen reader says
 * @param old a node whose place this one takes
 */
export function markdown(source: string, name: string, old?: HTMLElement): HTMLElement[] {
  if (libraries) return htmlFrame(libraries.marked.parse(source), name, old, "markdown");
  return [placeholder("markdown", source, () => markdown(source, name))];
}

/** @param source TeX between dollar signs, or an environment */
export function formula(source: string): HTMLElement {
  if (!libraries) return placeholder("latex", source, () => [formula(source)]);
  const node = text("div", "cell-formula");
  node.dataset.part = "latex";
  const { tex, display } = unwrapped(source);
  libraries.katex.render(tex, node, {
    displayMode: display,
    output: config.mathml ? "mathml" : "htmlAndMathml",
    throwOnError: false,
  });
  return node;
}

/** The source as it is, until the libraries are loaded; for good if they cannot be. @param nodes typesets it */
function placeholder(kind: "markdown" | "latex", source: string, nodes: () => HTMLElement[]) {
  const node = Object.assign(document.createElement("pre"), { textContent: source });
  node.dataset.part = kind;
  loading ??= loadLibraries().finally(() => (loading = null));
  loading.then(
    () => {
      const [set, ...more] = nodes();
      if (node.dataset.display) set.dataset.display = node.dataset.display;
      node.replaceWith(set, ...more);
    },
    (error) => console.warn("Shown without formatting:", error),
  );
  return node;
}

async function loadLibraries() {
  const [{ Marked }, { default: katex }] = await Promise.all(
    [config.marked, config.katex].map((path) => import(address(path))),
  );
  const renderer = ({ tex, display }: Formula) =>
    katex.renderToString(tex, { displayMode: display, output: "mathml", throwOnError: false });
  const math = {
    name: "math",
    level: "inline",
    start: (source: string) => source.indexOf("$"),
    tokenizer(source: string) {
      const [raw, dollars, tex] = /^(\$\$?)(?!\s)([^$]+?)(?<!\s)\1(?!\d)/.exec(source) ?? [];
      return raw && { type: "math", raw, tex, display: dollars === "$$" };
    },
    renderer,
  };
  libraries = { marked: new Marked({ gfm: true, extensions: [math] }), katex };
}

function unwrapped(source: string): Formula {
  const [, dollars, tex] = /^\s*(\$\$?)([\s\S]*?)\1\s*$/.exec(source) ?? [];
  return dollars ? { tex, display: dollars === "$$" } : { tex: source, display: true };
}
