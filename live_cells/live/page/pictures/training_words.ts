/** What a training's picture says of its states, as a line and as a table. */

import { fill, whole } from "../../phrases.ts";
import { text } from "../elements/nodes.ts";
import { gridOf, numberCell } from "./folded_table.ts";
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

/** The same numbers, with their places in the description. */
export const statedAt = ({ losses, validation, right }: TrainingData, state: number) =>
  Object.entries({ losses, validation, right }).flatMap(([name, values]) => {
    const value = values?.[state];
    return value == null ? [] : [{ path: [name, state], value }];
  });

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
    const figures = Object.entries({ losses, ...(validation && { validation }) }).map(([name, values]) => {
      const value = values[i];
      return value === null ? text("td", "", "–") : numberCell(value, [name, i]);
    });
    const counted = right ? [numberCell(right[i], ["right", i], whole(right[i]))] : [];
    row.append(Object.assign(text("th", "", whole(step)), { scope: "row" }), ...figures, ...counted);
    return row;
  });
  table.append(text("caption", "", words().states), head, ...rows);
  if (!counts) return [table];
  const size = [classes.length, classes.length];
  const caption = `${words().matrix_axes}: ${stepOf(data, state)}`;
  const matrix = gridOf(caption, { shape: size, values: counts[state] }, ["counts", state]);
  return [table, matrix];
}
