/** Figures of an output as files. */

import { bytesOf } from "../elements/base64.ts";

/** An `<img>` that shows a figure. */
export type Figure = HTMLImageElement;

/** Pixels of a PNG for each of the figure's own: enough for a slide. */
const SCALE = 2;

/** The figures of an output that can be seen: of those that come twice, for light and dark, one. */
export function figuresOf(region: HTMLElement) {
  return [...region.querySelectorAll("img")].filter((image) => getComputedStyle(image).visibility === "visible");
}

/** The file that a figure shows. */
export async function sourceOf({ src }: Figure) {
  const [, mime, coding, data] = /^data:([^;,]*)(;base64)?,(.*)$/s.exec(src) ?? [];
  if (data === undefined) return (await fetch(src)).blob(); // recorded, and the site's own
  if (!coding) return new Blob([decodeURIComponent(data)], { type: mime });
  return new Blob([bytesOf(data)], { type: mime });
}

/** The figure as a picture on the page's ground. */
export async function pngOf(figure: Figure): Promise<Blob> {
  const image = new Image();
  image.src = figure.src;
  await image.decode();
  const { width, height } = sizeOf(figure, image);
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
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
