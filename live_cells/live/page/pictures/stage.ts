/** The drawing of a network: lines, units, titles. It only shows numbers: its maker handles what the reader does with them. */

import { text } from "../elements/nodes.ts";
import { type Selection, select } from "./d3.ts";
import { saySliders } from "./drag_number.ts";
import { bandsOf, type Edge, edgesOf } from "./edges.ts";
import { type Layout, STRIP, type Spot } from "./layout.ts";
import { isPicture, nameOf } from "./names.ts";
import { type Numbers, type Place, reachOf } from "./numbers.ts";
import { type Inks, inksOf, paintGround, planesOf } from "./paint.ts";
import { brief } from "./printed.ts";
import { drawTitles, drawWords } from "./writing.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Width of the widest line between two columns: with many, a thinner one. */
const widest = (lines: number) => (lines > 40 ? 3.2 : lines > 16 ? 4 : 5);

/** What can be pointed at. */
export type Mark = { place: Place; key: string };
type Node = Spot & Mark & { width: number; height: number };

export class Stage {
  node = text("div", "picture-stage");
  layout: Layout;
  #numbers;
  #sheet = text("canvas", "picture-ground");
  #svg = document.createElementNS(SVG, "svg");
  #isBack = false;
  /** Columns to which the player has not come yet. */
  #waits: (column: number) => boolean = () => false;
  #edges: Edge[];
  #nodes: Node[];
  #planes: number[][][] | null = null;
  #inks: Inks | null = null;

  constructor(numbers: Numbers, layout: Layout) {
    this.#numbers = numbers;
    this.layout = layout;
    this.#edges = edgesOf(layout, numbers);
    this.#nodes = this.#nodesOf();
    this.#sheet.setAttribute("aria-hidden", "true");
    this.#svg.setAttribute("class", "picture-drawing");
    this.#svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    for (const node of [this.node, this.#sheet, this.#svg]) {
      node.style.width = `${layout.width}px`;
      node.style.height = `${layout.height}px`;
    }
    this.node.style.setProperty("--columns", String(layout.columns.length));
    this.node.append(this.#sheet, this.#svg);
    this.#draw();
  }

  get drawing() {
    return this.#svg;
  }

  /** Everything that can be pointed at. */
  get marks(): Selection<Mark> {
    return select(this.#svg).selectAll<Mark>(".picture-mark");
  }

  markOf(place: Place) {
    return this.#svg.querySelector<SVGElement>(`[data-key="${keyOf(place)}"]`);
  }

  #nodesOf(): Node[] {
    const { columns, loss, unit } = this.layout;
    const nodes = columns.flatMap(({ spots, kind, side, pixels: [height, width] }) =>
      spots.map((spot): Node => {
        const place: Place = { kind: "unit", column: spot.column, row: spot.row };
        const tall = kind === "image" ? (side * height) / width : kind === "strip" ? STRIP : side;
        return { ...spot, place, key: keyOf(place), width: side, height: tall };
      }),
    );
    const place: Place = { kind: "loss" };
    if (loss) nodes.push({ ...loss, column: columns.length, row: 0, place, key: "loss", width: 64, height: unit });
    return nodes;
  }

