/** A sheet to draw on with mouse, pen or finger: strokes in, ink out. */

import { text } from "../elements/toolbar.js";

/** Ink is read at this size, drawn at twice it. */
const SIDE = 280;
const SCALE = 2;
const PEN = 20 * SCALE;

export class Drawing {
  /** The sheet; its ink is black, and the style turns it round on dark pages. */
  node = text("canvas", "lab-sheet");

  #context;
  #strokes = [];
  #picture = null;
  #pointer = null;
  #onStroke;

  /** @param {string} label what it is, for who cannot see it @param {() => void} onStroke called after each stroke */
  constructor(label, onStroke) {
    this.#onStroke = onStroke;
    this.node.width = this.node.height = SIDE * SCALE;
    this.node.setAttribute("role", "img");
    this.node.setAttribute("aria-label", label);
    this.#context = this.node.getContext("2d", { willReadFrequently: true });
    this.node.addEventListener("pointerdown", (event) => this.#begin(event));
    this.node.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"])
      this.node.addEventListener(kind, (event) => this.#end(event));
  }

  get isEmpty() {
    return !this.#strokes.length && !this.#picture;
  }

  /** How much ink each place has, row by row, from 0 to 255. @returns {Uint8Array} */
  get ink() {
    const small = new OffscreenCanvas(SIDE, SIDE).getContext("2d");
    small.drawImage(this.node, 0, 0, SIDE, SIDE);
    return alphaOf(small.getImageData(0, 0, SIDE, SIDE));
  }

  undo() {
    if (!this.#strokes.pop()) this.#picture = null;
    this.#paint();
  }

  clear() {
    this.show(null);
  }

  /** Lay a picture on the sheet instead of what is there. @param {CanvasImageSource|null} picture */
  show(picture) {
    this.#strokes = [];
    this.#picture = picture;
    this.#paint();
  }

  #begin(event) {
    if (this.#pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.#pointer = event.pointerId;
    this.node.setPointerCapture(event.pointerId);
    this.#strokes.push([this.#place(event)]);
    this.#paint();
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) this.#strokes.at(-1).push(this.#place(each));
    this.#paint();
  }

  #end(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#onStroke();
  }

  #place({ clientX, clientY }) {
    const { left, top, width, height } = this.node.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE * SCALE, ((clientY - top) / height) * SIDE * SCALE];
  }

  #paint() {
    const context = this.#context;
    const side = SIDE * SCALE;
    context.clearRect(0, 0, side, side);
    if (this.#picture) context.drawImage(this.#picture, 0, 0, side, side);
    Object.assign(context, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });
    for (const [[x, y], ...rest] of this.#strokes) {
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 0.1, y); // a touch without a move leaves a dot
      for (const place of rest) context.lineTo(...place);
      context.stroke();
    }
  }
}

/** Grey values as a picture of ink. @param {number[]} values row by row, 0 to 255 @param {number} side */
export function inkPicture(values, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const image = new ImageData(side, side);
  values.forEach((value, i) => (image.data[4 * i + 3] = value));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function alphaOf({ data }) {
  return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
}
