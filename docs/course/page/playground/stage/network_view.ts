/** The network on the stage: units that are pointed at, lines that are taken hold of. Its maker decides what they show. */

import { isStill } from "../../../../../live_cells/live/page/elements/motion.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { Frame } from "../../../../../live_cells/live/page/pictures/frame.ts";
import type { Column } from "./columns.ts";
import { type Edge, edgeAt, layoutOf, type NetworkLayout, nextSpot, type Spot } from "./network_layout.ts";
import { type Drawn, Painting } from "./network_painting.ts";
import { type Overlay, OverlaySheet } from "./overlay.ts";
import { Zoom } from "./zoom.ts";

/** Pixels from a line within which it is meant; more for a finger. */
const REACH = { mouse: 6, finger: 12 };
const LEAST_HEIGHT = 240;
/** Of the way from one column to the next, so much is the unit's. */
const UNIT_SHARE = 0.4;
/** A wide network is fitted in at first, unless it would be smaller than this. */
const FITS_FROM = 0.55;

/** What is drawn, and what it is called. */
export type Network = Drawn & {
  columns: Column[];
  isImage: boolean;
  /** Beside the units of the first and the last column. */
  inputs: string[];
  outputs: string[];
  nameOf: (spot: Spot) => string;
  edgeName: (edge: Edge) => string;
};

type Doing = {
  /** A unit is pointed at; null: none is. */
  onPoint: (spot: Spot | null) => void;
  /** A unit, or a line to it, is chosen. */
  onPick: (spot: Spot, from: number | null) => void;
  /** The columns have their places. */
  onLay: (layout: NetworkLayout) => void;
};

/** Milliseconds between two drawings of what flows: as smooth to the eye at half the cost of every frame's. */
const FLOW_REST = 30;

export class NetworkView {
  node = text("div", "pg-net");
  #sheet = text("div", "pg-net-sheet");
  #marks = text("div", "pg-net-marks");
  #tip = text("span", "pg-tip");
  #painting = new Painting();
  #overlaySheet = new OverlaySheet();
  #overlay: Overlay | null = null;
  #frame = new Frame(this.node, FITS_FROM);
  #zoom = new Zoom(this.node, this.#sheet, () => this.#lay());
  #doing;
  #shown: Network | null = null;
  #layout: NetworkLayout | null = null;
  #made = "";
  #lit: Edge | null = null;
  #pointed: Spot | null = null;
  #pinned: Spot | null = null;
  #home = { column: 0, row: 0 };
  #lastFlow = 0;
  #isFlowing = false;
  #leave;

