/** The wrong answers with the largest loss. */

import { fill } from "../../../phrases.ts";
import { text } from "../../elements/toolbar.ts";
import type { Signed } from "../parts/pixels.ts";
import { Maps } from "./maps.ts";
import { short, type View } from "./view.ts";

export type Mistake = {
  target: number;
  said: number;
  probability: number | null;
  shape: number[];
  maps: Signed[];
  values?: number[];
};

export function mistakesView(): View<"mistakes"> {
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
      const pictures = worst.filter(({ shape }) => shape.length === 3);
      maps.show(
        pictures.map(({ maps: [map], target, said: answer, probability }) => ({
          map,
          words: fill(WORDS.playground.inside.mistakes.tile, { target, answer, probability: short(probability) }),
          label: fill(WORDS.playground.inside.mistakes.map, { target, answer }),
        })),
        pictures[0]?.shape.slice(1) ?? [1, 1],
        3,
      );
      const others = worst.filter(({ shape }) => shape.length !== 3);
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
