/** Draws described pictures. The still or the text in their place stays until one is drawn. */

import { fill, reasonOf } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { DataError } from "./checks.ts";
import { type PictureData, readPicture } from "./data.ts";

/** A picture that is drawn: `mount` is called when its node is in the page, `leave` when it goes. */
interface DrawnPicture {
  readonly node: HTMLElement;
  mount(): void;
  repaint(): void;
  leave(): void;
}

const drawn = new WeakMap<HTMLElement, DrawnPicture>();

/** The reader leaves the page that these are on. */
export function leavePictures(elements: Iterable<HTMLElement>) {
  for (const element of elements) drawn.get(element)?.leave();
}

/** Draw a picture whose description may lie in a file. The still stays where that cannot be had. */
export async function load(element: HTMLElement) {
  const { file } = element.dataset;
  if (file) {
    try {
      element.dataset.picture = await (await fetch(file)).text();
    } catch (error) {
      return console.warn("A picture:", error);
    }
  }
  if (element.isConnected) draw(element);
}

let isWatching = false;

/** Paint what is painted, and not drawn, in the colors that the page has. */
function watchScheme() {
  if (isWatching) return;
  isWatching = true;
  siteTheme.onScheme(() => {
    for (const element of document.querySelectorAll<HTMLElement>("[data-drawn]")) drawn.get(element)?.repaint();
  });
}

/** Draw a picture in its element, in the place of one that was drawn there before. */
export function draw(element: HTMLElement) {
  const name = element.querySelector("img")?.alt || element.dataset.alt || "";
  watchScheme();
  element.querySelector(":scope > .picture-fault")?.remove();
  try {
    const data = readPicture(element.dataset.picture ?? "");
    const picture = pictureOf(data, name);
    if (!picture) return void drawLate(element, data.kind);
    const old = drawn.get(element);
    old?.leave();
    if (old) old.node.replaceWith(picture.node);
    else element.append(picture.node);
    drawn.set(element, picture);
    element.dataset.drawn = "";
    picture.mount();
    element.dataset.live = "";
  } catch (error) {
    delete element.dataset.drawn;
    drawn.get(element)?.leave();
    drawn.get(element)?.node.remove();
    drawn.delete(element);
    if (!(error instanceof DataError)) console.error("A picture:", error);
    element.dataset.live = "";
    element.append(text("p", "picture-fault", fill(WORDS.pictures.not_drawn, { reason: reasonOf(error) })));
  }
}

/** What draws each kind; a page loads the scripts of the kinds that it has. */
const SCRIPTS = {
  channels: () => import("./channels.ts"),
  convolution: () => import("./convolution.ts"),
  graph: () => import("./graph.ts"),
  matrices: () => import("./matrices.ts"),
  module: () => import("./module.ts"),
  network: () => import("./network.ts"),
  surface: () => import("./surface.ts"),
  training: () => import("./training.ts"),
};
type Scripts = { [Kind in keyof typeof SCRIPTS]: Awaited<ReturnType<(typeof SCRIPTS)[Kind]>> };
const loaded: Partial<Scripts> = {};

async function drawLate(element: HTMLElement, kind: keyof Scripts) {
  try {
    Object.assign(loaded, { [kind]: await SCRIPTS[kind]() });
    if (element.isConnected) draw(element);
  } catch (error) {
    console.warn("A picture:", error);
  }
}

/** A picture, or null if its script is yet to be loaded. */
function pictureOf(data: PictureData, name: string): DrawnPicture | null {
  switch (data.kind) {
    case "channels":
      return loaded.channels ? new loaded.channels.ChannelsPicture(data, name) : null;
    case "convolution":
      return loaded.convolution ? new loaded.convolution.ConvolutionPicture(data, name) : null;
    case "graph":
      return loaded.graph ? new loaded.graph.GraphPicture(data, name) : null;
    case "matrices":
      return loaded.matrices ? new loaded.matrices.MatricesPicture(data, name) : null;
    case "module":
      return loaded.module ? new loaded.module.ModulePicture(data, name) : null;
    case "surface":
      return loaded.surface ? new loaded.surface.SurfacePicture(data, name) : null;
    case "training":
      return loaded.training ? new loaded.training.TrainingPicture(data, name) : null;
    default:
      return loaded.network ? new loaded.network.NetworkPicture(data, name) : null;
  }
}
