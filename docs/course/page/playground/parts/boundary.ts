/** The plane of the two inputs: what the model says everywhere, and the points; the reader may paint some. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Point } from "../setup/setup.ts";
import { outline, paintRing } from "./marks.ts";
import {
  channelsOf,
  classProperty,
  color,
  paintClasses,
  paintShares,
  paintSigned,
  sheet,
  type Signed,
} from "./pixels.ts";

type Place = [x: number, y: number];
export type Dot = [x: number, y: number, label: number];
/** @property classes how many there are; 0: the labels are values */
export type Dots = { classes: number; training: Dot[]; validation: Dot[] };
/** As Python sends them. */
export type SentDots = { isOfValues: boolean; training: Dot[]; validation: Dot[] };
/** What a model says at each place: the share of each class, or a value within ±1; as bytes in base64 where Python tells it. */
export type Ground =
  | { side: number; classes: number; shares: string | Uint8Array }
  | { side: number; values: Signed | Float32Array };

/** The plane reaches from -REACH to REACH. */
export const REACH = 2;
const SIDE = 480; // pixels of the layer of points
/** Fields along a side of what the model says. */
export const FIELDS = 60;
/** Painted points keep this distance while the pen moves. */
const APART = 0.13;
/** Places that are taken for one. */
const NEAR = 0.1;
const apart = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const ARROWS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-0.1, 0],
  ArrowRight: [0.1, 0],
  ArrowUp: [0, 0.1],
  ArrowDown: [0, -0.1],
};

/** What to ask Python for: the points once, and what the model says. */
export const planeWishes = (isFirst: boolean): [name: string, ...details: unknown[]][] =>
  isFirst ? [["points"], ["boundary", FIELDS]] : [["boundary", FIELDS]];

export class Boundary {
  node = text("div", "pg-plane");

  #ground = sheet("pg-ground", FIELDS, FIELDS, WORDS.playground.plane.ground);
  #points = sheet("pg-points", SIDE, SIDE, WORDS.playground.plane.points);
  #shown: Ground | null = null;
  /** What one unit gives everywhere, which is looked at instead. */
  #map: ArrayLike<number> | null = null;
  #isDiscrete = false;
  #hasValidation = true;
  #dots: Dots = { classes: 0, training: [], validation: [] };
  #probe: Place | null = null;
  #pinned: Place | null = null;
  /** Of the training points, those that are lit. */
  #batch: Set<number> | null = null;
  /** Where the keyboard paints. */
  #cross = { x: 0, y: 0 };
  #isPainted = false;
  #leave;

