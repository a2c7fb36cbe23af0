/** The wrong answers with the largest loss. */

import { text } from "../../elements/toolbar.js";
import { Maps } from "./maps.js";
import { short } from "./view.js";
import { fill } from "../../../phrases.js";

/** @typedef {{target: number, said: number, probability: number|null, shape: number[], maps: import("../parts/pixels.js").Signed[], values?: number[]}} Mistake */

/** @returns {import("./view.js").View} */
export function mistakesView() {
  const node = text("div", "");
  const said = text("p", "pg-said");
  const maps = new Maps("ink");
  const list = text("ul", "pg-said");
  node.append(said, maps.node, list);
  return {
    key: "mistakes",
    title: WORDS.playground.inside.mistakes.title,
    about: WORDS.playground.inside.mistakes.about,
    node,
    fits: () => true,
    details: () => [],
    show: ({ wrong, of, worst }) => {
      said.textContent = fill(WORDS.playground.inside.mistakes.count, { wrong, all: of });
      const pictures = /** @type {Mistake[]} */ (worst).filter(({ shape }) => shape.length === 3);
      maps.show(
        pictures.map(({ maps: [map], target, said: answer, probability }) => ({
          map,
          words: fill(WORDS.playground.inside.mistakes.tile, { target, answer, probability: short(probability) }),
          label: fill(WORDS.playground.inside.mistakes.map, { target, answer }),
        })),
        pictures[0]?.shape.slice(1) ?? [1, 1],
        3,
      );
      const others = /** @type {Mistake[]} */ (worst).filter(({ shape }) => shape.length !== 3);
      list.replaceChildren(
        ...others.map(({ values = [], target, said: answer, probability }) =>
          text(
            "li",
            "",
            fill(WORDS.playground.inside.mistakes.point, {
              point: `(${values.map(short).join(", ")})`,
              target,
              answer,
              probability: short(probability),
            }),
          ),
        ),
      );
    },
  };
}
