/** Figures of an output as files. */

import { bytesOf } from "../elements/base64.js";

/** An `<img>` that shows a figure. @typedef {HTMLImageElement} Figure */

/** Pixels of a PNG for each of the figure's own: enough for a slide. */
const SCALE = 2;

/** The figures of an output that can be seen: of those that come twice, for light and dark, one. @param {HTMLElement} region */
export function figuresOf(region) {
  return [...region.querySelectorAll("img")].filter((image) => getComputedStyle(image).visibility === "visible");
}

/** The file that a figure shows. @param {Figure} figure */
export async function sourceOf({ src }) {
  const [, mime, coding, data] = /^data:([^;,]*)(;base64)?,(.*)$/s.exec(src) ?? [];
  if (data === undefined) return (await fetch(src)).blob(); // recorded, and the site's own
  if (!coding) return new Blob([decodeURIComponent(data)], { type: mime });
  return new Blob([bytesOf(data)], { type: mime });
}

/** The figure as a picture on the page's ground. @param {Figure} figure @returns {Promise<Blob>} */
export async function pngOf(figure) {
  const image = new Image();
  image.src = figure.src;
  await image.decode();
  const { width, height } = sizeOf(figure, image);
  const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob|null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error(WORDS.figure.not_drawn);
  return blob;
}

/** @param {Figure} figure @param {HTMLImageElement} image the same, by itself */
function sizeOf(figure, { naturalWidth, naturalHeight }) {
  if (naturalWidth && naturalHeight) return { width: naturalWidth, height: naturalHeight };
  const { width, height } = figure.getBoundingClientRect();
  return { width: Math.ceil(width), height: Math.ceil(height) };
}