  #draw() {
    const all = select(this.#svg);
    this.#drawBands();
    const lines = all.append("g");
    lines
      .selectAll("path")
      .data(this.#edges)
      .join("path")
      .attr("class", ({ place, isQuiet }) =>
        place ? "picture-edge" : `picture-line${isQuiet ? " picture-line--quiet" : ""}`,
      )
      .attr("d", ({ path }) => path)
      .attr("data-to", ({ column, row }) => `${column}.${row}`);
    const marks = this.#edges.flatMap(({ place, path }) => (place ? [{ place, path, key: keyOf(place) }] : []));
    all
      .append("g")
      .selectAll("path")
      .data(marks)
      .join("path")
      .attr("class", "picture-mark picture-grip")
      .attr("d", ({ path }) => path)
      .attr("data-key", ({ key }) => key)
      .attr("role", ({ place }) => roleOf(this.#numbers, place))
      .attr("tabindex", -1);
    drawTitles(all, this.layout, this.#numbers);
    const node = all.append("g").selectAll("g").data(this.#nodes).join("g");
    node
      .attr("class", ({ place }) => `picture-mark picture-unit picture-unit--${place.kind}`)
      .attr("data-key", ({ key }) => key)
      .attr("data-ground", ({ column }) => this.#groundOf(column))
      .attr("role", ({ place }) => roleOf(this.#numbers, place))
      .attr("tabindex", -1)
      .style("--column", ({ column }) => column)
      .classed("picture-movable", ({ place }) => this.#numbers.isMovable(place));
    const box = (name: string, more: number) =>
      node
        .append("rect")
        .attr("class", name)
        .attr("x", ({ x, width }) => x - width / 2 - more)
        .attr("y", ({ y, height }) => y - height / 2 - more)
        .attr("width", ({ width }) => width + 2 * more)
        .attr("height", ({ height }) => height + 2 * more)
        .attr("rx", ({ column, width }) => more + this.#cornerOf(column, width));
    box("picture-ring", 4);
    box("picture-body", 0);
    node
      .append("text")
      .attr("class", "picture-value")
      .attr("x", ({ x }) => x)
      .attr("y", (one) => one.y + this.#textBelow(one));
    node
      .filter(({ place }) => this.#numbers.isMovable(place))
      .append("path")
      .attr("class", "picture-chevrons")
      .attr("d", ({ x, y, width }) => `M${x - width / 2 - 10} ${y - 3}l3.5 -5l3.5 5zm0 6l3.5 5l3.5 -5z`);
    drawWords(all, this.layout, this.#numbers);
  }

  /** Between columns of which it is not known which number depends on which. */
  #drawBands() {
    const bands = bandsOf(this.layout, this.#numbers);
    const group = select(this.#svg).append("g").attr("aria-hidden", "true");
    const paths = group.selectAll("path").data(bands).join("path");
    paths.attr("class", "picture-band").attr("d", ({ path }) => path);
    const boxes = bands.flatMap(({ box }) => box ?? []);
    group
      .selectAll("rect")
      .data(boxes)
      .join("rect")
      .attr("class", "picture-box")
      .attr("x", ({ x }) => x - 9)
      .attr("y", ({ y }) => y - 16)
      .attr("width", 18)
      .attr("height", 32)
      .attr("rx", 4);
    const sign = group.selectAll("text").data(boxes).join("text");
    sign
      .attr("x", ({ x }) => x)
      .attr("y", ({ y }) => y + 4)
      .text(() => "ƒ");
  }

  #cornerOf(column: number, width: number) {
    const ground = this.#groundOf(column);
    return ground === "value" ? width / 2 : ground === "loss" ? 8 : ground === "plane" ? 6 : 2;
  }

  #groundOf(column: number) {
    const found = this.layout.columns[column];
    if (!found) return "loss";
    return found.kind === "units" ? (this.layout.isMapped ? "plane" : "value") : found.kind;
  }

  #textBelow({ column, height }: Node) {
    const ground = this.#groundOf(column);
    return ground === "value" || ground === "loss" ? 4 : height / 2 + 13;
  }

  /** Show the numbers as they are. @param isBack gradients instead */
  show(isBack: boolean, { isPlaneNew }: { isPlaneNew: boolean }) {
    this.#isBack = isBack;
    this.node.toggleAttribute("data-back", isBack);
    const numbers = this.#numbers;
    const shownOf = (place: Place) => numbers.shownOf(place, isBack);
    const largest = largestOf([...this.#edges, ...this.#nodes], shownOf);
    const sharesOf = ({ place, column }: Edge) =>
      Math.abs(((place && shownOf(place)) || 0) / largest(`edge ${column}`));
    const lines = Map.groupBy(this.#edges, ({ column }) => column);
    select(this.#svg)
      .selectAll<Edge>(".picture-edge")
      .attr("data-sign", ({ place }) => signOf(place ? shownOf(place) : 0))
      .attr("stroke-width", (edge) => 0.6 + sharesOf(edge) * (widest(lines.get(edge.column)?.length ?? 0) - 0.6))
      .attr("stroke-opacity", (edge) => 0.4 + 0.5 * sharesOf(edge));
    const nodes = select(this.#svg).selectAll<Node>(".picture-unit");
    nodes
      .attr("data-sign", ({ place }) => (place.kind === "loss" ? null : signOf(shownOf(place))))
      .style("--share", ({ place, column }) => {
        const share = Math.abs((shownOf(place) || 0) / largest(`unit ${column}`));
        return `${Math.round(Math.min(share || 0, 1) * 100)}%`;
      })
      .select(".picture-value")
      .text(({ place, column }) => this.#valueText(place, column));
    this.marks.attr("aria-label", ({ place }) => nameOf(numbers, place, isBack));
    saySliders(
      this.marks.filter(({ place }) => !isPicture(numbers, place)),
      {
        may: ({ place }) => numbers.isMovable(place),
        numberOf: ({ place }) => shownOf(place) ?? 0,
        reachOf: ({ place }) => reachOf(numbers, place),
      },
    );
    if (isPlaneNew || !this.#planes) this.#planes = this.layout.isMapped ? planesOf(numbers) : null;
    this.#paint();
  }

  #valueText(place: Place, column: number) {
    const ground = this.#groundOf(column);
    const value = this.#numbers.shownOf(place, this.#isBack);
    return ["image", "maps", "strip"].includes(ground) || value === undefined ? "" : brief(value);
  }

  /** Show so many columns after the input; on the way back, so many before the last. */
  reach(step: number, isBack: boolean) {
    const last = this.layout.columns.length - (this.layout.loss ? 0 : 1);
    const waits = (column: number) => (isBack ? column < last - step : column > step);
    const group = select(this.#svg);
    group.selectAll<Node>(".picture-unit").classed("picture-waiting", ({ column }) => waits(column));
    const lines = group.selectAll<Edge>(".picture-edge, .picture-line");
    lines.classed("picture-waiting", ({ column }) => waits(isBack ? column - 1 : column));
    this.#waits = waits;
    this.#paint();
  }

  /** The page has other colors now. */
  repaint() {
    this.#inks = null;
    this.#paint();
  }

  #paint() {
    this.#inks ??= inksOf(this.node);
    const { layout } = this;
    paintGround(this.#sheet, {
      layout,
      numbers: this.#numbers,
      inks: this.#inks,
      planes: this.#planes,
      isBack: this.#isBack,
      waits: this.#waits,
    });
  }

  /** Mark what is pointed at, and what leads to it. */
  point(place: Place | null) {
    const leading =
      place && place.kind !== "loss" ? `${place.column}.${place.row}` : place ? `${this.layout.columns.length}.0` : "";
    this.node.toggleAttribute("data-pointing", Boolean(place));
    const isLit = ({ column, row, from }: Edge) =>
      `${column}.${row}` === leading && (place?.kind !== "edge" || place.from === from);
    select(this.#svg).selectAll<Edge>(".picture-edge, .picture-line").classed("picture-lit", isLit);
    const key = place && keyOf(place);
    this.marks.classed("picture-pointed", (mark) => mark.key === key);
  }
}

export const keyOf = (place: Place) =>
  place.kind === "loss"
    ? "loss"
    : place.kind === "edge"
      ? `edge-${place.column}-${place.row}-${place.from}`
      : `${place.kind}-${place.column}-${place.row}`;

/** A number is a slider, though many are only read; a map is a button that opens it. */
const roleOf = (numbers: Numbers, place: Place) => (isPicture(numbers, place) ? "button" : "slider");

const signOf = (value: number | undefined) => (!value ? "0" : value < 0 ? "-" : "+");

/** The largest size among the numbers of a column, of its units or its lines. */
function largestOf(all: { place: Place | null; column: number }[], shownOf: (place: Place) => number | undefined) {
  const found = new Map<string, number>();
  for (const { place, column } of all) {
    const size = Math.abs((place && shownOf(place)) ?? 0);
    const name = `${place?.kind === "edge" ? "edge" : "unit"} ${column}`;
    if (Number.isFinite(size)) found.set(name, Math.max(found.get(name) ?? 0, size));
  }
  return (name: string) => found.get(name) || 1;
}
