/** The gradient microscope: the chain rule for one weight and one sample, factor by factor. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { choice, numberField } from "../parts/fields.ts";
import { className } from "../setup/words.ts";
import type { Factor } from "./answers.ts";
import { layersOf, offer, short, type View } from "./view.ts";

/** @param names of the layers @param nameOf a class */
type InWords = (factor: Factor, names: string[], nameOf: (label: number) => string) => string;

const FACTORS: Record<Factor["kind"], InWords> = {
  input: ({ from }) => fill(WORDS.playground.inside.microscope.input, { from: from + 1 }),
  weight: ({ layer, from, to }, names) =>
    fill(WORDS.playground.inside.microscope.weight, {
      layer: `${layer + 1} ${names[layer]}`,
      from: from + 1,
      to: to + 1,
    }),
  slope: ({ layer, to }, names) =>
    fill(WORDS.playground.inside.microscope.slope, { layer: `${layer + 1} ${names[layer]}`, unit: to + 1 }),
  loss: ({ to }, _, nameOf) => fill(WORDS.playground.inside.microscope.loss, { target: nameOf(to) }),
  error: () => WORDS.playground.inside.microscope.error,
};

export function microscopeView(again: () => void): View<"microscope"> {
  const node = text("div", "");
  let isLargest = true;
  let isHardest = true;
  const anew = () => {
    isLargest = true;
    again();
  };
  const fields = {
    layer: choice(WORDS.playground.inside.microscope.field_layer, [], anew),
    unit: numberField(WORDS.playground.inside.microscope.field_unit, { min: 1, max: 512 }, again),
    source: numberField(WORDS.playground.inside.microscope.field_input, { min: 1, max: 784 }, again),
    sample: numberField(WORDS.playground.inside.microscope.field_sample, { min: 1, max: 60000 }, anew),
  };
  const table = text("table", "pg-factors");
  const said = text("p", "pg-said");
  const chosen = text("div", "pg-chosen");
  chosen.append(
    ...Object.values(fields).map((field) => field.node),
    button(WORDS.playground.inside.microscope.largest, "largest", anew, {
      title: WORDS.playground.inside.microscope.largest_title,
    }),
    button(
      WORDS.playground.inside.microscope.hardest,
      "hardest",
      () => {
        isHardest = true;
        anew();
      },
      { title: WORDS.playground.inside.microscope.hardest_title },
    ),
  );
  node.append(chosen, table, said);
  for (const name of ["unit", "source", "sample"] as const) fields[name].set(1);
  let names: string[] = [];
  let data = "";
  const nameOf = (label: number) => className(data, label);
  const value = (field: { input: HTMLInputElement }) => Number(field.input.value) - 1;
  return {
    key: "microscope",
    title: WORDS.playground.inside.microscope.title,
    about: WORDS.playground.inside.microscope.about,
    node,
    fits: (setup) => layersOf(setup, ["Linear"]).length > 0,
    prepare: (setup) => {
      offer(fields.layer.input, layersOf(setup, ["Linear"]));
      names = setup.layers.map(({ kind }) => kind);
      data = setup.data;
      isLargest = isHardest = true;
    },
    details: () => {
      const weight = isLargest ? [-1, -1] : [value(fields.unit), value(fields.source)];
      return [isHardest ? -1 : value(fields.sample), Number(fields.layer.input.value), ...weight];
    },
    show: ({ factors, way, gradient, difference, weight, loss, target, unit, source, sample }) => {
      const words = WORDS.playground.inside.microscope;
      isLargest = isHardest = false;
      fields.sample.set(sample + 1);
      fields.unit.set(unit + 1);
      fields.source.set(source + 1);
      const rows = factors.map((factor, i) => {
        const row = text("tr", "");
        row.append(
          text("td", "", i ? "×" : ""),
          text("td", "pg-figure", short(factor.value)),
          text("td", "", FACTORS[factor.kind](factor, names, nameOf)),
        );
        return row;
      });
      const sums: [sign: string, figure: number | null, words: string][] = [
        ["=", way, WORDS.playground.inside.microscope.this_way],
        ["∑", gradient, WORDS.playground.inside.microscope.all_ways],
        ["≈", difference, WORDS.playground.inside.microscope.finite_differences],
      ];
      const sumRows = sums.map(([sign, figure, words]) => {
        const row = text("tr", "pg-sum");
        row.append(text("td", "", sign), text("td", "pg-figure", short(figure)), text("td", "", words));
        return row;
      });
      table.replaceChildren(...rows, ...sumRows);
      said.textContent = [
        factors.at(-1)?.kind === "error"
          ? fill(words.said_value, { weight: short(weight), target: short(target), loss: short(loss) })
          : fill(words.said, { weight: short(weight), target: nameOf(target), loss: short(loss) }),
        closed(gradient, factors),
      ]
        .join(" ")
        .trim();
    },
  };
}

/** Why there is no gradient. */
function closed(gradient: number | null, [{ value }]: Factor[]) {
  if (gradient !== 0) return "";
  return value === 0 ? WORDS.playground.inside.microscope.no_input : WORDS.playground.inside.microscope.no_way;
}
