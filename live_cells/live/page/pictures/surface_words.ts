/** What a surface says of its paths: where a step is, what its gradient is, and where it goes. */

import { fill } from "../../phrases.ts";
import { shown } from "./printed.ts";
import type { Path, Place } from "./surface_data.ts";
import { tableOf as table } from "./table.ts";

export const placeText = (place: Place) => `(${place.map(shown).join(", ")})`;

/** Where a path is after so many steps; of one that has diverged, where and when it stopped. */
export function lineOf({ name, points, heights, gradients, diverged }: Path, steps: number) {
  const last = points.length - 1;
  const step = Math.min(steps, last);
  return fill(diverged && step === last ? WORDS.pictures.diverged : WORDS.pictures.path_at, {
    name,
    step,
    place: placeText(points[step]),
    height: shown(heights[step]),
    gradient: placeText(gradients[step]),
  });
}

/** Where a path is before a step, and where the step goes. */
export function linesAt({ points, heights, gradients }: Path, step: number) {
  const { at_step, gradient_is, step_is } = WORDS.pictures;
  const [from, to] = [points[step], points[step + 1]];
  const lines = [
    fill(at_step, { step, place: placeText(from), height: shown(heights[step]) }),
    fill(gradient_is, { value: placeText(gradients[step]) }),
  ];
  return to ? [...lines, fill(step_is, { place: placeText([to[0] - from[0], to[1] - from[1]]) })] : lines;
}

export function tableOf({ name, points, heights, gradients }: Path) {
  const { step, height, columns } = WORDS.pictures;
  const rows = points.map((point, i) => [
    String(i),
    ...point.map(shown),
    shown(heights[i]),
    ...gradients[i].map(shown),
  ]);
  return table(name, [step, "a", "b", height, `${columns.gradient} a`, `${columns.gradient} b`], rows);
}
