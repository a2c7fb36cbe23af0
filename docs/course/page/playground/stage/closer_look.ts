/** Over the network: what one unit shows, larger, and what it is. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { paintInkShares, paintShares } from "../parts/pixels.ts";
import type { Tile } from "./network_painting.ts";

export class CloserLook {
  node = text("figure", "pg-closer");
  #sheet = text("canvas", "pg-map");
  #words = text("figcaption", "");

  constructor() {
    this.node.hidden = true;
    this.node.append(this.#sheet, this.#words);
    this.#sheet.setAttribute("aria-hidden", "true"); // the unit is named
  }

  /** @param tile null: nothing */
  show(tile: Tile | null, name: string, isLeft: boolean) {
    this.node.hidden = !tile;
    if (!tile) return;
    this.node.toggleAttribute("data-left", isLeft);
    this.#words.textContent = name;
    this.#sheet.hidden = tile.width < 2;
    Object.assign(this.#sheet, { width: tile.width, height: Math.ceil(tile.shares.length / tile.width) });
    if (tile.isInk) paintInkShares(this.#sheet, tile.shares, this.#sheet);
    else paintShares(this.#sheet, tile.shares);
  }
}
