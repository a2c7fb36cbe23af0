/** One sample of the validation data on its way through the layers. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { Maps } from "./maps.ts";
import { className } from "../setup/words.ts";
import type { Stage } from "./answers.ts";
import { short, type View } from "./view.ts";

export function flowView(again: () => void): View<"flow"> {
  const node = text("div", "");
  const stages = text("ol", "pg-stages");
  const said = text("p", "pg-said");
  let sample = 0;
  const go = (by: number) => () => {
    sample = Math.max(0, sample + by);
    again();
  };
  node.append(
    bar(
      "pg-buttons",
      WORDS.playground.inside.flow.sample,
      button(WORDS.buttons.previous, "back", go(-1)),
      button(WORDS.buttons.next, "next", go(1)),
    ),
    said,
    stages,
  );
  let rows: Maps[] = [];
  let data = "";
  return {
    key: "flow",
    title: WORDS.playground.inside.flow.title,
    about: WORDS.playground.inside.flow.about,
    node,
    fits: () => true,
    prepare: (setup) => {
      data = setup.data;
    },
    details: () => [sample],
    show: ({ layers, target, probabilities }) => {
      if (rows.length !== layers.length) {
        rows = layers.map(() => new Maps());
        stages.replaceChildren(...rows.map((row) => stageNode(row)));
      }
      for (const [i, stage] of layers.entries()) showStage(stages.children[i], rows[i], stage);
      const best = probabilities.indexOf(Math.max(...probabilities));
      const number = sample + 1;
      said.textContent = probabilities.length
        ? fill(WORDS.playground.inside.flow.said, {
            number,
            target: className(data, target),
            answer: className(data, best),
            probability: short(probabilities[best]),
          })
        : fill(WORDS.playground.inside.flow.said_value, {
            number,
            target: short(target),
            answer: short(layers.at(-1)?.values?.[0] ?? null),
          });
    },
  };
}

function stageNode(row: Maps) {
  const node = text("li", "");
  node.append(text("p", "pg-row"), row.node);
  return node;
}

function showStage(node: Element, row: Maps, { name: kind, shape, maps, values }: Stage) {
  const name = kind || WORDS.playground.inside.input;
  const more =
    shape.length === 3 && shape[0] > maps.length
      ? `, ${fill(WORDS.playground.inside.flow.first_channels, { count: maps.length })}`
      : "";
  const listed = values && shape[0] <= 10 ? `: ${values.map(short).join(", ")}` : "";
  node.children[0].textContent = `${name} → ${shape.join(" × ")}${more}${listed}`;
  const [height, width] = shape.length === 3 ? shape.slice(1) : [1, Math.min(shape[0], 256)];
  const zoom =
    shape.length === 3 ? Math.max(2, Math.round(52 / height)) : Math.max(2, Math.min(14, Math.floor(560 / width)));
  row.show(
    maps.map((map, channel) => ({
      map,
      label: `${name}${maps.length > 1 ? `, ${fill(WORDS.playground.inside.flow.channel, { number: channel + 1 })}` : ""}`,
    })),
    [height, width],
    zoom,
  );
}
