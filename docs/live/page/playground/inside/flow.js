/** One sample of the validation data on its way through the layers. */

import { bar, button, text } from "../../elements/toolbar.js";
import { Maps } from "./maps.js";
import { short } from "./view.js";

/**
 * @typedef {{name: string, shape: number[], maps: import("../parts/pixels.js").Signed[], values?: (number|null)[]}} Stage
 */

/** @param {() => void} again @returns {import("./view.js").View} */
export function flowView(again) {
  const node = text("div", "");
  const stages = text("ol", "pg-stages");
  const said = text("p", "pg-said");
  let sample = 0;
  /** @param {number} by */
  const go = (by) => () => {
    sample = Math.max(0, sample + by);
    again();
  };
  node.append(
    bar("pg-buttons", "Sample", button("Previous", "back", go(-1)), button("Next", "next", go(1))),
    said,
    stages,
  );
  /** @type {Maps[]} */
  let rows = [];
  return {
    key: "flow",
    title: "One sample",
    about:
      "A validation sample on its way: what leaves each layer. Follow a ReLU: what was orange (negative) is gone after it. The last row holds the scores; the softmax makes probabilities of them.",
    node,
    fits: () => true,
    details: () => [sample],
    show: ({ layers, target, probabilities }) => {
      if (rows.length !== layers.length) {
        rows = layers.map(() => new Maps());
        stages.replaceChildren(...rows.map((row) => stageNode(row)));
      }
      for (const [i, stage] of /** @type {Stage[]} */ (layers).entries()) fill(stages.children[i], rows[i], stage);
      const best = probabilities.indexOf(Math.max(...probabilities));
      said.textContent = `Sample ${sample + 1}, class ${target}: the model says ${best}, with probability ${short(probabilities[best])}.`;
    },
  };
}

/** @param {Maps} row */
function stageNode(row) {
  const node = text("li", "");
  node.append(text("p", "pg-row"), row.node);
  return node;
}

/** @param {Element} node @param {Maps} row @param {Stage} stage */
function fill(node, row, { name, shape, maps, values }) {
  const more = shape.length === 3 && shape[0] > maps.length ? `, the first ${maps.length} channels` : "";
  const told = values && shape[0] <= 10 ? `: ${values.map(short).join(", ")}` : "";
  /** @type {HTMLElement} */ (node.firstElementChild).textContent = `${name} → ${shape.join(" × ")}${more}${told}`;
  const [height, width] = shape.length === 3 ? shape.slice(1) : [1, Math.min(shape[0], 256)];
  const zoom =
    shape.length === 3 ? Math.max(2, Math.round(52 / height)) : Math.max(2, Math.min(14, Math.floor(560 / width)));
  row.show(
    maps.map((map, channel) => ({ map, label: `${name}${maps.length > 1 ? `, channel ${channel + 1}` : ""}` })),
    [height, width],
    zoom,
  );
}