  /** @param heads what stands above the columns */
  constructor(heads: HTMLElement, doing: Doing) {
    this.#doing = doing;
    this.#tip.hidden = true;
    this.#tip.setAttribute("aria-hidden", "true");
    this.#marks.setAttribute("role", "group");
    this.#marks.setAttribute("aria-label", WORDS.playground.stage.units);
    const body = text("div", "pg-net-body");
    body.append(this.#painting.node, this.#painting.flow, this.#overlaySheet.node, this.#marks, this.#tip);
    this.#sheet.append(heads, body);
    this.node.append(this.#sheet);
    this.#frame.fit
      .addEventListener("click", () => this.#zoom.reset());
    this.#listen(body);
    const room = new ResizeObserver(() => requestAnimationFrame(() => this.#lay()));
    room.observe(this.node);
    const endScheme = siteTheme.onScheme(() => this.paint());
    this.#leave = () => {
      room.disconnect();
      endScheme();
    };
  }

  show(network: Network) {
    this.#shown = network;
    const { columns, isImage } = network;
    const made = JSON.stringify([columns.map(({ kind, units }) => [kind, units]), isImage]);
    if (made !== this.#made) this.#lay();
    else this.#rename(network);
    this.#made = made;
    this.paint();
  }

  /** What it is drawn on. */
  get canvas() {
    return this.#painting.node;
  }

  /** Shows all of it in the room that there is. */
  get fit() {
    return this.#frame.fit;
  }

  /** The buttons that draw it larger or smaller. */
  get zoom() {
    return this.#zoom.node;
  }

  /** What is said below the drawing. */
  words = text("p", "pg-net-words");

  say(words: string) {
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  /** Is it this one that is drawn? */
  shows(network: Network) {
    return this.#shown === network;
  }

  /** The words beside the last column tell numbers of some models. */
  #rename({ inputs, outputs }: Network) {
    const names = [...this.#marks.getElementsByClassName("pg-net-name")];
    for (const [i, words] of [...inputs, ...outputs].entries())
      if (names[i] && names[i].textContent !== words) names[i].textContent = words;
  }

  /** While the model trains, dots run along the lines, unless the reader wants nothing to move. */
  set isFlowing(isFlowing: boolean) {
    if (isFlowing === this.#isFlowing) return;
    this.#isFlowing = isFlowing && !isStill();
    requestAnimationFrame((now) => this.#flow(now));
  }

  #flow(now: number) {
    const isDue = !this.#isFlowing || now - this.#lastFlow > FLOW_REST;
    if (isDue) this.#lastFlow = now;
    if (this.#shown && isDue) this.#painting.paintFlow(this.#shown, this.#isFlowing ? now / 1000 : null);
    if (this.#isFlowing && this.node.isConnected) requestAnimationFrame((next) => this.#flow(next));
  }

  /** What is drawn over the network, which is paler then; null: nothing. */
  set overlay(overlay: Overlay | null) {
    if (!overlay && !this.#overlay) return;
    this.#overlay = overlay;
    this.node.toggleAttribute("data-overlaid", overlay !== null);
    this.#overlaySheet.paint(overlay);
  }

  /** The unit whose weights are open. */
  pin(spot: Spot | null) {
    this.#pinned = spot;
    this.paint();
  }

  /** @param at the column whose units are lit */
  light(at: number) {
    for (const unit of this.#marks.querySelectorAll<HTMLElement>(".pg-unit"))
      unit.toggleAttribute("data-lit", unit.dataset.at?.startsWith(`${at}.`) ?? false);
  }

  focus({ column, row }: Spot) {
    (this.#markOf(column, row) ?? this.#markOf(column, 0))?.focus({ preventScroll: true });
  }

  /** Where a unit is on the screen; of one that is not drawn, the last of its column. */
  boxOf(column: number, row: number): DOMRect {
    const last = (this.#layout?.columns[column]?.spots.length ?? 1) - 1;
    return this.#markOf(column, Math.min(row, last))?.getBoundingClientRect() ?? new DOMRect();
  }

  leave() {
    this.#leave();
  }

  paint() {
    const network = this.#shown;
    if (!network || !this.node.isConnected) return;
    this.#painting.paint(network, this.#lit, this.#pointed ?? this.#pinned);
    if (this.#overlay) this.#overlaySheet.paint(this.#overlay);
  }

  #lay() {
    const network = this.#shown;
    if (!network || !this.node.clientWidth) return;
    const { scrollLeft, scrollTop } = this.node;
    this.#sheet.style.zoom = "";
    this.node.scrollTo(0, 0);
    const { top } = this.#marks.getBoundingClientRect();
    const above = top - this.node.getBoundingClientRect().top;
    const room = { width: this.node.clientWidth, height: Math.max(this.node.clientHeight - above, LEAST_HEIGHT) };
    const layout = layoutOf(network.columns, room, network.isImage, network);
    this.#layout = layout;
    this.#sheet.style.width = `${layout.width}px`;
    const sharpness = Math.max(devicePixelRatio || 1, 1) * Math.max(1, this.#zoom.wanted ?? 1);
    this.#painting.lay(layout, sharpness);
    this.#overlaySheet.lay(layout, sharpness);
    this.#doing.onLay(layout);
    this.#mark(layout, network);
    this.#frame.settle(this.#sheet, layout.width);
    this.#zoom.settle();
    this.node.scrollTo(scrollLeft, scrollTop);
    this.paint();
  }

  /** A button for each unit, and words beside the first and the last. */
  #mark({ columns, pitch }: NetworkLayout, network: Network) {
    const focused = this.#marks.contains(document.activeElement);
    const between = columns.length > 1 ? columns[1].x - columns[0].x : Number.POSITIVE_INFINITY;
    const marks = columns.flatMap(({ spots, side, x, hidden }, at) => {
      const markWidth = Math.max(side, Math.min(pitch - 1, UNIT_SHARE * between)); // beside them, lines can be touched
      return [
        ...spots.map((spot) => this.#markFor(spot, { width: markWidth, height: Math.max(side, pitch - 1) }, network)),
        ...(hidden ? [more(x, spots[spots.length - 1].y + pitch / 2, hidden)] : []),
        ...spots.flatMap(({ row, y }) => {
          const words = at === 0 ? network.inputs[row] : at === columns.length - 1 ? network.outputs[row] : "";
          return words ? [beside(words, at === 0 ? x - side / 2 - 4 : x + side / 2 + 5, y, at === 0)] : [];
        }),
      ];
    });
    this.#marks.replaceChildren(...marks);
    if (!this.#markOf(this.#home.column, this.#home.row)) this.#home = { column: 0, row: 0 };
    this.#moveHome(this.#home);
    if (focused) this.#markOf(this.#home.column, this.#home.row)?.focus({ preventScroll: true });
  }

  #markFor(spot: Spot, { width, height }: { width: number; height: number }, network: Network) {
    const mark = text("button", "pg-unit");
    mark.type = "button";
    mark.dataset.at = `${spot.column}.${spot.row}`;
    Object.assign(mark.style, { left: `${spot.x}px`, top: `${spot.y}px`, width: `${width}px`, height: `${height}px` });
    mark.setAttribute("aria-label", network.nameOf(spot));
    mark.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && this.#point(spot));
    mark.addEventListener("pointerleave", () => this.#point(null));
    mark.addEventListener("focus", () => {
      this.#moveHome(spot);
      mark.setAttribute("aria-label", (this.#shown ?? network).nameOf(spot));
      if (mark.matches(":focus-visible")) this.#point(spot);
    });
    mark.addEventListener("blur", () => this.#point(null));
    mark.addEventListener("click", () => this.#doing.onPick(spot, null));
    mark.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || !this.#layout) return;
      const there = nextSpot(this.#layout, spot, event.key);
      if (!there) return;
      event.preventDefault();
      this.#markOf(there.column, there.row)?.focus();
    });
    return mark;
  }

  #markOf(column: number, row: number) {
    return this.#marks.querySelector<HTMLButtonElement>(`[data-at="${column}.${row}"]`);
  }

  /** The one unit that Tab leads to. */
  #moveHome({ column, row }: { column: number; row: number }) {
    const before = this.#markOf(this.#home.column, this.#home.row);
    if (before) before.tabIndex = -1;
    for (const mark of this.#marks.querySelectorAll<HTMLElement>(".pg-unit"))
      mark.tabIndex = mark.dataset.at === `${column}.${row}` ? 0 : -1;
    this.#home = { column, row };
  }

  #point(spot: Spot | null) {
    this.#pointed = spot;
    this.#doing.onPoint(spot);
    this.paint();
  }

  #listen(body: HTMLElement) {
    const edgeFor = (event: PointerEvent | MouseEvent, reach: number) => {
      const isUnit = event.target instanceof Element && event.target.closest(".pg-unit");
      if (!this.#layout || !this.#shown || isUnit) return null;
      const { x, y, zoom } = this.#placeOf(event, body);
      const edge = edgeAt(this.#layout, x, y, reach / zoom);
      return edge && this.#shown.weightOf(edge) !== undefined ? edge : null;
    };
    body.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.#light(edgeFor(event, REACH.mouse), event, body);
    });
    body.addEventListener("pointerleave", (event) => this.#light(null, event, body));
    body.addEventListener("click", (event) => {
      const edge = edgeFor(event, REACH.finger);
      const spot = edge && this.#layout?.columns[edge.column].spots[edge.row];
      if (edge && spot) this.#doing.onPick(spot, edge.from);
    });
  }

  /** Where an event is in the drawing, which may be shown smaller than it is. */
  #placeOf({ clientX, clientY }: MouseEvent, body: HTMLElement) {
    const { left, top, width } = body.getBoundingClientRect();
    const zoom = width / (this.#layout?.width ?? width) || 1;
    return { x: (clientX - left) / zoom, y: (clientY - top) / zoom, zoom };
  }

  #light(edge: Edge | null, event: PointerEvent, body: HTMLElement) {
    const isNew = JSON.stringify(edge) !== JSON.stringify(this.#lit);
    this.#lit = edge;
    body.toggleAttribute("data-lit", edge !== null);
    this.#tip.hidden = !edge;
    if (edge && this.#shown) {
      const { x, y } = this.#placeOf(event, body);
      this.#tip.textContent = this.#overlay?.edgeName(edge) || this.#shown.edgeName(edge);
      Object.assign(this.#tip.style, { left: `${x}px`, top: `${y}px` });
    }
    if (isNew) this.paint();
  }
}

function more(x: number, y: number, hidden: number) {
  const node = text("span", "pg-net-more", `+${hidden}`);
  Object.assign(node.style, { left: `${x}px`, top: `${y}px` });
  return node;
}

function beside(words: string, x: number, y: number, isLeft: boolean) {
  const node = text("span", `pg-net-name${isLeft ? " pg-net-name--left" : ""}`, words);
  Object.assign(node.style, { left: `${x}px`, top: `${y}px` });
  node.setAttribute("aria-hidden", "true");
  return node;
}
