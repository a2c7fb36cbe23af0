// What the Playground's page computes of a trained model: losses, gradients, and what goes along each path of a weight.
// Reads {setup, numbers, steps, weight, places}, as a list.
import "./english.mjs";
import { readFileSync } from "node:fs";
import { numbersOf } from "../../docs/course/page/playground/parts/numbers.ts";
import { setupOf } from "../../docs/course/page/playground/setup/setup.ts";
import { columnsOf } from "../../docs/course/page/playground/stage/columns.ts";
import { gradientsOf, lossOf, objectiveOf } from "../../docs/course/page/playground/stage/objective.ts";
import { pathsOf } from "../../docs/course/page/playground/stage/paths.ts";
import { pointsOf } from "../../docs/course/page/playground/stage/points.ts";

const found = JSON.parse(readFileSync(0, "utf8")).map(({ setup: given, numbers: sent, steps, weight, places }) => {
  const setup = setupOf(given);
  const numbers = numbersOf(sent);
  const objective = objectiveOf(setup, pointsOf(setup).training, steps);
  const gradients = gradientsOf(objective, numbers);
  const columns = columnsOf(setup.layers, setup.features.length);
  const target = { column: 1 + (weight % Math.max(columns.length - 1, 1)), row: 0, from: 0 };
  const { factorsOf } = columns[target.column] ? pathsOf(objective, numbers, gradients, columns, target) : {};
  const along = columns.map(({ units }, column) => {
    if (!factorsOf || column < target.column) return null;
    const added = Array.from({ length: units }, (_, row) =>
      Array.from({ length: columns[column - 1].units }, (_, from) => factorsOf({ column, row, from })?.added ?? 0),
    );
    return added.flat().reduce((sum, one) => sum + one, 0);
  });
  const losses = places.map((place) => {
    const moved = numbersOf(sent);
    for (const [name, value] of Object.entries(place)) {
      const [layer, unit, source] = name.split(".").map(Number);
      const { weight, bias } = moved[layer];
      weight[unit * (weight.length / bias.length) + source] = value;
    }
    return lossOf(objective, moved);
  });
  return {
    loss: gradients.loss,
    layers: gradients.layers.map((layer) =>
      Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, [...values]])),
    ),
    layer: columns[target.column]?.index,
    along: along.filter((sum) => sum !== null),
    losses,
  };
});
console.log(JSON.stringify(found));
