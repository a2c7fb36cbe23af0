/** A window on a drawing that may be larger than it: zoom, pan, fit, and a small map while a part is out of view. */

import { isStill } from "../elements/motion.ts";
import { button, text } from "../elements/nodes.ts";

export type View = { x: number; y: number; scale: number };
type Box = { x: number; y: number; width: number; height: number };

const SVG = "http://www.w3.org/2000/svg";
const LIMITS = { least: 0.12, most: 3 };
const STEP = 1.3;
const MOVES = 320;
const MARGIN = 16;
/** For the words above the drawing. */
const TOP = 30;
const MAP = 150;

export class Viewport {
  node = text("div", "picture-viewport");
  /** What is drawn goes in here. */
  drawing = document.createElementNS(SVG, "svg");
  sheet = document.createElementNS(SVG, "g");
  tools: HTMLButtonElement[];
  #map = document.createElementNS(SVG, "svg");
  #size = { width: 1, height: 1 };
  #view: View = { x: 0, y: 0, scale: 1 };
  #frame = 0;
  #pointers = new Map<number, { x: number; y: number }>();
  #hasMoved = false;

  constructor() {
    const words = WORDS.pictures.module;
    this.drawing.setAttribute("class", "picture-drawing");
    this.drawing.append(this.sheet);
    this.#map.setAttribute("class", "picture-map");
    this.#map.setAttribute("aria-hidden", "true");
    this.node.append(this.drawing, this.#map);
    this.tools = [
      button(words.fit, "fit", () => this.fit(), { title: words.fit_title }),
      button(words.larger, "plus", () => this.zoom(STEP), { quiet: true }),
      button(words.smaller, "minus", () => this.zoom(1 / STEP), { quiet: true }),
    ];
    this.#beMovable();
  }

  /** Was the last press the end of a drag? Then it chooses nothing. */
  get hasMoved() {
    return this.#hasMoved;
  }

  get view(): View {
    return { ...this.#view };
  }

  /** @param size of what is drawn @param boxes that the small map shows */
  settle(size: { width: number; height: number }, boxes: Box[]) {
    this.#size = size;
    this.#map.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    this.#map.style.height = `${Math.min((MAP * size.height) / size.width, 60)}px`;
    this.#map.replaceChildren(
      ...boxes.map((box) => rect(box, "picture-map-box")),
      rect({ x: 0, y: 0, width: 0, height: 0 }, "picture-map-view"),
    );
    this.#show();
  }

  /** Show all of it; of a very long drawing, its beginning. */
  fit() {
    this.focus({ x: 0, y: 0, ...this.#size });
  }

  /** Bring a part into view, as large as it may be. */
  focus(box: Box, { least = LIMITS.least, most = 1, isSlow = true } = {}) {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (!width || !height) return;
    const wanted = Math.min((width - 2 * MARGIN) / box.width, (height - TOP - MARGIN) / box.height, most);
    const scale = Math.max(wanted, least);
    const free = width - box.width * scale;
    this.go(
      {
        x: (free > 0 ? free / 2 : MARGIN) - box.x * scale,
        y: TOP + Math.max((height - TOP - MARGIN - box.height * scale) / 2, 0) - box.y * scale,
        scale,
      },
      isSlow,
    );
  }

  /** Keep a part where it was while the rest of the drawing changes, then move on. */
  hold(before: Box, after: Box) {
    const { x, y, scale } = this.#view;
    this.#view = {
      x: x + (before.x - after.x) * scale,
      y: y + (before.y + before.height / 2 - after.y - after.height / 2) * scale,
      scale,
    };
    this.#show();
  }

  go(there: View, isSlow = true) {
    cancelAnimationFrame(this.#frame);
    if (!isSlow || isStill()) {
      this.#view = there;
      return this.#show();
    }
    const [from, start] = [this.#view, performance.now()];
    const move = (now: number) => {
      const part = Math.min((now - start) / MOVES, 1);
      const eased = 1 - (1 - part) ** 3;
      const scale = from.scale * (there.scale / from.scale) ** eased;
      const between = (one: number, other: number) => one + (other - one) * eased;
      this.#view = { x: between(from.x, there.x), y: between(from.y, there.y), scale };
      this.#show();
      if (part < 1) this.#frame = requestAnimationFrame(move);
    };
    this.#frame = requestAnimationFrame(move);
  }

  leave() {
    cancelAnimationFrame(this.#frame);
  }

  /** @param at the place in the window that stays; its middle, if not given */
  zoom(by: number, at = { x: this.node.clientWidth / 2, y: this.node.clientHeight / 2 }) {
    const { x, y, scale } = this.#view;
    const next = Math.min(Math.max(scale * by, LIMITS.least), LIMITS.most);
    const ratio = next / scale;
    this.go({ x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio, scale: next }, false);
  }

  /** Bring a box into view if it is not there. */
  reveal(box: Box) {
    const { x, y, scale } = this.#view;
    const { clientWidth: width, clientHeight: height } = this.node;
    const off = (start: number, size: number, room: number) =>
      start < MARGIN ? MARGIN - start : start + size > room - MARGIN ? Math.min(room - MARGIN - start - size, 0) : 0;
    const [dx, dy] = [
      off(box.x * scale + x, box.width * scale, width),
      off(box.y * scale + y, box.height * scale, height),
    ];
    if (dx || dy) this.go({ x: x + dx, y: y + dy, scale });
  }

  #show() {
    const { x, y, scale } = this.#view;
    this.sheet.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`);
    const frame = this.#map.querySelector(".picture-map-view");
    const { clientWidth: width, clientHeight: height } = this.node;
    const isWhole =
      x >= 0 && y >= 0 && x + this.#size.width * scale <= width && y + this.#size.height * scale <= height;
    this.#map.toggleAttribute("hidden", isWhole);
    for (const [name, value] of Object.entries({
      x: -x / scale,
      y: -y / scale,
      width: width / scale,
      height: height / scale,
    }))
      frame?.setAttribute(name, String(value));
  }

  #beMovable() {
    const { node } = this;
    const there = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
      const { left, top } = node.getBoundingClientRect();
      return { x: clientX - left, y: clientY - top };
    };
    node.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), there(event));
      },
      { passive: false },
    );
    node.addEventListener("pointerdown", (event) => {
      if (event.button || (event.target as Element).closest(".picture-map")) return;
      this.#pointers.set(event.pointerId, there(event));
      this.#hasMoved = false;
    });
    node.addEventListener("pointermove", (event) => this.#drag(event.pointerId, there(event)));
    for (const end of ["pointerup", "pointercancel", "pointerleave"] as const)
      node.addEventListener(end, (event) => this.#pointers.delete(event.pointerId));
    const toMap = (event: PointerEvent) => {
      if (!event.buttons) return;
      const { left, top, width, height } = this.#map.getBoundingClientRect();
      const { scale } = this.#view;
      const share = [(event.clientX - left) / width, (event.clientY - top) / height];
      this.go(
        {
          x: node.clientWidth / 2 - share[0] * this.#size.width * scale,
          y: node.clientHeight / 2 - share[1] * this.#size.height * scale,
          scale,
        },
        false,
      );
    };
    this.#map.addEventListener("pointerdown", toMap);
    this.#map.addEventListener("pointermove", toMap);
  }

  /** One pointer moves the drawing, two make it larger or smaller. */
  #drag(id: number, to: { x: number; y: number }) {
    const from = this.#pointers.get(id);
    if (!from) return;
    const { x, y, scale } = this.#view;
    if (this.#pointers.size === 1) {
      const far = Math.hypot(to.x - from.x, to.y - from.y);
      if (!this.#hasMoved && far < 4) return;
      this.#hasMoved = true;
      this.go({ x: x + to.x - from.x, y: y + to.y - from.y, scale }, false);
    } else {
      this.#hasMoved = true;
      const other = [...this.#pointers].find(([key]) => key !== id)?.[1] ?? from;
      const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y);
      this.zoom(apart(to) / (apart(from) || 1), other);
    }
    this.#pointers.set(id, to);
  }
}

function rect(box: Box, name: string) {
  const node = document.createElementNS(SVG, "rect");
  for (const [key, value] of Object.entries({ ...box, class: name })) node.setAttribute(key, String(value));
  return node;
}
