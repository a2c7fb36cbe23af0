/** What each unit answers at each place of the plane: how bends add up to a boundary. */

import { text } from "../../elements/toolbar.js";
import { isMnist } from "../setup/setup.js";
import { Maps } from "./maps.js";

/** @returns {import("./view.js").View} */
export function unitsView() {
  const node = text("div", "");
  /** @type {Maps[]} */
  let rows = [];
  return {
    key: "units",
    title: "Units",
    about:
      "Each square is the plane, as one unit sees it: blue where its number is positive, orange where it is negative. A linear unit cuts the plane by a line; a ReLU keeps one side of it; the next layer adds such pieces.",
    node,
    fits: (setup) => !isMnist(setup),
    details: () => [24],
    show: ({ side, layers }) => {
      if (rows.length !== layers.length) {
        rows = layers.map(() => new Maps());
        node.replaceChildren(...rows.flatMap((row) => [text("p", "pg-row"), row.node]));
      }
      for (const [i, { name, units, maps }] of layers.entries()) {
        const more = units > maps.length ? `, the first ${maps.length} of ${units}` : "";
        node.children[2 * i].textContent = `${name}${more}`;
        rows[i].show(
          maps.map((/** @type {import("../parts/pixels.js").Signed} */ map, /** @type {number} */ unit) => ({
            map,
            label: `${name}, unit ${unit + 1}`,
          })),
          [side, side],
        );
      }
    },
  };
}
