/** What a reader can do with an output: copy and save its text, see its figures large. */

import type { Copier } from "../elements/copier.ts";
import { save } from "../elements/files.ts";
import { button, text } from "../elements/toolbar.ts";
import { figuresOf } from "./figure_files.ts";
import { openFigures } from "./figure_view.ts";

/** What is printed or shown as text. */
const TEXT = '[data-part]:not([data-part="image"])';

/** @param region the output @param name of the files to save @returns the tools, to stand before the output */
export function outputTools(region: HTMLElement, name: string, copier: Copier): HTMLElement {
  const textTools = [
    button(WORDS.output.copy, "copy", () => copier.copy(WORDS.output.copied, textOf(region)), { quiet: true }),
    button(WORDS.output.save, "save", () => save(new Blob([textOf(region)]), `${name}.txt`), { quiet: true }),
  ];
  const enlarge = button(WORDS.figure.enlarge, "enlarge", () => open(figuresOf(region)[0]), { quiet: true });
  const open = (figure: HTMLImageElement) => openFigures(figuresOf(region), figure, name);
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

/** The output as text; a figure by its description. */
function textOf(region: HTMLElement) {
  const parts = [...region.querySelectorAll("[data-part]")].map((part) => {
    if (part instanceof HTMLIFrameElement) return part.contentDocument?.body.innerText ?? "";
    const figure = part instanceof HTMLImageElement ? part : part.querySelector("img");
    return figure ? `[${figure.alt}]\n` : (part as HTMLElement).innerText;
  });
  return parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`)).join("");
}
