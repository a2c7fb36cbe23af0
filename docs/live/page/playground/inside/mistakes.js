/** The wrong answers with the largest loss. */

import { text } from "../../elements/toolbar.js";
import { Maps } from "./maps.js";
import { short } from "./view.js";

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
    title: "Mistakes",
    about:
      "The validation samples that the model gets wrong, the surest first. Would you have known? Some labels are wrong themselves.",
    node,
    fits: () => true,
    details: () => [],
    show: ({ wrong, of, worst }) => {
      said.textContent = `${wrong} of ${of} validation samples are wrong.`;
      const pictures = /** @type {Mistake[]} */ (worst).filter(({ shape }) => shape.length === 3);
      maps.show(
        pictures.map(({ maps: [map], target, said: answer, probability }) => ({
          map,
          words: `${target}, said ${answer} (${short(probability)})`,
          label: `A ${target} that the model takes for ${answer}`,
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
            `The point (${values.map(short).join(", ")}) is of class ${target}; the model says ${answer}, with probability ${short(probability)}.`,
          ),
        ),
      );
    },
  };
}
