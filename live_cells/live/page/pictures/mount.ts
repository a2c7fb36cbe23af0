/** Draws described pictures. The still or the text in their place stays until one is drawn. */

import { fill, reasonOf } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { DataError } from "./checks.ts";
import { ConvolutionPicture } from "./convolution.ts";
import { type PictureData, readPicture } from "./data.ts";
import { GraphPicture } from "./graph.ts";
import { MatricesPicture } from "./matrices.ts";
import { NetworkPicture } from "./network.ts";
import { SurfacePicture } from "./surface.ts";

/** A picture that is drawn: `mount` is called when its node is in the page, `leave` when it goes. */
interface DrawnPicture {
  readonly node: HTMLElement;
  mount(): void;
  repaint(): void;
  leave(): void;
}

const drawn = new WeakMap<HTMLElement, DrawnPicture>();

/** Draw every picture of the page that is not drawn yet. @returns ends them */
export function mountPictures(place: ParentNode): () => void {
  const elements = [...place.querySelectorAll<HTMLElement>("[data-picture]:not([data-live])")];
  for (const element of elements) load(element);
  return () => {
    for (const element of elements) drawn.get(element)?.leave();
  };
}

/** Draw a picture whose description may lie in a file. The still stays where that cannot be had. */
async function load(element: HTMLElement) {
  element.dataset.live = "";
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
  element.dataset.live = "";
  watchScheme();
  element.querySelector(":scope > .picture-fault")?.remove();
  try {
    const data = readPicture(element.dataset.picture ?? "");
    const picture = pictureOf(data, name);
    if (!picture) return void (isLate(data.kind) && drawLate(element, data.kind));
    const old = drawn.get(element);
    old?.leave();
    if (old) old.node.replaceWith(picture.node);
    else element.append(picture.node);
    drawn.set(element, picture);
    element.dataset.drawn = "";
    picture.mount();
  } catch (error) {
    delete element.dataset.drawn;
    drawn.get(element)?.leave();
    drawn.get(element)?.node.remove();
    drawn.delete(element);
    if (!(error instanceof DataError)) console.error("A picture:", error);
    element.append(text("p", "picture-fault", fill(WORDS.pictures.not_drawn, { reason: reasonOf(error) })));
  }
}

/** The scripts of these kinds are loaded by the first such picture. */
const SCRIPTS = {
  channels: () => import("./channels.ts"),
  module: () => import("./module.ts"),
  training: () => import("./training.ts"),
};
type Scripts = { [Kind in keyof typeof SCRIPTS]: Awaited<ReturnType<(typeof SCRIPTS)[Kind]>> };
const loaded: Partial<Scripts> = {};
const isLate = (kind: string): kind is keyof Scripts => Object.hasOwn(SCRIPTS, kind);

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
    case "graph":
      return new GraphPicture(data, name);
    case "module":
      return loaded.module ? new loaded.module.ModulePicture(data, name) : null;
    case "training":
      return loaded.training ? new loaded.training.TrainingPicture(data, name) : null;
    case "channels":
      return loaded.channels ? new loaded.channels.ChannelsPicture(data, name) : null;
    case "convolution":
      return new ConvolutionPicture(data, name);
    case "matrices":
      return new MatricesPicture(data, name);
    case "surface":
      return new SurfacePicture(data, name);
    default:
      return new NetworkPicture(data, name);
  }
}
