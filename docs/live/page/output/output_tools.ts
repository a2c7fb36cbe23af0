/** What a reader can do with an output: copy and save its text, see its figures large. */

import { save } from "../elements/files.js";
import { button, text } from "../elements/toolbar.js";
import { figuresOf } from "./figure_files.js";
import { openFigures } from "./figure_view.js";

/** What is printed or shown as text. */
const TEXT = '[data-part]:not([data-part="image"])';

/**
 * @param {HTMLElement} region the output
 * @param {string} name of the files to save
 * @param {import("../elements/copier.js").Copier} copier
 * @returns {HTMLElement} the tools, to stand before the output
 */
export function outputTools(region, name, copier) {
  const textTools = [
    button(WORDS.output.copy, "copy", () => copier.copy(WORDS.output.copied, textOf(region)), { quiet: true }),
    button(WORDS.output.save, "save", () => save(new Blob([textOf(region)]), `${name}.txt`), { quiet: true }),
  ];
  const enlarge = button(WORDS.figure.enlarge, "enlarge", () => open(figuresOf(region)[0]), { quiet: true });
  /** @param {HTMLImageElement} figure */
  const open = (figure) => openFigures(figuresOf(region), figure, name);
  region.addEventListener("click", ({ target }) => {
    const isSelecting = !(getSelection()?.isCollapsed ?? true);
    if (target instanceof HTMLImageElement && !isSelecting) open(target);
  });
  const refresh = () => {
    for (const tool of textTools) tool.hidden = !region.querySelector(TEXT);
    enlarge.hidden = !region.querySelector("img");
  };
  new MutationObserver(refresh).observe(region, { childList: true });
  refresh();
  const tools = text("div", "output-tools");
  tools.append(...textTools, enlarge);
  return tools;
}

/** The output as text; a figure by its description. @param {HTMLElement} region */
function textOf(region) {
  const parts = [...region.querySelectorAll("[data-part]")].map((part) => {
    if (part instanceof HTMLIFrameElement) return part.contentDocument?.body.innerText ?? "";
    const figure = part instanceof HTMLImageElement ? part : part.querySelector("img");
    return figure ? `[${figure.alt}]\n` : /** @type {HTMLElement} */ (part).innerText;
  });
  return parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`)).join("");
}
