/** The description of a surface: the heights of a loss of two weights, and the paths of optimizers on it. */

import { list, number, optional, record, string, wrong } from "./checks.ts";

export type Place = [a: number, b: number];
/** `c · aⁱ · bʲ` */
export type Term = [c: number, i: number, j: number];
export type Path = {
  name: string;
  optimizer: { kind: string; settings: Record<string, unknown> };
  /** Before each step, and after the last. */
  points: Place[];
  heights: number[];
  gradients: Place[];
  diverged: boolean;
};
export type SurfaceData = {
  kind: "surface";
  x: Place;
  y: Place;
  /** Rows from the lowest second weight up. */
  heights: number[][];
  levels: number[];
  /** Where the loss is a polynomial. */
  terms?: Term[];
  steps: number;
  paths: Path[];
  lowest: Place[];
};

const MOST = { columns: 61, rows: 41, paths: 6, steps: 500, degree: 4 };

export function surfaceOf(data: Record<string, unknown>): SurfaceData {
  const heights = list(data.heights, "heights", MOST.rows).map((row, i) =>
    list(row, `heights[${i}]`, MOST.columns).map((one) => number(one, `heights[${i}]`)),
  );
  const columns = heights[0]?.length ?? 0;
  if (heights.length < 2 || columns < 2) wrong("heights", "≥ 2 × 2");
  if (heights.some((row) => row.length !== columns)) wrong("heights", `${heights.length} × ${columns}`);
  const steps = counted(data.steps, "steps", MOST.steps);
  const paths = list(data.paths, "paths", MOST.paths).map((one, i) => pathOf(one, `paths[${i}]`, steps));
  if (!paths.length) wrong("paths", "≥ 1");
  return {
    kind: "surface",
    x: windowOf(data.x, "x"),
    y: windowOf(data.y, "y"),
    heights,
    levels: (optional(data.levels, "levels", list) ?? []).map((one) => number(one, "levels")),
    terms: optional(data.terms, "terms", (value, place) => list(value, place, 25).map((one) => termOf(one, place))),
    steps,
    paths,
    lowest: list(data.lowest ?? [], "lowest").map((one) => placeOf(one, "lowest")),
  };
}

function pathOf(value: unknown, place: string, steps: number): Path {
  const data = record(value, place);
  const optimizer = record(data.optimizer, `${place}.optimizer`);
  const points = list(data.points, `${place}.points`, steps + 1).map((one) => placeOf(one, `${place}.points`));
  if (!points.length) wrong(`${place}.points`, "≥ 1");
  const many = (found: unknown[], name: string) =>
    found.length === points.length ? found : wrong(`${place}.${name}`, `${points.length}, ≠ ${found.length}`);
  return {
    name: string(data.name, `${place}.name`),
    optimizer: {
      kind: string(optimizer.kind, `${place}.optimizer.kind`),
      settings: record(optimizer.settings, `${place}.optimizer.settings`),
    },
    points,
    heights: many(list(data.heights, `${place}.heights`), "heights").map((one) => number(one, `${place}.heights`)),
    gradients: many(list(data.gradients, `${place}.gradients`), "gradients").map((one) =>
      placeOf(one, `${place}.gradients`),
    ),
    diverged: data.diverged === true,
  };
}

function placeOf(value: unknown, place: string): Place {
  const found = list(value, place, 2);
  return found.length === 2 ? [number(found[0], place), number(found[1], place)] : wrong(place, "[a, b]");
}

function windowOf(value: unknown, place: string): Place {
  const [low, high] = placeOf(value, place);
  return Number.isFinite(high - low) && low < high ? [low, high] : wrong(place, "[low, high]");
}

function termOf(value: unknown, place: string): Term {
  const [c, i, j] = list(value, place, 3);
  if (typeof c !== "number") return wrong(place, "[c, i, j]");
  return [c, counted(i, place, MOST.degree), counted(j, place, MOST.degree)]; // c is a double
}

function counted(value: unknown, place: string, most: number) {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most
    ? value
    : wrong(place, `0, 1 … ${most}`);
}
