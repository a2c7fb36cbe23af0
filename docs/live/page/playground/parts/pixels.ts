/** Bytes from Python as pictures: numbers of either sign in two colors, probabilities in those of the classes. */

import { bytesOf } from "../../elements/base64.js";
import { text } from "../../elements/toolbar.js";
import { classColor } from "./palette.js";

/** What python/playground/packing.py makes of numbers of either sign. @typedef {{bytes: string, largest: number|null}} Signed */

/** @param {string} className @param {number} width @param {number} height @param {string} label what it shows */
export function sheet(className, width, height, label) {
  const node = Object.assign(text("canvas", className), { width, height });
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", label);
  return node;
}

/** Paint a field for each number: orange below zero, blue above, as strong as it is large. @param {HTMLCanvasElement} canvas @param {Signed} signed */
export function paintSigned(canvas, { bytes }) {
  const below = classColor(1);
  const above = classColor(0);
  paint(canvas, bytesOf(bytes), (byte, pixel) => {
    const size = (byte - 128) / 127;
    pixel.set(size < 0 ? below : above);
    pixel[3] = Math.round(255 * Math.min(Math.abs(size), 1));
  });
}

/** Paint ink: the larger, the darker. @param {HTMLCanvasElement} canvas @param {Signed} signed */
export function paintInk(canvas, { bytes }) {
  const all = [...bytesOf(bytes)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const ink = getComputedStyle(canvas).color.match(/\d+/g)?.slice(0, 3).map(Number) ?? [0, 0, 0];
  paint(canvas, all, (byte, pixel) => {
    pixel.set(ink);
    pixel[3] = Math.round((255 * (byte - low)) / (high - low || 1));
  });
}

/**
 * Paint each field in the color of its likeliest class, paler where the model is less sure.
 * @param {HTMLCanvasElement} canvas @param {{classes: number, shares: string}} found
 */
export function paintClasses(canvas, { classes, shares }) {
  const bytes = bytesOf(shares);
  const colors = Array.from({ length: classes }, (_, label) => classColor(label));
  const fields = Array.from({ length: bytes.length / classes }, (_, field) => field * classes);
  paint(canvas, fields, (start, pixel) => {
    let best = 0;
    for (let label = 1; label < classes; label += 1) if (bytes[start + label] > bytes[start + best]) best = label;
    const sure = (bytes[start + best] / 255 - 1 / classes) / (1 - 1 / classes);
    pixel.set(colors[best]);
    pixel[3] = Math.round(40 + 130 * sure);
  });
}

/**
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} fields row by row
 * @param {(field: number, pixel: Uint8ClampedArray) => void} fill red, green, blue and alpha
 */
function paint(canvas, fields, fill) {
  const image = new ImageData(canvas.width, canvas.height);
  const pixel = new Uint8ClampedArray(4); // one for all: a large picture has many
  for (let i = 0; i < Math.min(fields.length, canvas.width * canvas.height); i += 1) {
    fill(fields[i], pixel);
    image.data.set(pixel, 4 * i);
  }
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(image, 0, 0);
}
