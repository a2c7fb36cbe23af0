/** What a surface says of its paths: where a step is, what its gradient is, and where it goes. */

import { fill } from "../../phrases.ts";
import type { ChosenNumber, Path as ChosenPath } from "./chosen_number.ts";
import { numberCell } from "./folded_table.ts";
import { shown } from "./printed.ts";
import { largestOf } from "./products.ts";
import type { Path, Place } from "./surface_data.ts";
import { tableOf as table } from "./table.ts";

/** A number beside which the others are so much larger is what rounding has left of zero. */
const NOTHING = 1e-9;

export const placeText = (place: Place) => `(${place.map(shown).join(", ")})`;

/** @param largest of the numbers that it stands among */
export const heightText = (height: number, largest: number) => shown(settled(height, largest));

const settled = (value: number, largest: number) => (Math.abs(value) < NOTHING * largest ? 0 : value);

/** A path without what rounding has left of zeros. */
function tidied(path: Path): Path {
  const { points, heights, gradients } = path;
  const places = (all: Place[]) => {
    const largest = largestOf(all.flat());
    return all.map(([a, b]): Place => [settled(a, largest), settled(b, largest)]);
  };
  const highest = largestOf(heights);
  const levels = heights.map((height) => settled(height, highest));
  return { ...path, points: places(points), heights: levels, gradients: places(gradients) };
}

/** What arrow keys move over the ground: its name says where it is. @param across of it, within the window */
export function saySlider(node: Element, name: string, across: number, [low, high]: Place) {
  const about = { "aria-label": name, "aria-valuenow": across, "aria-valuemin": low, "aria-valuemax": high };
  for (const [attribute, value] of Object.entries(about)) node.setAttribute(attribute, String(value));
  node.setAttribute("aria-valuetext", name);
}

/** Where a path is after so many steps; of one that has diverged, where and when it stopped. */
export function lineOf(path: Path, steps: number) {
  const { name, points, heights, gradients, diverged } = tidied(path);
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
export function linesAt(path: Path, step: number) {
  const { points, heights, gradients } = tidied(path);
  const { at_step, gradient_is, step_is } = WORDS.pictures;
  const [from, to] = [points[step], points[step + 1]];
  const lines = [
    fill(at_step, { step, place: placeText(from), height: shown(heights[step]) }),
    fill(gradient_is, { value: placeText(gradients[step]) }),
  ];
  return to ? [...lines, fill(step_is, { place: placeText([to[0] - from[0], to[1] - from[1]]) })] : lines;
}

/** The numbers of a step, with their places in the description: the height is the first. */
export function statedAt(paths: Path[], path: number, step: number): ChosenNumber[] {
  const { points, heights, gradients } = paths[path];
  const of = (name: string, ...rest: number[]) => ["paths", path, name, step, ...rest];
  return [
    { path: of("heights"), value: heights[step] },
    ...points[step].map((value, i) => ({ path: of("points", i), value })),
    ...gradients[step].map((value, i) => ({ path: of("gradients", i), value })),
  ];
}

/** @param path of the numbers in the description; none where the page has walked them */
export function tableOf({ name, points, heights, gradients }: Path, path?: ChosenPath) {
  const { step, height, columns } = WORDS.pictures;
  const cell = (value: number, ...rest: ChosenPath) => numberCell(value, path && [...path, ...rest]);
  const rows = points.map((point, i) => [
    String(i),
    ...point.map((value, k) => cell(value, "points", i, k)),
    cell(heights[i], "heights", i),
    ...gradients[i].map((value, k) => cell(value, "gradients", i, k)),
  ]);
  return table(name, [step, "a", "b", height, `${columns.gradient} a`, `${columns.gradient} b`], rows);
}
