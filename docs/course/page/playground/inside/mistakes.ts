/** Where the model is wrong: how often it takes which class for which, and its worst answers. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { heading } from "../parts/fields.ts";
import { isRegression } from "../setup/setup.ts";
import { Maps } from "./maps.ts";
import { className } from "../setup/words.ts";
import { short, type View } from "./view.ts";

/** The wrong answers with the largest loss. */
export function mistakesView(): View<"mistakes"> {
  const node = text("div", "");
  const said = text("p", "pg-said");
  const maps = new Maps("ink");
  const list = text("ul", "pg-said");
  let data = "";
  node.append(said, maps.node, list);
  return {
    key: "mistakes",
    title: WORDS.playground.inside.mistakes.title,
    about: WORDS.playground.inside.mistakes.about,
    node,
    fits: (setup) => !isRegression(setup),
    prepare: (setup) => {
      data = setup.data;
    },
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
              target: className(data, target),
              answer: className(data, answer),
              probability: short(probability),
            }),
          ),
        ),
      );
    },
  };
}

/** How many validation samples of each class were taken for which. */
export function confusionView(): View<"confusion"> {
  const node = text("table", "pg-confusion");
  node.tabIndex = 0; // on a phone it scrolls
  node.setAttribute("aria-label", WORDS.playground.inside.confusion.title);
  let data = "";
  return {
    key: "confusion",
    title: WORDS.playground.inside.confusion.title,
    about: WORDS.playground.inside.confusion.about,
    node,
    fits: (setup) => !isRegression(setup),
    prepare: (setup) => {
      data = setup.data;
    },
    details: () => [],
    show: ({ classes, counts }) => {
      const labels = [...Array(classes).keys()];
      const head = text("tr", "");
      head.append(
        text("td", ""),
        ...labels.map((label) =>
          heading(fill(WORDS.playground.inside.confusion.said, { label: className(data, label) }), "col"),
        ),
      );
      const rows = labels.map((label) => {
        const row = text("tr", "");
        const own = counts.slice(label * classes, (label + 1) * classes);
        const all = own.reduce((sum, count) => sum + count, 0);
        row.append(
          heading(fill(WORDS.playground.inside.confusion.is, { label: className(data, label) }), "row"),
          ...own.map((count, said) => field(count, all, said === label)),
        );
        return row;
      });
      node.replaceChildren(head, ...rows);
    },
  };
}

/** @param all of the class */
function field(count: number, all: number, isRight: boolean) {
  const node = text("td", "", String(count));
  const share = all ? count / all : 0;
  const strength = Math.round(isRight ? 45 * share : Math.min(35, 300 * share));
  node.style.background = count
    ? `color-mix(in srgb, var(${isRight ? "--positive" : "--negative"}) ${strength}%, transparent)`
    : "";
  return node;
}
