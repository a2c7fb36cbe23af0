/** Checks of what enters: each gives the value, or says where something is malformed and what was wanted. */

import { fill } from "../../phrases.ts";

/** What a module or a loss was made with. */
export type Setting = number | boolean | string | null | number[];

/** Row by row. Numbers are float32, and may be infinite or NaN. */
export type Tensor = { shape: number[]; values: number[] };

/** Numbers of a tensor. */
const MOST = 100_000;

/** What is wrong with a description, in a sentence. */
export class DataError extends Error {}

export const wrong = (place: string, wanted: string): never => {
  throw new DataError(fill(WORDS.pictures.malformed, { place, wanted }));
};

const NAMED: Record<string, number> = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": -Infinity };

export function number(value: unknown, place: string): number {
  if (typeof value === "string" && value in NAMED) return NAMED[value];
  return typeof value === "number" ? Math.fround(value) : wrong(place, "number");
}

export function whole(value: unknown, place: string): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : wrong(place, "0, 1, 2 …");
}

export function string(value: unknown, place: string): string {
  return typeof value === "string" && value.length < 5000 ? value : wrong(place, "text");
}

export const texts = (value: unknown, place: string) => list(value, place).map((one) => string(one, place));

export function list(value: unknown, place: string, most = Number.POSITIVE_INFINITY): unknown[] {
  return Array.isArray(value) && value.length <= most
    ? value
    : wrong(place, most < Infinity ? `list, ≤ ${most}` : "list");
}

export function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(place, "{…}");
  return Object.fromEntries(Object.entries(value));
}

export const positive = (value: number, place: string) =>
  value > 0 && Number.isFinite(value) ? value : wrong(place, "> 0");

export const optional = <T>(
  value: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): T | undefined => (value === undefined || value === null ? undefined : read(value, place));

/** @param units where given, `values` may hold these only */
export function tensor(value: unknown, place: string, units?: number[]): Tensor {
  const data = record(value, place);
  const shape = list(data.shape, `${place}.shape`).map((one) => whole(one, `${place}.shape`));
  const values = list(data.values, `${place}.values`, MOST).map((one) => number(one, `${place}.values`));
  const all = shape.reduce((product, size) => product * size, 1);
  const perUnit = all / (shape[0] || 1);
  const ofUnits = units && [units.length, units.length * perUnit];
  if (values.length !== all && !ofUnits?.includes(values.length))
    wrong(`${place}.values`, `${ofUnits ? ofUnits[1] : all} (shape [${shape.join(", ")}]), ≠ ${values.length}`);
  return { shape, values };
}
