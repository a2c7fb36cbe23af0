/** Rows of small pictures: what units answer, and weights. */

import { fill, counted } from "../../../../../live_cells/live/phrases.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { paintInk, paintSigned, sheet, type Signed } from "../parts/pixels.ts";
import { isMnist } from "../setup/setup.ts";
import { layersOf, offer, type View } from "./view.ts";

type Tile = { map: Signed; words?: string; label: string; onPick?: () => void };

/** Pixels on the page that a single row is high, at least. */
const LEAST = 12;

/** A row of pictures, painted anew in place while their number stays. */
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

/** What each unit answers at each place of the plane: how bends add up to a boundary. */
export function unitsView(): View<"units"> {
  const node = text("div", "");
  let rows: Maps[] = [];
  return {
    key: "units",
    title: WORDS.playground.inside.units.title,
    about: WORDS.playground.inside.units.about,
    node,
    fits: (setup) => !isMnist(setup),
    details: () => [24],
    show: ({ side, layers }) => {
      if (rows.length !== layers.length) {
        rows = layers.map(() => new Maps());
        node.replaceChildren(...rows.flatMap((row) => [text("p", "pg-row"), row.node]));
      }
      for (const [i, { name, units, maps }] of layers.entries()) {
        const more =
          units > maps.length
            ? `, ${fill(WORDS.playground.inside.units.first, { count: maps.length, all: units })}`
            : "";
        node.children[2 * i].textContent = `${name}${more}`;
        rows[i].show(
          maps.map((map, unit) => ({
            map,
            label: fill(WORDS.playground.inside.units.map, { layer: name, unit: unit + 1 }),
          })),
          [side, side],
        );
      }
    },
  };
}

/** The weights of one layer, a picture for each unit. */
export function weightsView(again: () => void): View<"weights"> {
  const node = text("div", "");
  const maps = new Maps();
  const chooser = document.createElement("select");
  const said = text("p", "pg-said");
  chooser.setAttribute("aria-label", WORDS.playground.inside.weights.layer);
  chooser.addEventListener("change", again);
  node.append(chooser, said, maps.node);
  return {
    key: "weights",
    title: WORDS.playground.inside.weights.title,
    about: WORDS.playground.inside.weights.about,
    node,
    fits: (setup) => layersOf(setup, ["Linear", "Conv2d"]).length > 0,
    prepare: (setup) => offer(chooser, layersOf(setup, ["Linear", "Conv2d"])),
    details: () => [Number(chooser.value)],
    show: ({ shape, units, maps: all }) => {
      said.textContent =
        units > all.length
          ? fill(WORDS.playground.inside.weights.first, { count: all.length, all: units })
          : counted(WORDS.playground.inside.weights.count, units);
      const zoom =
        shape[0] === 1 ? Math.max(3, Math.min(16, Math.floor(280 / shape[1]))) : Math.max(2, Math.round(56 / shape[0]));
      maps.show(
        all.map((map, unit) => ({
          map,
          label: fill(WORDS.playground.inside.weights.map, { unit: unit + 1 }),
        })),
        shape,
        zoom,
      );
    },
  };
}
