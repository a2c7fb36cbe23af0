/** Bytes from Python as pictures: numbers of either sign in two colors, probabilities in those of the classes.
 * The colors are read from the page's style, so that they follow its scheme. */

import { bytesOf } from "../../../../../live_cells/live/page/elements/files.ts";
import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";

/** What python/live_playground/packing.py makes of numbers of either sign. */
export type Signed = { bytes: string; largest: number | null };

/** @param label what it shows */
export function sheet(className: string, width: number, height: number, label: string) {
  const node = Object.assign(text("canvas", className), { width, height });
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", label);
  return node;
}

/** Paint a field for each number: orange below zero, blue above, as strong as it is large. */
export function paintSigned(canvas: HTMLCanvasElement, { bytes }: Signed) {
  paintShares(
    canvas,
    Array.from(bytesOf(bytes), (byte) => (byte - 128) / 127),
  );
}

/** The colors of what is below zero and above, as custom properties. */
export type SignColors = readonly [negative: string, positive: string];
const SIGNS: SignColors = ["--negative", "--positive"];

/** The same for numbers from -1 to 1. */
export function paintShares(canvas: HTMLCanvasElement, shares: ArrayLike<number>, names = SIGNS) {
  const colors = signedColors(names);
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const count = Math.min(shares.length, pixels.length);
  for (let i = 0; i < count; i += 1) pixels[i] = colors[Math.round(LEVELS + LEVELS * shares[i])];
  required(canvas.getContext("2d")).putImageData(image, 0, 0);
}

/** Numbers of either sign as shares of the largest; what is no number is 0. */
export function asShares(values: ArrayLike<number>) {
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const size = Math.abs(values[i]);
    if (size > largest && Number.isFinite(size)) largest = size;
  }
  return Float32Array.from(values, (value) => value / (largest || 1) || 0);
}

/** Levels of each sign. */
const LEVELS = 127;
const signedKnown = new Map<string, Uint32Array>();

/** The colors of -1 to 1 as pixels, the more opaque the larger. */
function signedColors([negative, positive]: SignColors) {
  const key = `${siteTheme.scheme} ${negative} ${positive}`;
  const found = signedKnown.get(key);
  if (found) return found;
  const colors = new Uint32Array(2 * LEVELS + 1);
  const bytes = new Uint8ClampedArray(colors.buffer);
  for (let i = 0; i < colors.length; i += 1) {
    bytes.set(channelsOf(i < LEVELS ? negative : positive), 4 * i);
    bytes[4 * i + 3] = Math.round((255 * Math.abs(i - LEVELS)) / LEVELS);
  }
  if (color("--positive")) signedKnown.set(key, colors);
  return colors;
}

/** Paint ink: the larger, the darker. */
export function paintInk(canvas: HTMLCanvasElement, { bytes }: Signed) {
  const all = [...bytesOf(bytes)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  paintInkShares(
    canvas,
    all.map((byte) => (byte - low) / (high - low || 1)),
    canvas,
  );
}

/** The same for numbers from 0 to 1. @param place whose ink it is */
export function paintInkShares(canvas: HTMLCanvasElement, shares: ArrayLike<number>, place: Element) {
  const ink = getComputedStyle(place).color.match(/\d+/g)?.slice(0, 3).map(Number) ?? [0, 0, 0];
  paint(canvas, shares, (share, pixel) => {
    pixel.set(ink);
    pixel[3] = Math.round(255 * share);
  });
}

/**
 * Paint each field in the color of its likeliest class, paler where the model is less sure.
 * @param isDiscrete equally strong everywhere
 */
export function paintClasses(
  canvas: HTMLCanvasElement,
  { classes, shares }: { classes: number; shares: string | Uint8Array },
  isDiscrete = false,
) {
  const bytes = typeof shares === "string" ? bytesOf(shares) : shares;
  const colors = Array.from({ length: classes }, (_, label) => channelsOf(classProperty(classes, label)));
  const image = new ImageData(canvas.width, canvas.height);
  const { data } = image;
  const count = Math.min(bytes.length / classes, data.length / 4);
  for (let field = 0; field < count; field += 1) {
    const start = field * classes;
    let best = 0;
    for (let label = 1; label < classes; label += 1) if (bytes[start + label] > bytes[start + best]) best = label;
    const [red, green, blue] = colors[best];
    const share = (bytes[start + best] / 255 - 1 / classes) / (1 - 1 / classes);
    data[4 * field] = red;
    data[4 * field + 1] = green;
    data[4 * field + 2] = blue;
    data[4 * field + 3] = isDiscrete ? 130 : Math.round(30 + 140 * share);
  }
  required(canvas.getContext("2d")).putImageData(image, 0, 0);
}

/** @param fields row by row @param fill red, green, blue and alpha */
function paint(
  canvas: HTMLCanvasElement,
  fields: ArrayLike<number>,
  fill: (field: number, pixel: Uint8ClampedArray) => void,
) {
  const image = new ImageData(canvas.width, canvas.height);
  const pixel = new Uint8ClampedArray(4); // one for all: a large picture has many
  for (let i = 0; i < Math.min(fields.length, canvas.width * canvas.height); i += 1) {
    fill(fields[i], pixel);
    image.data.set(pixel, 4 * i);
  }
  required(canvas.getContext("2d")).putImageData(image, 0, 0);
}

/** What was read: asking the style again for every picture would have the page laid out each time. */
const known = new Map<string, string>();

/** @param name of a custom property */
export function color(name: string) {
  const key = `${siteTheme.scheme} ${name}`;
  const found = known.get(key);
  if (found) return found;
  const place = document.querySelector(".playground") ?? document.body;
  const value = getComputedStyle(place).getPropertyValue(name).trim();
  if (value) known.set(key, value);
  return value;
}

/**
 * The color of a class as the name of a custom property: of two, those of the signs, so that a score for the one looks as a
 * score against the other.
 */
export const classProperty = (classes: number, label: number) =>
  classes === 2 ? ["--negative", "--positive"][label] : `--pg-class-${label % 10}`;

/** A color as red, green, blue. @param name of a custom property */
export function channelsOf(name: string) {
  const found = /^#(..)(..)(..)$/.exec(color(name)) ?? ["", "80", "80", "80"];
  return found.slice(1).map((part) => Number.parseInt(part, 16));
}
