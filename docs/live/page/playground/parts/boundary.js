/** The plane of the two inputs: what the model says everywhere, and the points; the reader may paint some. */

import { text } from "../../elements/toolbar.js";
import { color, onScheme } from "./palette.js";
import { paintClasses, sheet } from "./pixels.js";

/**
 * @typedef {import("../setup/setup.js").Point} Point
 * @typedef {[x: number, y: number, label: number]} Dot
 * @typedef {{training: Dot[], validation: Dot[]}} Dots
 * @typedef {{side: number, classes: number, shares: string}} Ground
 */

const REACH = 2;
const SIDE = 480; // pixels of the layer of points
/** Fields along a side of what the model says. */
export const FIELDS = 60;
/** Painted points keep this distance while the pen moves. */
const APART = 0.13;

export class Boundary {
  node = text("div", "pg-plane");

  #ground = sheet("pg-ground", FIELDS, FIELDS, "What the model says at each place of the plane");
  #points = sheet("pg-points", SIDE, SIDE, "The points");
  /** @type {Ground|null} */
  #shown = null;
  /** @type {Dots} */
  #dots = { training: [], validation: [] };
  #leave;

  constructor() {
    this.node.append(this.#ground, this.#points);
    this.#leave = onScheme(() => this.#repaint());
  }

  /** @param {Ground} ground */
  show(ground) {
    this.#shown = ground;
    paintClasses(this.#ground, ground);
  }

  /** @param {Dots} dots */
  showPoints(dots) {
    this.#dots = dots;
    this.#points.setAttribute(
      "aria-label",
      `${dots.training.length} training and ${dots.validation.length} validation points`,
    );
    this.#paintPoints();
  }

  clear() {
    this.#shown = null;
    this.#ground.getContext("2d")?.clearRect(0, 0, FIELDS, FIELDS);
  }

  leave() {
    this.#leave();
  }

  /**
   * Let the reader paint points. @param {() => number|null} label the class to paint, or null while there is nothing to paint
   * @param {(point: Point) => void} onPoint
   */
  paintWith(label, onPoint) {
    /** @type {Point|null} */
    let last = null;
    /** @param {PointerEvent} event */
    const add = (event) => {
      const now = label();
      if (now === null) return;
      const { left, top, width, height } = this.#points.getBoundingClientRect();
      const x = ((event.clientX - left) / width) * 2 * REACH - REACH;
      const y = REACH - ((event.clientY - top) / height) * 2 * REACH;
      if (Math.max(Math.abs(x), Math.abs(y)) > REACH || (last && Math.hypot(x - last.x, y - last.y) < APART)) return;
      last = { x, y, label: now };
      onPoint(last);
    };
    this.#points.addEventListener("pointerdown", (event) => {
      if (label() === null) return;
      event.preventDefault();
      this.#points.setPointerCapture(event.pointerId);
      last = null;
      add(event);
    });
    this.#points.addEventListener("pointermove", (event) => event.buttons && add(event));
  }

  #repaint() {
    if (this.#shown) paintClasses(this.#ground, this.#shown);
    this.#paintPoints();
  }

  /** Training points are filled, those of the validation data are rings. */
  #paintPoints() {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#points.getContext("2d"));
    context.clearRect(0, 0, SIDE, SIDE);
    const edge = color("--pg-edge");
    for (const [kind, dots] of /** @type {[string, Dot[]][]} */ (Object.entries(this.#dots)))
      for (const [x, y, label] of dots) {
        context.beginPath();
        context.arc(((x + REACH) / (2 * REACH)) * SIDE, ((REACH - y) / (2 * REACH)) * SIDE, 5, 0, 2 * Math.PI);
        const own = color(`--pg-class-${label}`);
        Object.assign(context, {
          lineWidth: 2,
          strokeStyle: kind === "training" ? edge : own,
          fillStyle: kind === "training" ? own : edge,
        });
        context.fill();
        context.stroke();
      }
  }
}
