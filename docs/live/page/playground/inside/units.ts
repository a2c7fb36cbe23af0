/** What each unit answers at each place of the plane: how bends add up to a boundary. */

import { fill } from "../../../phrases.ts";
import { text } from "../../elements/toolbar.ts";
import { isMnist } from "../setup/setup.ts";
import { Maps } from "./maps.ts";
import type { View } from "./view.ts";

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
