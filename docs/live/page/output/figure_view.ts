/** A figure as large as the window, and ways to take it along. */

import { fill } from "../../phrases.ts";
import { Copier } from "../elements/copier.ts";
import { openDialog } from "../elements/dialog.ts";
import { save } from "../elements/files.ts";
import { button, text } from "../elements/toolbar.ts";
import { pngOf, sourceOf, type Figure } from "./figure_files.ts";

/** @param figures of an output @param first which to show @param name of the files to save */
export function openFigures(figures: Figure[], first: Figure, name: string) {
  let index = figures.indexOf(first);
  const image = document.createElement("img");
  const caption = text("p", "figure-view-words");
  const tools = text("div", "figure-view-tools");
  const said = text("span", "figure-view-said");
  said.setAttribute("role", "status");
  const copier = new Copier((words) => (said.textContent = words));
  const counter = text("span", "");
  const fileName = () => (figures.length > 1 ? `${name}-${index + 1}` : name);
  const saveSvg = button(WORDS.figure.save_svg, "save", async () =>
    save(await sourceOf(figures[index]), `${fileName()}.svg`),
  );
  const go = (step: number) => {
    index = (index + step + figures.length) % figures.length;
    const { src, alt } = figures[index];
    Object.assign(image, { src, alt });
    const { style } = image;
    const size = getComputedStyle(figures[index]);
    for (const name of ["--figure-width", "--figure-ratio"]) style.setProperty(name, size.getPropertyValue(name));
    caption.textContent = alt;
    counter.textContent = fill(WORDS.figure.number, { number: index + 1, all: figures.length });
    saveSvg.hidden = !/^data:image\/svg|\.svg$/.test(src);
    said.textContent = "";
  };
  if (figures.length > 1)
    tools.append(
      button(WORDS.buttons.previous, "back", () => go(-1)),
      counter,
      button(WORDS.buttons.next, "next", () => go(1)),
    );
  tools.append(
    saveSvg,
    button(WORDS.figure.save_png, "save", async () => save(await pngOf(figures[index]), `${fileName()}.png`)),
    button(WORDS.figure.copy, "copy", () => copier.copyPicture(WORDS.figure.copied, pngOf(figures[index]))),
    said,
  );
  const dialog = openDialog(WORDS.figure.title, "figure-view", tools, copier.node, image, caption);
  dialog.addEventListener("keydown", ({ key }) => {
    if (figures.length > 1 && key === "ArrowLeft") go(-1);
    if (figures.length > 1 && key === "ArrowRight") go(1);
  });
  go(0);
}
