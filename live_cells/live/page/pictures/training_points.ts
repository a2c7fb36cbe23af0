/** Scenes of a model that takes one number or two: its curve, or what it says on the plane, with the points it learns from. */

import { required, text } from "../elements/nodes.ts";
import { interpolateRgb } from "./d3.ts";
import { type Inks, paintPixels } from "./paint.ts";
import { piecesOf } from "./surface_ground.ts";
import { svg } from "./svg.ts";
import { CONFIDENCES, type Curve, type Plane } from "./training_data.ts";
import { EDGE, type Size } from "./training_layout.ts";
import { Plot } from "./training_plot.ts";

/** Pixels that are painted for each field of a plane, across and down. */
const FINE = 6;
/** How strong the ground is at its most. */
const STRONG = 0.55;

export class CurveScene {
  node: SVGSVGElement;
  #plot;
  #curve;
  #line = svg("path", { class: "training-curve" });
  #corners = svg("g", { class: "training-corners" });

  constructor(curve: Curve, size: Size) {
    this.#curve = curve;
    this.#plot = new Plot(size, curve.x, curve.y);
    this.node = this.#plot.node;
    const first = svg("path", { class: "training-first", d: this.#wayOf(0) });
    const dots = curve.points.map((point) => {
      const [cx, cy] = this.#plot.at(point);
      return svg("circle", { cx, cy, r: 2.4 });
    });
    this.#plot.inner.append(svg("g", { class: "training-points" }, ...dots), first, this.#line, this.#corners);
  }

  #wayOf(state: number) {
    const { x, heights } = this.#curve;
    const all = heights[state].length - 1;
    return this.#plot.way(heights[state].map((height, i) => [x[0] + ((x[1] - x[0]) * i) / all, height]));
  }

  show(state: number) {
    this.#line.setAttribute("d", this.#wayOf(state));
    const corners = this.#curve.corners?.[state] ?? [];
    this.#corners.replaceChildren(
      ...corners.map((corner) => {
        const [cx, cy] = this.#plot.at(corner);
        return svg("circle", { cx, cy, r: 4 });
      }),
    );
  }

  repaint() {}
}

export class PlaneScene {
  node = text("div", "training-plane");
  #plot;
  #plane;
  #names: string[];
  #sheet = text("canvas", "picture-ground");
  #border = svg("path", { class: "training-border" });
  #marks: SVGPathElement[];
  #rings: SVGCircleElement[];
  #inks: Inks | null = null;
  #state = 0;

