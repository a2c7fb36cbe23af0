/** How large the network is drawn: as it fits, or as the reader wants it, by Ctrl and wheel, two fingers, buttons or keys. */

import { percentOf } from "../../../../../live_cells/live/phrases.ts";
import { bar, button, enable, required } from "../../../../../live_cells/live/page/elements/nodes.ts";

const HERE = WORDS.playground.stage;

const LIMITS = { least: 0.4, most: 4 };
/** By how much a button or a key makes it larger, and a turn of the wheel by a pixel. */
const STEP = 1.25;
const WHEEL = 0.002;

type Place = { x: number; y: number };

export class Zoom {
  /** Its buttons. */
  node;
  #view;
  #sheet;
  #onChange;
  #in = button(HERE.zoom_in, "plus", () => this.#by(STEP), { quiet: true });
  #out = button(HERE.zoom_out, "minus", () => this.#by(1 / STEP), { quiet: true });
  #whole = button(HERE.zoom_reset, "zoom", () => this.reset(), { title: HERE.zoom_reset });
  /** What the reader wants; null: as it fits. */
  #wanted: number | null = null;
  /** Between two fingers, and how large it was when they came. */
  #pinch: { apart: number; from: number } | null = null;

  /** @param view what scrolls @param sheet what is drawn in it @param onChange called when it is drawn in another size */
  constructor(view: HTMLElement, sheet: HTMLElement, onChange: () => void) {
    this.#view = view;
    this.#sheet = sheet;
    this.#onChange = onChange;
    this.node = bar("pg-zoom", HERE.zoom, this.#out, this.#whole, this.#in);
    view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    view.addEventListener("keydown", (event) => this.#key(event));
    view.addEventListener("touchstart", (event) => this.#hold(event), { passive: false });
    view.addEventListener("touchmove", (event) => this.#spread(event), { passive: false });
    for (const end of ["touchend", "touchcancel"] as const)
      view.addEventListener(end, () => {
        this.#pinch = null;
      });
  }

  /** The size that is asked for; null: as it fits. */
  get wanted() {
    return this.#wanted;
  }

  /** How large it is drawn. */
  get now() {
    return Number(this.#sheet.style.zoom) || 1;
  }

  reset() {
    this.#wanted = null;
    this.#onChange();
  }

  /** It has been laid out: have the size that is wanted. */
  settle() {
    this.#view.toggleAttribute("data-zoomed", this.#wanted !== null);
    if (this.#wanted !== null) this.#sheet.style.zoom = String(this.#wanted);
    required(this.#whole.lastElementChild).textContent = percentOf(Math.round(100 * this.now));
    enable(
      [this.#in, this.now < LIMITS.most],
      [this.#out, this.now > LIMITS.least],
      [this.#whole, this.#wanted !== null],
    );
  }

  #by(factor: number, around = this.#middle) {
    this.#to(this.now * factor, around);
  }

  get #middle(): Place {
    return { x: this.#view.clientWidth / 2, y: this.#view.clientHeight / 2 };
  }

  /** What is at a place of the view stays there. */
  #to(size: number, { x, y }: Place) {
    const before = this.now;
    const { scrollLeft, scrollTop } = this.#view;
    const limited = Math.min(Math.max(size, LIMITS.least), LIMITS.most);
    if (limited === before) return;
    this.#wanted = limited;
    this.#onChange();
    const by = this.now / before;
    this.#view.scrollTo((scrollLeft + x) * by - x, (scrollTop + y) * by - y);
  }

  #wheel(event: WheelEvent) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault(); // else the whole page grows
    this.#by(Math.exp(-event.deltaY * WHEEL), this.#placeOf(event));
  }

  #key(event: KeyboardEvent) {
    const typed = event.target instanceof HTMLElement && event.target.matches("input, select");
    if (typed || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "+" || event.key === "=") this.#by(STEP);
    else if (event.key === "-") this.#by(1 / STEP);
    else if (event.key === "0") this.reset();
    else return;
    event.preventDefault();
  }

  #hold(event: TouchEvent) {
    this.#pinch = event.touches.length === 2 ? { apart: apart(event.touches), from: this.now } : null;
    if (this.#pinch) event.preventDefault(); // two fingers neither scroll nor press
  }

  #spread(event: TouchEvent) {
    if (!this.#pinch || event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = event.touches;
    const middle = { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
    this.#to((this.#pinch.from * apart(event.touches)) / (this.#pinch.apart || 1), this.#placeOf(middle));
  }

  #placeOf({ clientX, clientY }: { clientX: number; clientY: number }): Place {
    const { left, top } = this.#view.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

const apart = ([a, b]: TouchList) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
