// What the Playground's page computes of a trained model: losses, gradients, and what goes along each path of a weight.
// Reads {setup, numbers, steps, weight}, as a list.
import "./english.mjs";
import { readFileSync } from "node:fs";
import { numbersOf } from "../../docs/course/page/playground/parts/numbers.ts";
import { setupOf } from "../../docs/course/page/playground/setup/setup.ts";
import { columnsOf } from "../../docs/course/page/playground/stage/columns.ts";
import { gradientsOf, lossOf, objectiveOf } from "../../docs/course/page/playground/stage/objective.ts";
import { pathsOf } from "../../docs/course/page/playground/stage/paths.ts";
import { flatOf, numbersAt, planeOfTwo, weightsAt } from "../../docs/course/page/playground/surface/directions.ts";
import { fieldPlace, LossField, SIDE } from "../../docs/course/page/playground/surface/field.ts";
import { weightsOf } from "../../docs/course/page/playground/surface/weights.ts";
import { pointsOf } from "../../docs/course/page/playground/stage/points.ts";

/** So many fields of a loss surface are compared. */
const FIELDS = 20;

/** Fields of the loss surface through the first weight and the last: the weights there, and the loss. */
function fieldsOf({ setup, numbers, columns, objective }) {
  const weights = weightsOf({ setup, numbers, columns, nameOf: String });
  if (weights.length < 2) return [];
  const ends = [weights[0], weights[weights.length - 1]];
  const now = flatOf(numbers);
  const plane = planeOfTwo(
    now,
    [now],
    ends.map(({ at }) => at),
  );
  const lossAt = (place) => lossOf(objective, numbersAt(numbers, weightsAt(plane, place)));
  const field = new LossField(plane, lossAt);
  while (!field.isComplete) field.step();
  return Array.from({ length: FIELDS }, (_, i) => {
    const at = (i * 83) % SIDE ** 2;
    const place = fieldPlace(plane, at % SIDE, Math.floor(at / SIDE));
    const names = ends.map(({ index, unit, source }) => `${index}.${unit}.${source}`);
    return { weights: Object.fromEntries(names.map((name, axis) => [name, place[axis]])), loss: field.losses[at] };
  });
}

const found = JSON.parse(readFileSync(0, "utf8")).map(({ setup: given, numbers: sent, steps, weight }) => {
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
  const fields = fieldsOf({ setup, numbers, columns, objective });
  return {
    loss: gradients.loss,
    layers: gradients.layers.map((layer) =>
      Object.fromEntries(Object.entries(layer).map(([name, values]) => [name, [...values]])),
    ),
    layer: columns[target.column]?.index,
    along: along.filter((sum) => sum !== null),
    fields,
  };
});
console.log(JSON.stringify(found));
