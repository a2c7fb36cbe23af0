/** The weights of one layer, a picture for each unit. */

import { counted, fill } from "../../../phrases.ts";
import { text } from "../../elements/toolbar.ts";
import { Maps } from "./maps.ts";
import { layersOf, offer, type View } from "./view.ts";

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
