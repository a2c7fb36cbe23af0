/** The training that is seen when the Playground opens: recorded by the build, with the program of the first preset. */

import { config } from "../../../../../live_cells/live/page/config.js";
import { address } from "../../../../../live_cells/live/page/elements/files.ts";
import { firstNumbers, type LayerNumbers } from "../parts/numbers.ts";
import type { Row } from "../run_calls.ts";
import type { Setup } from "../setup/setup.ts";

/** What film/train.py writes of an epoch before the model's numbers. */
const FIGURES = ["training loss", "training accuracy", "validation loss", "validation accuracy"];

/** What a run has come to, epoch by epoch; the first moment is before any. */
export type Film = { rows: Row[]; moments: LayerNumbers[][] };

/** @returns null where there is none for this setup, or it does not come */
export async function film(setup: Setup): Promise<Film | null> {
  const first = firstNumbers(setup);
  if (!config.film || !first) return null;
  try {
    const response = await fetch(address(config.film));
    if (!response.ok) return null;
    return readFilm(new Float32Array(await response.arrayBuffer()), first);
  } catch (error) {
    console.warn("The opening:", error);
    return null;
  }
}

/** @param first the numbers before training, which say how many there are */
export function readFilm(all: Float32Array, first: LayerNumbers[]): Film | null {
  const sizes = first.map(({ weight, bias }) => [weight?.length ?? 0, bias?.length ?? 0]);
  const each = FIGURES.length + sizes.flat().reduce((sum, size) => sum + size, 0);
  if (!all.length || all.length % each) return null; // of another model
  const film: Film = { rows: [], moments: [first] };
  for (let at = 0; at < all.length; at += each) {
    const figures = FIGURES.map((name, i) => [name, all[at + i]]);
    film.rows.push({ epoch: film.rows.length + 1, ...Object.fromEntries(figures) });
    let next = at + FIGURES.length;
    const take = (count: number) => {
      next += count;
      return all.slice(next - count, next);
    };
    film.moments.push(sizes.map(([weights, biases]) => (weights ? { weight: take(weights), bias: take(biases) } : {})));
  }
  return film;
}

/** The numbers between two moments. @param share of the way from the one to the other */
export const between = (one: LayerNumbers[], other: LayerNumbers[], share: number): LayerNumbers[] =>
  one.map((layer, i) =>
    Object.fromEntries(
      Object.entries(layer).map(([name, values]) => {
        const there = other[i][name as keyof LayerNumbers] ?? values;
        return [name, values.map((value, at) => value + share * (there[at] - value))];
      }),
    ),
  );
