/** Markdown and formulas in outputs, by the libraries that the site has for them; they come with the first of either. */

import { config } from "../config.js";
import { address } from "../elements/address.js";
import { htmlFrame } from "./html_frame.js";
import { text } from "../elements/toolbar.js";

/**
 * What a library brings along.
 * @typedef {any} Library
 *
 * A formula as it is written, and whether it stands on a line of its own.
 * @typedef {{tex: string, display: boolean}} Formula
 */

/** @type {{marked: Library, katex: Library}|null} */
let libraries = null;
/** @type {Promise<void>|null} */
let coming = null;

/**
 * @param {string} source formulas between dollar signs @param {string} name what a screen reader says
 * @param {HTMLElement} [old] a node whose place this one takes
 * @returns {HTMLElement[]}
 */
export function markdown(source, name, old) {
  if (libraries) return htmlFrame(libraries.marked.parse(source), name, old, "markdown");
  return [placeholder("markdown", source, () => markdown(source, name))];
}

/** @param {string} source TeX between dollar signs, or an environment @returns {HTMLElement} */
export function formula(source) {
  if (!libraries) return placeholder("latex", source, () => [formula(source)]);
  const node = text("div", "cell-formula");
  node.dataset.part = "latex";
  const { tex, display } = unwrapped(source);
  libraries.katex.render(tex, node, { displayMode: display, throwOnError: false });
  return node;
}

/**
 * The source as it is, until it can be set; for good if the libraries do not come.
 * @param {"markdown"|"latex"} kind @param {string} source @param {() => HTMLElement[]} nodes when they have come
 */
function placeholder(kind, source, nodes) {
  const node = Object.assign(document.createElement("pre"), { textContent: source });
  node.dataset.part = kind;
  coming ??= bring().finally(() => (coming = null));
  coming.then(
    () => {
      const [set, ...more] = nodes();
      if (node.dataset.display) set.dataset.display = node.dataset.display;
      node.replaceWith(set, ...more);
    },
    (error) => console.warn("Shown without formatting:", error),
  );
  return node;
}

async function bring() {
  const [{ Marked }, { default: katex }] = await Promise.all(
    [config.marked, config.katex].map((path) => import(address(path))),
  );
  /** @param {Formula} token */
  const renderer = ({ tex, display }) =>
    katex.renderToString(tex, { displayMode: display, output: "mathml", throwOnError: false });
  const math = {
    name: "math",
    level: "inline",
    start: (/** @type {string} */ source) => source.indexOf("$"),
    /** @param {string} source */
    tokenizer(source) {
      const [raw, dollars, tex] = /^(\$\$?)(?!\s)([^$]+?)(?<!\s)\1(?!\d)/.exec(source) ?? [];
      return raw && { type: "math", raw, tex, display: dollars === "$$" };
    },
    renderer,
  };
  libraries = { marked: new Marked({ gfm: true, extensions: [math] }), katex };
}

/** @param {string} source @returns {Formula} */
function unwrapped(source) {
  const [, dollars, tex] = /^\s*(\$\$?)([\s\S]*?)\1\s*$/.exec(source) ?? [];
  return dollars ? { tex, display: dollars === "$$" } : { tex: source, display: true };
}
