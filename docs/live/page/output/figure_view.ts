/** A figure as large as the window, and ways to take it along. */

import { Copier } from "../elements/copier.js";
import { openDialog } from "../elements/dialog.js";
import { save } from "../elements/files.js";
import { button, text } from "../elements/toolbar.js";
import { pngOf, sourceOf } from "./figure_files.js";
import { fill } from "../../phrases.js";

/** @typedef {import("./figure_files.js").Figure} Figure */

/** @param {Figure[]} figures of an output @param {Figure} first which to show @param {string} name of the files to save */
export function openFigures(figures, first, name) {
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
  /** @param {number} step */
  const go = (step) => {
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
