/** Around a drawing that may be wider than its place: its cut edges fade, and a button fits it in. */

import { button, text } from "../elements/nodes.ts";

/** Pixels by which a drawing may be too wide without a word. */
const SLACK = 2;
/** How small a drawing may become to be fitted in at first. */
const FITS_FROM = 0.3;

/** @returns by how much a drawing is made smaller at first, to be seen as a whole */
export function zoomOf(width: number, room: number, fitsFrom = FITS_FROM) {
  const isWide = room > 0 && width > room + SLACK;
  return isWide && room / width >= fitsFrom ? room / width : 1;
}

export class Frame {
  node;
  fit: HTMLButtonElement;
  #sheet: HTMLElement | null = null;
  #width = 0;
  #fitsFrom;
  /** null: the reader has not chosen. */
  #isChosen: boolean | null = null;

  /** @param node what scrolls @param fitsFrom how small a drawing may become to be fitted in at first */
  constructor(node: HTMLElement = text("div", "picture-scroll"), fitsFrom = FITS_FROM) {
    this.node = node;
    this.#fitsFrom = fitsFrom;
    this.fit = button(WORDS.pictures.fit, "fit", () => this.#toggle(), { title: WORDS.pictures.fit_title });
    this.fit.dataset.inMenu = "";
    this.fit.hidden = true;
    node.addEventListener("scroll", () => this.#mark(), { passive: true });
  }

  /** @param sheet what is drawn, in the frame @param width its own */
  settle(sheet: HTMLElement, width: number) {
    this.#sheet = sheet;
    this.#width = width;
    const room = this.node.clientWidth;
    const isWide = room > 0 && width > room + SLACK;
    this.fit.hidden = !isWide;
    this.fit.setAttribute("aria-pressed", String(this.#isFit));
    sheet.style.zoom = isWide && this.#isFit ? String(room / width) : "";
    this.#mark();
  }

  /** Bring a place of the drawing into view. */
  reveal(x: number) {
    const { clientWidth, scrollLeft } = this.node;
    const zoom = Number(this.#sheet?.style.zoom) || 1;
    const margin = clientWidth / 4;
    if (x * zoom < scrollLeft + margin || x * zoom > scrollLeft + clientWidth - margin)
      this.node.scrollLeft = x * zoom - clientWidth / 2;
  }

  get #isFit() {
    return this.#isChosen ?? zoomOf(this.#width, this.node.clientWidth, this.#fitsFrom) < 1;
  }

  #toggle() {
    this.#isChosen = !this.#isFit;
    if (this.#sheet) this.settle(this.#sheet, this.#width);
  }

  /** Where more of it is, beyond an edge. */
  #mark() {
    const { scrollLeft, scrollWidth, clientWidth } = this.node;
    this.node.toggleAttribute("data-more-left", scrollLeft > SLACK);
    this.node.toggleAttribute("data-more-right", scrollLeft + clientWidth < scrollWidth - SLACK);
  }
}
