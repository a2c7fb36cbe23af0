/** A sheet to draw on with mouse, pen or finger: strokes in, ink out. */

import { required, text } from "../../../../live_cells/live/page/elements/nodes.ts";

/** Ink is read at this size, drawn at twice it. */
const SIDE = 280;
const SCALE = 2;
const PEN = 20 * SCALE;

/** On the sheet. */
type Place = [x: number, y: number];

export class Drawing {
  /** The sheet; its ink is black, and the style turns it round on dark pages. */
  node = text("canvas", "lab-sheet");

  #context;
  #strokes: Place[][] = [];
  #picture: CanvasImageSource | null = null;
  /** Is the picture removed when the reader draws? */
  #isExample = false;
  /** The one that draws. */
  #pointer: number | null = null;
  #onStroke;

  /** @param label what it is, for who cannot see it @param onStroke called after each stroke */
  constructor(label: string, onStroke: () => void) {
    this.#onStroke = onStroke;
    this.node.width = this.node.height = SIDE * SCALE;
    this.node.setAttribute("role", "img");
    this.node.setAttribute("aria-label", label);
    this.#context = required(this.node.getContext("2d", { willReadFrequently: true }));
    this.node.addEventListener("pointerdown", (event) => this.#begin(event));
    this.node.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"] as const)
      this.node.addEventListener(kind, (event) => this.#end(event));
  }

  get isEmpty() {
    return !this.#strokes.length && !this.#picture;
  }

  /** How much ink each place has, row by row, from 0 to 255. */
  get ink(): Uint8Array<ArrayBuffer> {
    const small = required(new OffscreenCanvas(SIDE, SIDE).getContext("2d"));
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

  /** Lay a picture on the sheet instead of what is there. @param isExample it is removed when the reader draws */
  show(picture: CanvasImageSource | null, isExample = false) {
    this.#strokes = [];
    this.#picture = picture;
    this.#isExample = isExample;
    this.#paint();
  }

  #begin(event: PointerEvent) {
    if (this.#pointer !== null || event.button > 0) return;
    event.preventDefault();
    this.#pointer = event.pointerId;
    this.node.setPointerCapture(event.pointerId);
    if (this.#isExample) this.clear();
    this.#strokes.push([this.#place(event)]);
    this.#paint();
  }

  #move(event: PointerEvent) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    const stroke = this.#strokes.at(-1); // unless the sheet was cleared under the pen
    for (const each of events.length ? events : [event]) stroke?.push(this.#place(each));
    this.#paint();
  }

  #end(event: PointerEvent) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#onStroke();
  }

  #place({ clientX, clientY }: PointerEvent): Place {
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

/** Gray values as a picture of ink. @param values row by row, 0 to 255 */
export function inkPicture(values: number[], side: number) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const image = new ImageData(side, side);
  for (const [i, value] of values.entries()) image.data[4 * i + 3] = value;
  required(canvas.getContext("2d")).putImageData(image, 0, 0);
  return canvas;
}

function alphaOf({ data }: ImageData) {
  return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 3]);
}