  constructor(plane: Plane, classes: string[], size: Size) {
    this.#plane = plane;
    this.#names = classes;
    this.#plot = new Plot(size, plane.x, plane.y);
    const places = plane.points.map(([x, y]) => this.#plot.at([x, y]));
    this.#marks = plane.points.map(([, , mark], i) => {
      const label = plane.says === "value" ? 0 : mark;
      const node = svg("path", { d: shapeOf(label, places[i], 4.6) });
      if (plane.says !== "value") node.style.setProperty("--mark", this.#hueOf(mark));
      return node;
    });
    this.#rings = places.map(([cx, cy]) => svg("circle", { cx, cy, r: 8 }));
    this.#plot.inner.append(
      this.#border,
      svg("g", { class: "training-marks" }, ...this.#marks),
      svg("g", { class: "training-wrong" }, ...this.#rings),
    );
    const { width, height } = this.#plot;
    const box = { left: EDGE.left, top: EDGE.top, width, height };
    for (const [name, pixels] of Object.entries(box)) this.#sheet.style.setProperty(name, `${pixels}px`);
    this.#sheet.setAttribute("aria-hidden", "true");
    Object.assign(this.node.style, { width: `${size[0]}px`, height: `${size[1]}px` });
    this.node.append(this.#sheet, this.#plot.node);
  }

  #hueOf(label: number) {
    if (this.#names.length === 2) return label ? "var(--positive)" : "var(--negative)";
    return `var(--training-class-${label % 10})`;
  }

  /** What the marks stand for. */
  get legend(): HTMLElement | null {
    if (this.#plane.says === "value") return null;
    const node = text("div", "training-legend");
    for (const [label, name] of this.#names.entries()) {
      const mark = svg("path", { d: shapeOf(label, [7, 7], 5) });
      mark.style.setProperty("--mark", this.#hueOf(label));
      const key = text("span", "training-class", name);
      key.prepend(svg("svg", { class: "training-marks", viewBox: "0 0 14 14", "aria-hidden": "true" }, mark));
      node.append(key);
    }
    const ring = svg("circle", { cx: 7, cy: 7, r: 5.6 });
    const key = text("span", "training-class", WORDS.pictures.training.wrong);
    key.prepend(svg("svg", { class: "training-wrong", viewBox: "0 0 14 14", "aria-hidden": "true" }, ring));
    node.append(key);
    return node;
  }

  show(state: number) {
    this.#state = state;
    const { wrong } = this.#plane;
    for (const [i, ring] of this.#rings.entries()) ring.style.display = wrong[state].has(i) ? "" : "none";
    this.#paint();
  }

  repaint(inks: Inks) {
    this.#inks = inks;
    if (this.#plane.says === "value")
      for (const [i, node] of this.#marks.entries()) {
        const [red, green, blue] = inks.signed(this.#plane.points[i][2] / this.#plane.largest);
        node.style.setProperty("--mark", `rgb(${red} ${green} ${blue})`);
      }
    this.#paint();
  }

  #paint() {
    const { rows, columns, says, values } = this.#plane;
    if (!this.#inks) return;
    const bytes = values[this.#state];
    if (says === "class") this.#paintClasses(bytes, this.#inks);
    else {
      const { signed } = this.#inks;
      const shares = [...bytes].map((byte) => byte / 127 - 1);
      const colored = (share: number) => signed(share * (says === "sign" ? STRONG : 0.8));
      paintPixels(this.#sheet, finer(shares, rows, columns), columns * FINE, colored);
      this.#border.setAttribute("d", says === "sign" ? this.#zero(shares) : "");
    }
  }

  /** Of each fine field the class that is nearest, the fuller the surer. */
  #paintClasses(bytes: Uint8Array, { paper }: Inks) {
    const { rows, columns } = this.#plane;
    const classes = this.#names.length;
    const style = getComputedStyle(this.node);
    const surenesses = Array.from({ length: classes }, (_, label) => {
      const shares = [...bytes].map((byte) => {
        const [chosen, steps] = [Math.floor(byte / (CONFIDENCES + 1)), byte % (CONFIDENCES + 1)];
        const largest = 1 / classes + (steps / CONFIDENCES) * (1 - 1 / classes);
        return chosen === label ? largest : (1 - largest) / (classes - 1);
      });
      return finer(shares, rows, columns);
    });
    const scales = surenesses.map((_, label) =>
      interpolateRgb(paper, style.getPropertyValue(`--training-class-${label % 10}`).trim()),
    );
    const chosen = surenesses[0].map((_, i) => {
      const shares = surenesses.map((one) => one[i]);
      const largest = Math.max(...shares);
      return shares.indexOf(largest) + Math.min(largest, 0.999);
    });
    paintPixels(this.#sheet, chosen, columns * FINE, (value) => {
      const label = Math.floor(value);
      const share = ((value - label) * classes - 1) / (classes - 1);
      const color = scales[label](0.12 + 0.38 * Math.max(share, 0)).match(/[\d.]+/g) ?? [];
      return [Number(color[0]), Number(color[1]), Number(color[2])];
    });
  }

  /** The line on which the model leans to neither class. */
  #zero(shares: number[]) {
    const { rows, columns } = this.#plane;
    const lines = Array.from({ length: rows }, (_, row) => shares.slice(row * columns, (row + 1) * columns));
    const { width, height } = this.#plot;
    const at = ([column, row]: [number, number]) =>
      `${(EDGE.left + (width * column) / (columns - 1)).toFixed(1)} ${(EDGE.top + (height * row) / (rows - 1)).toFixed(1)}`;
    return piecesOf(lines, 0)
      .map(([from, to]) => `M${at(from)}L${at(to)}`)
      .join("");
  }
}

/** Numbers between those of a grid, whose outermost lie on its edges. */
function finer(values: number[], rows: number, columns: number): number[] {
  const [high, wide] = [rows * FINE, columns * FINE];
  const found: number[] = [];
  for (let down = 0; down < high; down++) {
    const y = ((rows - 1) * (down + 0.5)) / high;
    const row = Math.min(Math.floor(y), rows - 2);
    for (let across = 0; across < wide; across++) {
      const x = ((columns - 1) * (across + 0.5)) / wide;
      const column = Math.min(Math.floor(x), columns - 2);
      const i = row * columns + column;
      const above = values[i] + (x - column) * (values[i + 1] - values[i]);
      const below = values[i + columns] + (x - column) * (values[i + columns + 1] - values[i + columns]);
      found.push(above + (y - row) * (below - above));
    }
  }
  return found;
}

/** A point's outline, which tells its class without color. */
function shapeOf(label: number, [x, y]: [number, number], radius: number) {
  const r = radius;
  const shapes = [
    `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
    `M${x - 0.88 * r} ${y - 0.88 * r}h${1.76 * r}v${1.76 * r}h${-1.76 * r}Z`,
    `M${x} ${y - 1.25 * r}L${x + 1.15 * r} ${y + 0.8 * r}H${x - 1.15 * r}Z`,
    `M${x} ${y - 1.3 * r}L${x + 1.3 * r} ${y}L${x} ${y + 1.3 * r}L${x - 1.3 * r} ${y}Z`,
  ];
  return required(shapes[label % shapes.length]);
}
