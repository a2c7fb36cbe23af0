/** The description of a training: states of a model, each with its loss and with what is seen of it. */

import { list, number, optional, positive, record, string, texts, whole, wrong } from "./checks.ts";

type Place = [x: number, y: number];
type Range = [low: number, high: number];

/** One number in, one out: heights at places that are spread evenly over `x`. NaN where it has none. */
export type Curve = { x: Range; y: Range; heights: number[][]; points: Place[]; corners?: Place[][] };

/**
 * Two numbers in: what the model says on a grid of their plane, row by row from the top. `sign`: it leans to the first class or
 * the second, from −1 to 1; `value`: a share of the largest; `class`: the number of the class, and how surely, from 0 to 1.
 */
export type Plane = {
  x: Range;
  y: Range;
  rows: number;
  columns: number;
  says: "sign" | "value" | "class";
  values: Uint8Array[];
  /** The last number: the class, or the value that is wanted. */
  points: [x: number, y: number, mark: number][];
  /** Of each state, the points that are taken for another class. */
  wrong: Set<number>[];
  largest: number;
};

/** Pictures of the first layer's weights, as shares of the largest. */
export type Weights = {
  layer: string;
  rows: number;
  columns: number;
  shown: number;
  units: number;
  largest: number;
  values: Uint8Array[];
};

export type Updates = { layers: { name: string; kind: string }[]; sizes: (number | null)[][] };

export type TrainingData = {
  kind: "training";
  model: string;
  /** What the steps count. */
  unit: "step" | "epoch";
  /** What is seen first. */
  show: "model" | "updates";
  steps: number[];
  losses: (number | null)[];
  validation?: (number | null)[];
  samples: number;
  right?: number[];
  classes: string[];
  curve?: Curve;
  plane?: Plane;
  /** Of each state: of the true class (row), how many were taken for which (column). */
  counts?: number[][];
  weights?: Weights;
  updates?: Updates;
};

const MOST = { states: 61, classes: 12, layers: 32, points: 200, places: 500, side: 64, corners: 40 };
/** Steps of confidence in a byte that says a class. */
export const CONFIDENCES = 15;
const SAYS = ["sign", "value", "class"] as const;

export function trainingOf(data: Record<string, unknown>): TrainingData {
  const steps = list(data.steps, "steps", MOST.states).map((one) => whole(one, "steps"));
  if (!steps.length || steps.some((step, i) => i > 0 && step <= steps[i - 1])) wrong("steps", "0 < 1 < 2 …");
  const all = steps.length;
  const classes = optional(data.classes, "classes", texts) ?? [];
  const ofEach = <T>(value: unknown, place: string, read: (one: unknown, place: string) => T) => {
    const found = list(value, place).map((one) => read(one, place));
    return found.length === all ? found : wrong(place, `${all}, ≠ ${found.length}`);
  };
  return {
    kind: "training",
    model: string(data.model, "model"),
    unit: data.unit === "epoch" ? "epoch" : "step",
    show: data.show === "updates" ? "updates" : "model",
    steps,
    losses: ofEach(data.losses, "losses", figure),
    validation: optional(data.validation, "validation", (value, place) => ofEach(value, place, figure)),
    samples: optional(data.samples, "samples", whole) ?? 0,
    right: optional(data.right, "right", (value, place) => ofEach(value, place, whole)),
    classes,
    curve: optional(data.curve, "curve", (value, place) => curveOf(value, place, all)),
    plane: optional(data.plane, "plane", (value, place) => planeOf(value, place, all, classes.length)),
    counts: optional(data.counts, "counts", (value, place) =>
      ofEach(value, place, (one) => {
        const found = list(one, place).map((count) => whole(count, place));
        const isSquare = found.length === classes.length ** 2 && classes.length <= MOST.classes;
        return isSquare ? found : wrong(place, `${classes.length} × ${classes.length}`);
      }),
    ),
    weights: optional(data.weights, "weights", (value, place) => weightsOf(value, place, all)),
    updates: optional(data.updates, "updates", (value, place) => updatesOf(value, place, all)),
  };
}

const figure = (value: unknown, place: string) => optional(value, place, number) ?? null;

function curveOf(value: unknown, place: string, all: number): Curve {
  const data = record(value, place);
  const places = whole(data.places, `${place}.places`);
  if (places < 2 || places > MOST.places) wrong(`${place}.places`, `2 … ${MOST.places}`);
  const [low, high] = rangeOf(data.reach, `${place}.reach`);
  const bytes = bytesOf(data.values, `${place}.values`, 2 * all * places);
  const view = new DataView(bytes.buffer);
  const at = (i: number) => {
    const whole = view.getUint16(2 * i, true);
    return whole > 65534 ? Number.NaN : low + ((high - low) * whole) / 65534;
  };
  const corners = optional(data.corners, `${place}.corners`, (found, at) =>
    list(found, at, all).map((some) => list(some, at, MOST.corners).map((one) => placeOf(one, at))),
  );
  if (corners && corners.length !== all) wrong(`${place}.corners`, String(all));
  return {
    x: rangeOf(data.x, `${place}.x`),
    y: rangeOf(data.y, `${place}.y`),
    heights: Array.from({ length: all }, (_, state) =>
      Array.from({ length: places }, (_, i) => at(state * places + i)),
    ),
    points: list(data.points, `${place}.points`, MOST.points).map((one) => placeOf(one, `${place}.points`)),
    corners,
  };
}

