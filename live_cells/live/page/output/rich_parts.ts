/** Shows the parts of an output that are more than text; one replaces another without a flicker. */

import type { Part } from "../../messages.ts";
import { config } from "../config.js";
import { bytesOf } from "../elements/files.ts";
import { htmlFrame } from "./html_frame.ts";
import { TextBlock } from "./terminal_text.ts";
import { formula, markdown } from "./typeset.ts";

/** How each kind of output that is more than text is shown. `old`: a node that it replaces. */
const RICH: Record<string, (part: Part, old?: HTMLElement) => HTMLElement[]> = {
  image: (part, old) => [picture(part, old)],
  html: (part, old) => htmlFrame(part.text, part.plain || WORDS.output.title, old),
  markdown: (part, old) => markdown(part.text, part.plain || WORDS.output.title, old),
  widget: (part) => [widget(part)],
  latex: (part) => [formula(part.text)],
  picture: (part, old) => [described(part, old)],
  misfit: ({ picture: description = "" }) => [misfit(description)],
};

export const isRich = ({ part }: Part) => Object.hasOwn(RICH, part);

/**
 * @param old a node of the same kind that is no longer needed: it may be filled anew
 * @returns the first of them carries the part's display id
 */
export function richNodes(part: Part, old?: HTMLElement): HTMLElement[] {
  const nodes = isRich(part) ? RICH[part.part](part, old) : [printed(part)];
  if (part.display) nodes[0].dataset.display = part.display;
  else delete nodes[0].dataset.display;
  return nodes;
}

/** Show a part in the place of all that is shown under its display id, in whichever cell. */
export function update(part: Part) {
  const shown = document.querySelectorAll<HTMLElement>(`[data-display="${CSS.escape(part.display ?? "")}"]`);
  for (const old of shown) {
    if (old.nextElementSibling?.matches(".cell-left-out")) old.nextElementSibling.remove();
    const [node, ...more] = richNodes(part, old.dataset.part === part.part ? old : undefined);
    if (node !== old) old.replaceWith(node);
    node.after(...more);
  }
}

function printed({ part, text }: Part) {
  const block = new TextBlock(part);
  block.append(text);
  block.draw();
  return block.node;
}

/** A message of a widget, which is for the page and not to be shown. */
export const receiveMessage = ({ text }: Part) => widgets().then(({ receive }) => receive(text));

let models: Promise<typeof import("../widgets/models.ts")> | undefined;

/** One promise, so that parts keep their order. */
const widgets = () => (models ??= import("../widgets/models.ts"));

/** A widget of which this page has the script; until it is there, its text. */
function widget({ text, widget = "" }: Part) {
  const node = document.createElement("div");
  node.dataset.part = "widget";
  node.append(Object.assign(document.createElement("pre"), { textContent: text }));
  widgets()
    .then(({ show }) => show(node, widget))
    .catch((error) => console.warn("A widget:", error));
  return node;
}

let pictures: typeof import("../pictures/mount.ts") | null = null;

/**
 * A picture, drawn from its description (pictures/mount.ts); until then, and where it cannot be drawn, its text.
 * @param old a drawn one, which this one takes the place of
 */
function described({ text, picture, alt }: Part, old?: HTMLElement) {
  const node = old ?? document.createElement("div");
  node.className = "picture";
  Object.assign(node.dataset, { part: "picture", picture: picture ?? "", alt: alt ?? "" });
  for (const words of node.querySelectorAll(":scope > :is(pre, img, svg, div:not(.picture-live))")) words.remove();
  node.prepend(Object.assign(document.createElement("pre"), { textContent: text }));
  if (pictures && node.isConnected) pictures.draw(node);
  else drawLate(node); // once it is in the page, whose style says its colors and its width
  return node;
}

async function drawLate(node: HTMLElement) {
  try {
    pictures = await import("../pictures/mount.ts");
    pictures.draw(node);
  } catch (error) {
    console.warn("A picture:", error);
  }
}

/** Two shapes that do not fit, below an error or a warning: a script of its own draws them, which no page needs before. */
export function misfit(description: string) {
  const node = document.createElement("div");
  node.dataset.part = "misfit";
  import("../pictures/misfit.ts")
    .then(({ misfitFigure }) => {
      const cell = node.closest<HTMLElement>("[data-cell]")?.dataset.cell ?? "";
      node.append(misfitFigure(description, cell));
    })
    .catch((error) => console.warn("A drawing of shapes:", error));
  return node;
}

const KNOWN = /^image\/(png|jpeg|gif|webp|svg\+xml)$/;

/**
 * An image. A figure without a background is in the inks of the light scheme. Beside it is a second one in the inks of the
 * dark scheme, and the style sheet shows the one that fits.
 * @param old a picture whose place this one takes
 */
function picture(part: Part, old?: HTMLElement) {
  const node = made(part);
  return old && takesOver(old, node) ? old : node;
}

/** Show the new picture in the old one's elements: a browser shows what they had until it has read the new one. */
function takesOver(old: HTMLElement, node: HTMLElement) {
  const [theirs, ours] = [old, node].map((one) =>
    one instanceof HTMLImageElement ? [one] : [...one.querySelectorAll("img")],
  );
  if (old.tagName !== node.tagName || theirs.length !== ours.length) return false;
  for (const [index, image] of ours.entries()) {
    const { src, alt, className, style } = image;
    Object.assign(theirs[index], { src, alt, className });
    theirs[index].style.cssText = style.cssText;
  }
  return true;
}

function made({ text, mime, data, alt, width, height }: Part) {
  const svg = mime === "image/svg+xml" && data ? decoded(data) : "";
  const name = alt || text;
  if (Object.keys(config.darkInk).some((ink) => svg.includes(ink))) {
    const node = document.createElement("div");
    node.append(image(address(svg), name, "figure-light", svg), image(address(dark(svg)), name, "figure-dark", svg));
    node.dataset.part = "image";
    return node;
  }
  const node = image(KNOWN.test(mime ?? "") && data ? `data:${mime};base64,${data}` : "", name, "", svg);
  node.dataset.part = "image";
  if (width) node.style.width = `${width}px`;
  if (height) node.style.height = `${height}px`;
  return node;
}

function image(source: string, alt: string, className: string, svg: string) {
  const node = Object.assign(document.createElement("img"), { alt, className });
  const [, width, height] = /^<svg[^>]* width="([\d.]+)pt" height="([\d.]+)pt"/.exec(svg) ?? [];
  if (height) {
    node.style.setProperty("--figure-width", `${width}pt`);
    node.style.setProperty("--figure-ratio", `${width} / ${height}`);
  }
  if (source) node.src = source;
  return node;
}

function dark(svg: string) {
  return svg.replace(/#[0-9a-f]{6}\b/g, (color) => config.darkInk[color] ?? color);
}

const address = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** @param data in base64 */
const decoded = (data: string) => new TextDecoder().decode(bytesOf(data));
