/** A plane through the weights of a model: of two of them, or of the two directions in which a run went most. */

import type { LayerNumbers } from "../parts/numbers.ts";
import { dot } from "../stage/objective.ts";

/** All that a model learns, in a row. */
export type Flat = Float64Array;
export type Place = [x: number, y: number];

export type Plane = {
  /** What is added to: at the chosen weights it is 0, so that places are their values. */
  origin: Flat;
  across: Flat;
  up: Flat;
  center: Place;
  /** How far it is shown to each side. */
  reach: number;
  /** How much of the run's way lies in it; null: it is of two weights. */
  share: number | null;
};

const LEARNED = ["weight", "bias"] as const;
/** Moments of a run from which its directions are found. */
const MOST_MOMENTS = 80;
const ROUNDS = 200;
/** Room around the run's path, and how far the plane of two weights reaches at least. */
const MARGIN = 1.25;
const LEAST = { main: 0.05, chosen: 2 };

export const flatOf = (numbers: LayerNumbers[]): Flat =>
  Float64Array.from(numbers.flatMap((layer) => LEARNED.flatMap((name) => [...(layer[name] ?? [])])));

/** The same layers with other numbers. */
export function numbersAt(numbers: LayerNumbers[], flat: Flat): LayerNumbers[] {
  let at = 0;
  return numbers.map((layer) => {
    const own = { ...layer };
    for (const name of LEARNED) {
      const length = layer[name]?.length ?? 0;
      if (length) own[name] = flat.slice(at, at + length);
      at += length;
    }
    return own;
  });
}

/** Where weights are on the plane, or the nearest place to them. */
export const placeOf = ({ origin, across, up }: Plane, flat: Flat): Place => {
  const way = minus(flat, origin);
  return [dot(way, across), dot(way, up)];
};

export const weightsAt = ({ origin, across, up }: Plane, [x, y]: Place): Flat =>
  origin.map((value, i) => value + x * across[i] + y * up[i]);

/** @param path of the run, up to now */
export function planeOfTwo(now: Flat, path: Flat[], [first, second]: [number, number]): Plane {
  const axis = (at: number) => now.map((_, i) => (i === at ? 1 : 0));
  const origin = now.map((value, i) => (i === first || i === second ? 0 : value));
  const plane = { origin, across: axis(first), up: axis(second), center: [0, 0] as Place, reach: 1, share: null };
  return framed(plane, [...path, now], LEAST.chosen);
}

/** Null: the run has not gone far enough to have two directions. */
export function planeOfRun(now: Flat, path: Flat[]): Plane | null {
  const every = Math.ceil(path.length / MOST_MOMENTS);
  const ways = path.filter((_, i) => i % every === 0).map((flat) => minus(flat, path[path.length - 1]));
  const products = ways.map((a) => ways.map((b) => dot(a, b)));
  const all = products.reduce((sum, row, i) => sum + row[i], 0);
  const [first, second] = largest(products);
  if (!first || !second || second.value < 1e-9 * first.value) return null;
  const [across, up] = [first, second].map(({ vector }) => direction(ways, vector));
  const plane = { origin: now, across, up, center: [0, 0] as Place, reach: 1 };
  return framed({ ...plane, share: (first.value + second.value) / all }, [...path, now], LEAST.main);
}

function framed(plane: Plane, path: Flat[], least: number): Plane {
  const places = path.map((flat) => placeOf(plane, flat));
  const ends = [0, 1].map((side) => {
    const all = places.map((place) => place[side]);
    return { low: Math.min(...all), high: Math.max(...all) };
  });
  const center = ends.map(({ low, high }) => (low + high) / 2) as Place;
  return { ...plane, center, reach: Math.max(least, ...ends.map(({ low, high }) => (MARGIN * (high - low)) / 2)) };
}

/** Along the run's way, so that it begins at the left, or below. */
function direction(ways: Flat[], vector: number[]): Flat {
  const sum = new Float64Array(ways[0].length);
  for (const [i, way] of ways.entries()) for (let at = 0; at < sum.length; at += 1) sum[at] += vector[i] * way[at];
  const size = Math.sqrt(dot(sum, sum)) * (dot(sum, ways[0]) > 0 ? -1 : 1);
  return sum.map((value) => value / (size || 1));
}

type Found = { value: number; vector: number[] };

/** The two largest eigenvalues of a symmetric matrix, by repeated multiplication. */
function largest(matrix: number[][]): Found[] {
  const found: Found[] = [];
  for (let times = 0; times < 2; times += 1) {
    let vector = matrix.map((_, i) => Math.cos(1 + i * (1 + times)));
    let value = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { vector: other } of found) {
        const shared = vector.reduce((sum, one, i) => sum + one * other[i], 0);
        vector = vector.map((one, i) => one - shared * other[i]);
      }
      const next = matrix.map((row) => row.reduce((sum, one, i) => sum + one * vector[i], 0));
      value = Math.hypot(...next);
      if (!value) break;
      vector = next.map((one) => one / value);
    }
    if (value) found.push({ value, vector });
  }
  return found;
}

const minus = (a: Flat, b: Flat): Flat => a.map((value, i) => value - b[i]);
