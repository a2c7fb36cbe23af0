/** On a phone, beside the plane: the network in small, so that both are seen while the model trains. A click leads to it. */

import { required, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { NetworkView } from "./network_view.ts";

export class SmallNetwork {
  node = text("button", "pg-small-network");
  #sheet = text("canvas", "");

  constructor(network: HTMLElement) {
    this.node.type = "button";
    this.node.setAttribute("aria-label", WORDS.playground.stage.to_network);
    this.#sheet.setAttribute("aria-hidden", "true");
    this.node.append(this.#sheet);
    this.node.addEventListener("click", () => network.scrollIntoView());
  }

  /** Copy what is drawn, where there is a place for it. */
  show(view: NetworkView) {
    const width = this.node.clientWidth;
    const { canvas } = view;
    if (!width || !canvas.width) return;
    const wide = Math.round(width * (devicePixelRatio || 1));
    const high = Math.round((wide * canvas.height) / canvas.width);
    if (this.#sheet.width !== wide || this.#sheet.height !== high)
      Object.assign(this.#sheet, { width: wide, height: high });
    const pen = required(this.#sheet.getContext("2d"));
    pen.clearRect(0, 0, wide, high);
    pen.drawImage(canvas, 0, 0, wide, high);
  }
}
