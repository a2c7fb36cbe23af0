/** The way through a picture by keys: from unit to unit, and into the weights of one. */

import type { Layout, Spot } from "./layout.ts";
import type { Numbers, Place } from "./numbers.ts";

/** @returns where a key leads from a place; the place itself where nothing lies that way; undefined: not a key of ours */
export function next(layout: Layout, numbers: Numbers, place: Place, key: string): Place | undefined {
  return place.kind === "edge" ? amongWeights(layout, numbers, place, key) : amongUnits(layout, numbers, place, key);
}

function amongUnits(layout: Layout, numbers: Numbers, place: Place, key: string): Place | undefined {
  const column = place.kind === "loss" ? layout.columns.length : place.column;
  const spots = layout.columns[column]?.spots ?? [];
  const row = place.kind === "loss" ? 0 : place.row;
  const here = place.kind === "loss" ? layout.loss : spots[row];
  switch (key) {
    case "ArrowUp":
      return unit(spots[row - 1]) ?? place;
    case "ArrowDown":
      return unit(spots[row + 1]) ?? place;
    case "Home":
      return unit(spots[0]) ?? place;
    case "End":
      return unit(spots.at(-1)) ?? place;
    case "ArrowLeft":
      return sideways(layout, column, -1, here?.y ?? 0) ?? place;
    case "ArrowRight":
      return sideways(layout, column, 1, here?.y ?? 0) ?? place;
    case "Enter":
      return place.kind === "loss" ? undefined : weights(layout, numbers, column, row)[0];
    default:
      return undefined;
  }
}

function amongWeights(layout: Layout, numbers: Numbers, place: Extract<Place, { kind: "edge" }>, key: string) {
  const { column, row, from } = place;
  const all = weights(layout, numbers, column, row);
  const at = all.findIndex((one) => one.from === from);
  switch (key) {
    case "ArrowUp":
      return all[at - 1] ?? place;
    case "ArrowDown":
      return all[at + 1] ?? place;
    case "Home":
      return all[0];
    case "End":
      return all[all.length - 1];
    case "ArrowLeft":
      return { kind: "unit" as const, column: column - 1, row: from };
    case "ArrowRight":
    case "Enter":
    case "Escape":
      return { kind: "unit" as const, column, row };
    default:
      return undefined;
  }
}

function weights({ columns }: Layout, numbers: Numbers, column: number, row: number) {
  const before = columns[column - 1];
  if (before?.kind !== "units" || numbers.data.modules[column - 1].kind !== "Linear") return [];
  const all = before.spots.map((spot) => ({ kind: "edge" as const, column, row, from: spot.row }));
  return all.filter((place) => numbers.valueOf(place) !== undefined);
}

/** The unit at the same height in the next column that has some. */
function sideways(layout: Layout, column: number, step: number, y: number): Place | undefined {
  const { columns, loss } = layout;
  for (let at = column + step; at >= 0 && at < columns.length; at += step) {
    const { spots } = columns[at];
    if (spots.length)
      return unit(spots.reduce((near, one) => (Math.abs(one.y - y) < Math.abs(near.y - y) ? one : near)));
  }
  return step > 0 && loss && column < columns.length ? { kind: "loss" } : undefined;
}

const unit = (spot: Spot | undefined): Place | undefined =>
  spot && { kind: "unit", column: spot.column, row: spot.row };
