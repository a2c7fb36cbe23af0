// Formulas: the page holds MathML, readable at once; here KaTeX sets them finer.
// Runs as a module on pages that have formulas, again after each instant navigation.

import { markScrollable } from "./scrollable.js";
import { siteTheme } from "./theme.js";

const library = new URL("katex/katex.mjs", import.meta.url).href;

/** Replace each formula's MathML by KaTeX's rendering of the TeX it carries. */
async function typeset() {
  const formulas = document.querySelectorAll(".arithmatex:not([data-done])");
  if (!formulas.length) return;
  const katex = (await import(library)).default;
  for (const formula of formulas) {
    const tex = formula.querySelector("annotation")?.textContent;
    if (!tex) continue;
    katex.render(tex, formula, {
      displayMode: formula.tagName === "DIV",
      output: "htmlAndMathml",
      throwOnError: true,
      strict: "error",
    });
    formula.dataset.done = "";
  }
}

async function setPage() {
  await typeset();
  await document.fonts.ready; // widths are final then
  markScrollable();
}

siteTheme.onPage(setPage);
