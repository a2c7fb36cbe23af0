/** The weights of one layer, a picture for each unit. */

import { text } from "../../elements/toolbar.js";
import { Maps } from "./maps.js";
import { layersOf, offer } from "./view.js";

/** @param {() => void} again @returns {import("./view.js").View} */
export function weightsView(again) {
  const node = text("div", "");
  const maps = new Maps();
  const chooser = document.createElement("select");
  const said = text("p", "pg-said");
  chooser.setAttribute("aria-label", "Layer");
  chooser.addEventListener("change", again);
  node.append(chooser, said, maps.node);
  return {
    key: "weights",
    title: "Weights",
    about:
      "One picture for each unit: blue weights count for it, orange ones against it. In a first layer on MNIST they are as large as the digits: what does the unit look for?",
    node,
    fits: (setup) => layersOf(setup, ["Linear", "Conv2d"]).length > 0,
    prepare: (setup) => offer(chooser, layersOf(setup, ["Linear", "Conv2d"])),
    details: () => [Number(chooser.value)],
    show: ({ shape, units, maps: all }) => {
      said.textContent = units > all.length ? `The first ${all.length} of ${units} units.` : `${units} units.`;
      const zoom =
        shape[0] === 1 ? Math.max(3, Math.min(16, Math.floor(280 / shape[1]))) : Math.max(2, Math.round(56 / shape[0]));
      maps.show(
        all.map((/** @type {import("../parts/pixels.js").Signed} */ map, /** @type {number} */ unit) => ({
          map,
          label: `Weights of unit ${unit + 1}`,
        })),
        shape,
        zoom,
      );
    },
  };
}
