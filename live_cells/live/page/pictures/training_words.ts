/** What a training's picture says of its states, as a line and as a table. */

import { fill, whole } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { gridOf } from "./folded_table.ts";
import { shown } from "./printed.ts";
import type { TrainingData } from "./training_data.ts";

const words = () => WORDS.pictures.training;

/** Where in the training a state is. */
export function stepOf({ steps, unit }: TrainingData, state: number) {
  if (!steps[state]) return words().before;
  return fill(words()[unit], { step: whole(steps[state]), all: whole(steps[steps.length - 1]) });
}

/** The step, the loss, and how many answers are right. */
export function lineOf(data: TrainingData, state: number): string {
  const { losses, validation, right, samples } = data;
  const figures: [name: string, value: number | null | undefined][] = [
    [words().loss, losses[state]],
    [words().validation, validation?.[state]],
  ];
  const parts = figures.flatMap(([name, value]) => (value == null ? [] : [`${name} ${shown(value)}`]));
  if (right) parts.push(fill(words().right, { count: whole(right[state]), all: whole(samples) }));
  return [stepOf(data, state), ...parts].join(" · ");
}

/** All states, line by line, and what is confused in the one that is shown. */
export function tablesOf(data: TrainingData, state: number): HTMLElement[] {
  const { steps, losses, validation, right, counts, classes } = data;
  const heads = [words().units[data.unit], words().loss];
  if (validation) heads.push(words().validation);
  if (right) heads.push(words().correct);
  const table = text("table", "");
  const head = text("tr", "");
  head.append(...heads.map((name) => Object.assign(text("th", "", name), { scope: "col" })));
  const rows = steps.map((step, i) => {
    const row = text("tr", "");
    const figures = [losses[i], ...(validation ? [validation[i]] : [])].map((one) => (one === null ? "–" : shown(one)));
    const cells = [...figures, ...(right ? [whole(right[i])] : [])];
    row.append(
      Object.assign(text("th", "", whole(step)), { scope: "row" }),
      ...cells.map((cell) => text("td", "", cell)),
    );
    return row;
  });
  table.append(text("caption", "", words().states), head, ...rows);
  if (!counts) return [table];
  const matrix = gridOf(`${words().matrix_axes}: ${stepOf(data, state)}`, {
    shape: [classes.length, classes.length],
    values: counts[state],
  });
  return [table, matrix];
}