function planeOf(value: unknown, place: string, all: number, classes: number): Plane {
  const data = record(value, place);
  const [rows, columns] = sizeOf(data.size, `${place}.size`);
  const says = SAYS.find((one) => one === data.says) ?? wrong(`${place}.says`, SAYS.join(", "));
  const points = list(data.points, `${place}.points`, MOST.points).map((one): Plane["points"][0] => {
    const [x, y, mark] = list(one, `${place}.points`, 3).map((found) => number(found, `${place}.points`));
    const isClass = Number.isInteger(mark) && mark < classes;
    return says === "value" || isClass ? [x, y, mark] : wrong(`${place}.points`, `[x, y, < ${classes}]`);
  });
  const values = split(bytesOf(data.values, `${place}.values`, all * rows * columns), all);
  if (says === "class" && values.some((bytes) => bytes.some((byte) => byte >= (CONFIDENCES + 1) * classes)))
    wrong(`${place}.values`, `< ${classes}`);
  const width = Math.ceil(points.length / 8);
  const flags = optional(data.wrong, `${place}.wrong`, (found, at) => split(bytesOf(found, at, all * width), all));
  const isSet = (bytes: Uint8Array, i: number) => (bytes[i >> 3] >> (i & 7)) & 1;
  return {
    x: rangeOf(data.x, `${place}.x`),
    y: rangeOf(data.y, `${place}.y`),
    rows,
    columns,
    says,
    values,
    points,
    wrong: values.map((_, state) => new Set([...points.keys()].filter((i) => flags && isSet(flags[state], i)))),
    largest: optional(data.largest, `${place}.largest`, largestOf) ?? 1,
  };
}

function weightsOf(value: unknown, place: string, all: number): Weights {
  const data = record(value, place);
  const [rows, columns] = sizeOf(data.size, `${place}.size`);
  const shown = whole(data.shown, `${place}.shown`);
  if (shown < 1 || shown > 16) wrong(`${place}.shown`, "1 … 16");
  return {
    layer: string(data.layer, `${place}.layer`),
    rows,
    columns,
    shown,
    units: whole(data.units, `${place}.units`),
    largest: largestOf(data.largest, `${place}.largest`),
    values: split(bytesOf(data.values, `${place}.values`, all * shown * rows * columns), all),
  };
}

function updatesOf(value: unknown, place: string, all: number): Updates {
  const data = record(value, place);
  const layers = list(data.layers, `${place}.layers`, MOST.layers).map((one) => {
    const { name, kind } = record(one, `${place}.layers`);
    return { name: string(name, `${place}.layers`), kind: string(kind, `${place}.layers`) };
  });
  const sizes = list(data.sizes, `${place}.sizes`).map((row) =>
    list(row, `${place}.sizes`).map((one) => figure(one, `${place}.sizes`)),
  );
  const isWhole = sizes.length === all - 1 && sizes.every((row) => row.length === layers.length);
  return isWhole && layers.length ? { layers, sizes } : wrong(`${place}.sizes`, `${all - 1} × ${layers.length}`);
}

const largestOf = (value: unknown, place: string) => positive(number(value, place), place);

function rangeOf(value: unknown, place: string): Range {
  const [low, high] = placeOf(value, place);
  return Number.isFinite(high - low) && low < high ? [low, high] : wrong(place, "[low, high]");
}

function placeOf(value: unknown, place: string): Place {
  const found = list(value, place, 2);
  return found.length === 2 ? [number(found[0], place), number(found[1], place)] : wrong(place, "[x, y]");
}

function sizeOf(value: unknown, place: string): [rows: number, columns: number] {
  const [rows, columns] = list(value, place, 2).map((one) => whole(one, place));
  const fits = [rows, columns].every((side) => side > 0 && side <= MOST.side);
  return fits ? [rows, columns] : wrong(place, `1 … ${MOST.side}`);
}

/** Bytes that are written in base64. */
function bytesOf(value: unknown, place: string, wanted: number): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array();
  try {
    bytes = Uint8Array.from(atob(typeof value === "string" ? value : "-"), (sign) => sign.charCodeAt(0));
  } catch {
    wrong(place, "base64");
  }
  return bytes.length === wanted ? bytes : wrong(place, `${wanted} B, ≠ ${bytes.length}`);
}

/** The same number of bytes for each state. */
const split = (bytes: Uint8Array, all: number) =>
  Array.from({ length: all }, (_, state) =>
    bytes.subarray((state * bytes.length) / all, ((state + 1) * bytes.length) / all),
  );
