/** What a reader can do with an output: copy and save its text, see its figures large. */

import type { Copier } from "../elements/copier.ts";
import { save } from "../elements/files.ts";
import { button } from "../elements/nodes.ts";

/** What is printed or shown as text. */
const TEXT = '[data-part]:not([data-part="image"])';

/** @param region the output @param name of the files to save @returns buttons, and what hides those that have no use now */
export function outputTools(region: HTMLElement, name: string, copier: Copier) {
  const textTools = [
    button(WORDS.output.copy, "copy", () => copier.copy(WORDS.output.copied, textOf(region))),
    button(WORDS.output.save, "save", () => save(new Blob([textOf(region)]), `${name}.txt`)),
  ];
  const enlarge = button(WORDS.figure.enlarge, "enlarge", () => open());
  const open = async (figure?: HTMLImageElement) =>
    (await import("./figure_view.ts")).openFigures(region, name, figure);
  region.addEventListener("click", ({ target }) => {
    const isSelecting = !(getSelection()?.isCollapsed ?? true);
    if (target instanceof HTMLImageElement && !isSelecting) open(target);
  });
  const refresh = () => {
    const has = (what: string) => region.checkVisibility() && region.querySelector(what);
    for (const tool of textTools) tool.hidden = !has(TEXT);
    enlarge.hidden = !has("img");
  };
  return { tools: [...textTools, enlarge], refresh };
}

/** The output as text; a figure by its description, a picture by the text that came with it. */
function textOf(region: HTMLElement) {
  const parts = [...region.querySelectorAll<HTMLElement>("[data-part]")].map((part) => {
    if (part instanceof HTMLIFrameElement) return part.contentDocument?.body.innerText ?? "";
    if (part.dataset.part === "picture")
      return part.querySelector("pre")?.textContent ?? `[${part.querySelector("img")?.alt}]\n`;
    const figure = part instanceof HTMLImageElement ? part : part.querySelector("img");
    return figure ? `[${figure.alt}]\n` : part.innerText;
  });
  return parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`)).join("");
}
