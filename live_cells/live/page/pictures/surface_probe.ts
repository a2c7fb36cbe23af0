/** A place of the surface whose height is stated: the place of its grid that is pressed, or moved to by arrow keys. */

import { fill } from "../../phrases.ts";
import type { ChosenNumber } from "./chosen_number.ts";
import { largestOf } from "./products.ts";
import type { Place, SurfaceData } from "./surface_data.ts";
import type { Frame } from "./surface_ground.ts";
import { heightText, placeText, saySlider } from "./surface_words.ts";
import { svg } from "./svg.ts";

const ARROWS: Record<string, Place> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [-1, 0], ArrowUp: [1, 0] };
/** Larger steps, with Shift. */
const FAR = 5;

export class Probe {
  readonly node = svg(
    "g",
    { class: "surface-probe", tabindex: 0, role: "slider" },
    svg("path", { d: "M-11 0H-4M4 0H11M0 -11V-4M0 4V11" }),
    svg("circle", { r: 3.4 }),
  );
  #data;
  #frame: Frame | null = null;
  /** In the grid; it is stated once the reader has been there. */
  #cell: [row: number, column: number];
  #isStated = false;
  #onMove;

  constructor(data: SurfaceData, onMove: () => void) {
    this.#data = data;
    this.#onMove = onMove;
    this.#cell = [data.heights.length >> 1, data.heights[0].length >> 1];
    this.node.addEventListener("focus", () => this.#go(this.#cell));
    this.node.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Stand where the place is in a drawing. */
  lay(frame: Frame) {
    this.#frame = frame;
    this.#show();
  }

  /** Go to the place of the grid that is nearest. */
  press([a, b]: Place) {
    const { x, y, heights } = this.#data;
    const nearest = (share: number, count: number) => Math.round(share * (count - 1));
    this.#go([
      nearest((b - y[0]) / (y[1] - y[0]), heights.length),
      nearest((a - x[0]) / (x[1] - x[0]), heights[0].length),
    ]);
  }

  /** Something else is stated. */
  leave() {
    this.#isStated = false;
    this.#show();
  }

  /** The height, with its place in the description; null while it is not stated. */
  get stated(): ChosenNumber | null {
    return this.#isStated ? { path: ["heights", ...this.#cell], value: this.#height } : null;
  }

  get words() {
    return fill(WORDS.pictures.surface_place, {
      place: placeText(this.#place),
      height: heightText(this.#height, this.#largest),
    });
  }

  get #largest() {
    return largestOf(this.#data.heights.flat());
  }

  get #height() {
    const [row, column] = this.#cell;
    return this.#data.heights[row][column];
  }

  get #place(): Place {
    const { x, y, heights } = this.#data;
    const [row, column] = this.#cell;
    const between = ([low, high]: Place, share: number) => low + share * (high - low);
    return [between(x, column / (heights[0].length - 1)), between(y, row / (heights.length - 1))];
  }

  #go([row, column]: [number, number]) {
    const { heights } = this.#data;
    const within = (at: number, count: number) => Math.min(Math.max(at, 0), count - 1);
    this.#cell = [within(row, heights.length), within(column, heights[0].length)];
    this.#isStated = true;
    this.#show();
    this.#onMove();
  }

  #show() {
    if (!this.#frame) return;
    this.node.setAttribute("transform", `translate(${this.#frame.to(this.#place).join(" ")})`);
    saySlider(this.node, this.words, this.#place[0], this.#data.x);
    this.node.toggleAttribute("data-stated", this.#isStated);
  }

  #onKey(event: KeyboardEvent) {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : 1;
    this.#go([this.#cell[0] + far * way[0], this.#cell[1] + far * way[1]]);
  }
}
