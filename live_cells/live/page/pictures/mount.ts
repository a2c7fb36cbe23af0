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
    const Picture = loaded[data.kind];
    if (!Picture) return void drawLate(element, data.kind);
    const picture = new Picture(data as never, name);
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
const KINDS: Record<PictureData["kind"], () => Promise<PictureClass>> = {
  channels: async () => (await import("./channels.ts")).ChannelsPicture,
  convolution: async () => (await import("./convolution.ts")).ConvolutionPicture,
  graph: async () => (await import("./graph.ts")).GraphPicture,
  matrices: async () => (await import("./matrices.ts")).MatricesPicture,
  module: async () => (await import("./module.ts")).ModulePicture,
  network: async () => (await import("./network.ts")).NetworkPicture,
  surface: async () => (await import("./surface.ts")).SurfacePicture,
  training: async () => (await import("./training.ts")).TrainingPicture,
};
/** Each takes the data of its kind, which `readPicture` has checked. */
type PictureClass = new (data: never, name: string) => DrawnPicture;
const loaded: { [Kind in PictureData["kind"]]?: PictureClass } = {};

async function drawLate(element: HTMLElement, kind: PictureData["kind"]) {
  try {
    loaded[kind] = await KINDS[kind]();
    if (element.isConnected) draw(element);
  } catch (error) {
    console.warn("A picture:", error);
  }
}
