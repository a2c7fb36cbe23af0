/** How many validation samples of each class were taken for which. */

import { fill } from "../../../phrases.ts";
import { text } from "../../elements/toolbar.ts";
import { heading } from "../parts/table.ts";
import type { View } from "./view.ts";

export function confusionView(): View<"confusion"> {
  const node = text("table", "pg-confusion");
  node.tabIndex = 0; // on a phone it scrolls
  node.setAttribute("aria-label", WORDS.playground.inside.confusion.title);
  return {
    key: "confusion",
    title: WORDS.playground.inside.confusion.title,
    about: WORDS.playground.inside.confusion.about,
    node,
    fits: () => true,
    details: () => [],
    show: ({ classes, counts }) => {
      const labels = [...Array(classes).keys()];
      const head = text("tr", "");
      head.append(
        text("td", ""),
        ...labels.map((label) => heading(fill(WORDS.playground.inside.confusion.said, { label }), "col")),
      );
      const rows = labels.map((label) => {
        const row = text("tr", "");
        const own = counts.slice(label * classes, (label + 1) * classes);
        const all = own.reduce((sum, count) => sum + count, 0);
        row.append(
          heading(fill(WORDS.playground.inside.confusion.is, { label }), "row"),
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
  const strength = Math.round(isRight ? 45 * share : Math.min(60, 300 * share));
  node.style.background = count
    ? `color-mix(in srgb, var(${isRight ? "--pg-class-0" : "--pg-class-1"}) ${strength}%, transparent)`
    : "";
  return node;
}
