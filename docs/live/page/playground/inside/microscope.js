/** The gradient microscope: the chain rule for one weight and one sample, factor by factor. */

import { button, text } from "../../elements/toolbar.js";
import { choice, numberField } from "../parts/fields.js";
import { layersOf, offer, short } from "./view.js";

/**
 * @typedef {{layer: number, kind: "input"|"weight"|"slope"|"loss", from: number, to: number, value: number|null}} Factor
 */

/** @type {Record<Factor["kind"], (factor: Factor, names: string[]) => string>} */
const WORDS = {
  input: ({ from }) => `what the weight multiplies: number ${from + 1} that comes in`,
  weight: ({ layer, from, to }, names) =>
    `${layer + 1} ${names[layer]}: the weight from unit ${from + 1} to unit ${to + 1}`,
  slope: ({ layer, to }, names) => `${layer + 1} ${names[layer]}: its slope at unit ${to + 1}`,
  loss: ({ to }) => `the loss: p − y for class ${to}`,
};

/** @param {() => void} again @returns {import("./view.js").View} */
export function microscopeView(again) {
  const node = text("div", "");
  let isLargest = true;
  let isHardest = true;
  const anew = () => {
    isLargest = true;
    again();
  };
  const fields = {
    layer: choice("layer", [], anew),
    unit: numberField("unit", { min: 1, max: 512 }, again),
    source: numberField("input", { min: 1, max: 784 }, again),
    sample: numberField("training sample", { min: 1, max: 60000 }, anew),
  };
  const select = /** @type {HTMLSelectElement} */ (fields.layer.node.querySelector("select"));
  const table = text("table", "pg-factors");
  const said = text("p", "pg-said");
  const chosen = text("div", "pg-chosen");
  chosen.append(
    ...Object.values(fields).map((field) => field.node),
    button("Largest", "largest", anew, { title: "Choose the weight of this layer that has the largest gradient" }),
    button(
      "Hardest sample",
      "hardest",
      () => {
        isHardest = true;
        anew();
      },
      { title: "Choose, among the first 128 training samples, the one with the largest loss" },
    ),
  );
  node.append(chosen, table, said);
  for (const name of /** @type {const} */ (["unit", "source", "sample"])) fields[name].set(1);
  /** @type {string[]} */
  let names = [];
  const value = (/** @type {{node: HTMLElement}} */ field) => Number(field.node.querySelector("input")?.value) - 1;
  return {
    key: "microscope",
    title: "Gradient",
    about:
      "How one weight gets its gradient from one sample. From the weight to the loss there are many ways; each is a product of the numbers below, and the gradient is the sum of all of them. Shown is the way that matters most. A slope of 0 (a ReLU that is off) ends a way.",
    node,
    fits: (setup) => layersOf(setup, ["Linear"]).length > 0,
    prepare: (setup) => {
      offer(select, layersOf(setup, ["Linear"]));
      names = setup.layers.map(({ kind }) => kind);
      isLargest = isHardest = true;
    },
    details: () => {
      const weight = isLargest ? [-1, -1] : [value(fields.unit), value(fields.source)];
      return [isHardest ? -1 : value(fields.sample), Number(select.value), ...weight];
    },
    show: ({ factors, way, gradient, difference, weight, loss, target, unit, source, sample }) => {
      isLargest = isHardest = false;
      fields.sample.set(sample + 1);
      fields.unit.set(unit + 1);
      fields.source.set(source + 1);
      const rows = /** @type {Factor[]} */ (factors).map((factor, i) => {
        const row = text("tr", "");
        row.append(
          text("td", "", i ? "×" : ""),
          text("td", "pg-figure", short(factor.value)),
          text("td", "", WORDS[factor.kind](factor, names)),
        );
        return row;
      });
      const sums = [
        ["=", way, "this way"],
        ["∑", gradient, "all ways together: the gradient, by loss.backward()"],
        ["≈", difference, "the same, by moving the weight a little (finite differences)"],
      ].map(([sign, figure, words]) => {
        const row = text("tr", "pg-sum");
        row.append(
          text("td", "", String(sign)),
          text("td", "pg-figure", short(/** @type {number} */ (figure))),
          text("td", "", String(words)),
        );
        return row;
      });
      table.replaceChildren(...rows, ...sums);
      said.textContent = `The weight is ${short(weight)}; the sample is of class ${target}, its loss ${short(loss)}.${closed(gradient, factors)}`;
    },
  };
}

/** Why there is no gradient. @param {number|null} gradient @param {Factor[]} factors */
function closed(gradient, [{ value }]) {
  if (gradient !== 0) return "";
  return value === 0
    ? " What the weight multiplies is 0, so the weight does not matter here."
    : " No way is open: a slope of 0 ends each.";
}
