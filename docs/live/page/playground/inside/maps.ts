/** Rows of small pictures, painted anew in place while their number stays. */

import { text } from "../../elements/toolbar.ts";
import { paintInk, paintSigned, sheet, type Signed } from "../parts/pixels.ts";

type Tile = { map: Signed; words?: string; label: string; onPick?: () => void };

/** Pixels on the page that a single row is high, at least. */
const LEAST = 12;

export class Maps {
  node = text("div", "pg-maps");
  #paint;

  constructor(how: "signed" | "ink" = "signed") {
    this.#paint = how === "ink" ? paintInk : paintSigned;
  }

  /** @param shape rows and columns of each @param zoom pixels on the page for each field */
  show(tiles: Tile[], [height, width]: number[], zoom = 2) {
    if (this.node.children.length !== tiles.length) this.node.replaceChildren(...tiles.map(() => tileNode()));
    for (const [i, { map, words = "", label }] of tiles.entries()) {
      const figure = this.node.children[i];
      let [canvas] = figure.getElementsByTagName("canvas");
      if (canvas?.width !== width || canvas.height !== height) {
        canvas?.remove();
        canvas = sheet("pg-map", width, height, label);
        figure.prepend(canvas);
      }
      canvas.style.width = `${width * zoom}px`;
      canvas.style.height = height === 1 ? `${Math.max(zoom, LEAST)}px` : "";
      canvas.setAttribute("aria-label", label);
      this.#paint(canvas, map);
      const [caption] = figure.getElementsByTagName("figcaption");
      caption.textContent = words;
    }
  }
}

function tileNode() {
  const node = text("figure", "pg-tile");
  node.append(text("figcaption", ""));
  return node;
}
