/** What each unit answers at each place of the plane: how bends add up to a boundary. */

import { text } from "../../elements/toolbar.js";
import { isMnist } from "../setup/setup.js";
import { Maps } from "./maps.js";
import { fill } from "../../../phrases.js";

/** @returns {import("./view.js").View} */
export function unitsView() {
  const node = text("div", "");
  /** @type {Maps[]} */
  let rows = [];
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
          maps.map((/** @type {import("../parts/pixels.js").Signed} */ map, /** @type {number} */ unit) => ({
            map,
            label: fill(WORDS.playground.inside.units.map, { layer: name, unit: unit + 1 }),
          })),
          [side, side],
        );
      }
    },
  };
}
