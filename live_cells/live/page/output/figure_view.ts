/** An output's figures, each as large as the window. It is loaded when one is opened. */

import { fill } from "../../phrases.ts";
import { Copier } from "../elements/copier.ts";
import { save, bytesOf } from "../elements/files.ts";
import { button, openDialog, required, text } from "../elements/nodes.ts";

/** Show a figure as large as the window, with ways to take it along. @param region the output @param name of the files to save */
export function openFigures(region: HTMLElement, name: string, first?: Figure) {
  const figures = figuresOf(region);
  let index = first ? figures.indexOf(first) : 0;
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

/** An `<img>` that shows a figure. */
type Figure = HTMLImageElement;

/** Pixels of a PNG for each of the figure's own: enough for a slide. */
const SCALE = 2;

/** The visible figures of an output: of those that are there twice, for light and dark, one. */
function figuresOf(region: HTMLElement) {
  return [...region.querySelectorAll("img")].filter((image) => getComputedStyle(image).visibility === "visible");
}

/** The file that a figure shows. */
async function sourceOf({ src }: Figure) {
  const [, mime, coding, data] = /^data:([^;,]*)(;base64)?,(.*)$/s.exec(src) ?? [];
  if (data === undefined) return (await fetch(src)).blob(); // recorded, and the site's own
  if (!coding) return new Blob([decodeURIComponent(data)], { type: mime });
  return new Blob([bytesOf(data)], { type: mime });
}

/** The figure as a picture on the page's ground. */
async function pngOf(figure: Figure): Promise<Blob> {
  const image = new Image();
  image.src = figure.src;
  await image.decode();
  const { width, height } = sizeOf(figure, image);
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
  const pen = required(canvas.getContext("2d"));
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob: Blob | null = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(WORDS.figure.not_drawn);
  return blob;
}

/** @param image the same, by itself */
function sizeOf(figure: Figure, { naturalWidth, naturalHeight }: HTMLImageElement) {
  if (naturalWidth && naturalHeight) return { width: naturalWidth, height: naturalHeight };
  const { width, height } = figure.getBoundingClientRect();
  return { width: Math.ceil(width), height: Math.ceil(height) };
}