  constructor() {
    this.node.append(this.#ground, this.#points);
    this.#leave = siteTheme.onScheme(() => this.#repaint());
  }

  /** Show what came along of it with a report. */
  take({ points, boundary }: { points?: SentDots; boundary?: Ground }) {
    if (points) this.showPoints({ ...points, classes: points.isOfValues ? 0 : classesOf(points.training) });
    if (boundary) this.show(boundary);
  }

  show(ground: Ground) {
    this.#shown = ground;
    this.#paintGround();
  }

  /** Look at one unit instead. @param map its numbers from -1 to 1, row by row; null: no longer */
  showMap(map: ArrayLike<number> | null) {
    if (!map && !this.#map) return;
    this.#map = map;
    this.#paintGround();
  }

  /** A place that is marked; null: none. */
  set probe(probe: Place | null) {
    if (probe === this.#probe) return;
    this.#probe = probe;
    this.#paintPoints();
  }

  /**
   * Let the reader point at the plane where nothing is painted, pin a place by a click, and step by keys.
   * @param doing `onStep` goes to the next of the points that are taken for another class, or back
   */
  probeWith(doing: {
    onPoint: (place: Place | null) => void;
    onPin: (place: Place | null) => void;
    onStep: (way: number) => void;
  }) {
    const node = this.#points;
    const pin = (place: Place | null) => {
      this.#pinned = place;
      doing.onPin(place);
    };
    const placeOf = ({ clientX, clientY }: PointerEvent): Place => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return [((clientX - left) / width) * 2 * REACH - REACH, REACH - ((clientY - top) / height) * 2 * REACH];
    };
    const pinAt = (place: Place, isTap: boolean) => {
      const isAgain = isTap && this.#pinned !== null && apart(place, this.#pinned) < NEAR;
      pin(isAgain ? null : place);
    };
    /** Where a finger came down: it pins where it is lifted, unless the page scrolls. */
    let down: Place | null = null;
    node.addEventListener("pointermove", (event) => !this.#isPainted && doing.onPoint(placeOf(event)));
    node.addEventListener("pointerleave", () => !this.#isPainted && doing.onPoint(null));
    node.addEventListener("pointerdown", (event) => {
      if (this.#isPainted || event.button) return;
      down = event.pointerType === "touch" ? placeOf(event) : null;
      if (down) doing.onPoint(down);
      else pinAt(placeOf(event), true);
    });
    node.addEventListener("pointerup", (event) => {
      if (down) pinAt(placeOf(event), apart(placeOf(event), down) < NEAR);
      down = null;
    });
    node.addEventListener("pointercancel", () => {
      down = null;
    });
    node.addEventListener("keydown", (event) => {
      if (this.#isPainted || event.ctrlKey || event.altKey || event.metaKey) return;
      const arrow = ARROWS[event.key];
      const way = event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 0;
      if (arrow) pin(moved(this.#pinned ?? [0, 0], arrow));
      else if (way) doing.onStep(way);
      else if (event.key === "Escape") pin(null);
      else return;
      event.preventDefault();
    });
  }

  /** Only the likeliest class, without how sure the model is? */
  set isDiscrete(isDiscrete: boolean) {
    this.#isDiscrete = isDiscrete;
    this.#paintGround();
  }

  /** Are the points of the validation data shown? */
  set hasValidation(hasValidation: boolean) {
    this.#hasValidation = hasValidation;
    this.#paintPoints();
  }

  /** Light some of the training points, and pale the others; null: all are alike. */
  set batch(batch: number[] | null) {
    if (!batch && !this.#batch) return;
    this.#batch = batch && new Set(batch);
    this.#paintPoints();
  }

  showPoints(dots: Dots) {
    this.#dots = dots;
    const count = { training: dots.training.length, validation: dots.validation.length };
    const words = fill(WORDS.playground.plane.count, count);
    this.#points.setAttribute("aria-label", this.#isPainted ? `${words}. ${WORDS.playground.plane.by_key}` : words);
    this.#paintPoints();
  }

  /** May the reader paint? */
  set isPainted(isPainted: boolean) {
    this.#isPainted = isPainted;
    this.node.toggleAttribute("data-painting", isPainted);
    this.#points.tabIndex = 0;
    this.#points.setAttribute("role", isPainted ? "application" : "img");
    this.#paintPoints();
  }

  clear() {
    this.#shown = null;
    this.#paintGround();
  }

  leave() {
    this.#leave();
  }

  /** Let the reader paint points. @param label the class to paint, or null while there is nothing to paint */
  paintWith(label: () => number | null, onPoint: (point: Point) => void) {
    let last: Point | null = null;
    const add = (event: PointerEvent) => {
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
    this.#points.addEventListener("keydown", (event) => {
      const now = label();
      const arrow = ARROWS[event.key];
      if (now === null || !(arrow || event.key === "Enter" || event.key === " ")) return;
      event.preventDefault();
      const { x, y } = this.#cross;
      if (arrow) this.#cross = { x: within(x + arrow[0]), y: within(y + arrow[1]) };
      else onPoint({ x, y, label: now });
      this.#paintPoints();
    });
    for (const kind of ["focus", "blur"]) this.#points.addEventListener(kind, () => this.#paintPoints());
  }

  #repaint() {
    this.#paintGround();
    this.#paintPoints();
  }

  #paintGround() {
    const side = this.#map ? Math.sqrt(this.#map.length) : (this.#shown?.side ?? FIELDS);
    if (this.#ground.width !== side) Object.assign(this.#ground, { width: side, height: side });
    if (this.#map) paintShares(this.#ground, this.#map);
    else if (this.#shown && "classes" in this.#shown) paintClasses(this.#ground, this.#shown, this.#isDiscrete);
    else if (this.#shown) this.#paintValues(this.#shown.values);
    else this.#ground.getContext("2d")?.clearRect(0, 0, side, side);
  }

  #paintValues(values: Signed | Float32Array) {
    if (!(values instanceof Float32Array)) return paintSigned(this.#ground, values);
    const ends = (value: number) => Math.min(Math.max(value, -1), 1);
    paintShares(this.#ground, values.map(this.#isDiscrete ? Math.sign : ends));
  }

  /** Training points are filled, those of the validation data are outlines. */
  #paintPoints() {
    const context = required(this.#points.getContext("2d"));
    context.clearRect(0, 0, SIDE, SIDE);
    const edge = color("--pg-edge");
    const kinds = this.#hasValidation ? (["training", "validation"] as const) : (["training"] as const);
    for (const kind of kinds)
      for (const [i, [x, y, label]] of this.#dots[kind].entries()) {
        const isLit = !this.#batch || (kind === "training" && this.#batch.has(i));
        context.globalAlpha = isLit ? 1 : 0.25;
        const radius = isLit && this.#batch ? 8 : 5;
        const at = [((x + REACH) / (2 * REACH)) * SIDE, ((REACH - y) / (2 * REACH)) * SIDE] as const;
        outline(context, this.#dots.classes ? label : 0, ...at, radius);
        const own = dotColor(this.#dots, label);
        Object.assign(context, {
          lineWidth: 2,
          strokeStyle: kind === "training" ? edge : own,
          fillStyle: kind === "training" ? own : edge,
        });
        context.fill();
        context.stroke();
      }
    context.globalAlpha = 1;
    if (this.#probe) paintMark(context, this.#probe);
    if (this.#isPainted && document.activeElement === this.#points) this.#paintCross(context);
  }

  #paintCross(context: CanvasRenderingContext2D) {
    const x = ((this.#cross.x + REACH) / (2 * REACH)) * SIDE;
    const y = ((REACH - this.#cross.y) / (2 * REACH)) * SIDE;
    Object.assign(context, { lineWidth: 2, strokeStyle: color("--pg-axis") });
    context.beginPath();
    for (const [dx, dy] of Object.values(ARROWS)) {
      context.moveTo(x + 50 * dx, y + 50 * dy);
      context.lineTo(x + 140 * dx, y + 140 * dy);
    }
    context.stroke();
  }
}

/** The color of a dot: of its class, or of its value. */
export const dotColor = ({ classes }: Dots, label: number) =>
  classes ? color(classProperty(classes, label)) : tintOf(label);

/** The color of a value within ±1, between those of its ends. */
function tintOf(value: number) {
  const end = channelsOf(value < 0 ? "--negative" : "--positive");
  const paper = channelsOf("--pg-edge");
  const share = Math.min(Math.abs(value), 1);
  return `rgb(${end.map((one, i) => Math.round(paper[i] + share * (one - paper[i]))).join()})`;
}

function paintMark(context: CanvasRenderingContext2D, [x, y]: Place) {
  const [left, top] = [((x + REACH) / (2 * REACH)) * SIDE, ((REACH - y) / (2 * REACH)) * SIDE];
  paintRing(context, left, top, 12, [7, 3]);
}

const classesOf = (dots: Dot[]) => 1 + dots.reduce((most, [, , label]) => Math.max(most, label), 1);
const moved = ([x, y]: Place, [dx, dy]: Place): Place => [within(x + dx), within(y + dy)];
const within = (value: number) => Math.min(Math.max(Math.round(value * 10) / 10, -REACH), REACH);
