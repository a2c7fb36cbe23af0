/** All numbers of a network's picture as they are now: as described, or computed anew after a change. */

import { backward, canCompute, forward } from "./compute.ts";
import type { Tensor } from "./checks.ts";
import type { Module, NetworkData } from "./data.ts";

/** A number that can be pointed at. Column 0 is the input, column `i + 1` the output of module `i`; `row` counts what is shown. */
export type Place =
  | { kind: "unit"; column: number; row: number }
  | { kind: "edge"; column: number; row: number; from: number }
  | { kind: "bias"; column: number; row: number }
  | { kind: "loss" };

export type Unit = Extract<Place, { kind: "unit" }>;

/** Inputs of at most so many numbers are changed one by one. */
const FEW = 12;

export class Numbers {
  data;
  /** Is it computed anew here when something changes? */
  canChange;
  hasGradients;
  isChanged = false;
  #recorded;
  /** Columns of numbers: the input, each module's output. Those that were not reached are empty. */
  columns: number[][] = [];
  gradients: (number[] | undefined)[] = [];
  loss: number | undefined;

  constructor(data: NetworkData) {
    this.#recorded = data;
    this.data = structuredClone(data);
    this.canChange = canCompute(data);
    this.hasGradients = data.modules.some(({ output_gradient }) => output_gradient);
    this.reset();
  }

  /** Show again what was described. */
  reset() {
    this.isChanged = false;
    const data = structuredClone(this.#recorded);
    this.data = data;
    this.columns = [data.input.values, ...data.modules.map(({ output }) => output?.values ?? [])];
    this.loss = data.loss?.value;
    const back = this.canChange ? backward(data, data.input.values, { outputs: this.columns.slice(1) }) : null;
    this.gradients = [back?.input, ...data.modules.map(({ output_gradient }) => output_gradient?.values)];
  }

  /** Give a number another value; all that follows from it is computed. */
  change(place: Place, value: number) {
    const values = this.#holds(place);
    if (!values) return;
    values.list[values.at] = Math.fround(value);
    this.isChanged = true;
    this.#compute();
  }

  #compute() {
    const { data } = this;
    const there = forward(data, data.input.values);
    this.columns = [data.input.values, ...there.outputs];
    this.loss = there.loss; // of one that is not known here, nothing can be said
    if (!this.hasGradients) return;
    const back = backward(data, data.input.values, there);
    this.gradients = back ? [back.input, ...back.outputs] : [];
    for (const [i, module] of data.modules.entries()) {
      if (module.weight_gradient) module.weight_gradient.values = back?.weights[i] ?? [];
      if (module.bias_gradient) module.bias_gradient.values = back?.biases[i] ?? [];
    }
  }

  /** May the reader change it? */
  isMovable(place: Place) {
    return this.canChange && this.#holds(place) !== null;
  }

  /** Where the number is kept, if it follows from no other. */
  #holds(place: Place): { list: number[]; at: number } | null {
    if (place.kind === "loss") return null;
    const { column, row } = place;
    const { input } = this.data;
    if (place.kind === "unit")
      return column === 0 && input.values.length <= FEW && !this.data.image ? { list: input.values, at: row } : null;
    const { kind, weight, bias } = this.data.modules[column - 1];
    if (kind !== "Linear" || !weight) return null;
    if (place.kind === "edge") return { list: weight.values, at: row * weight.shape[1] + place.from };
    return bias ? { list: bias.values, at: row } : null;
  }

  valueOf(place: Place): number | undefined {
    if (place.kind === "loss") return this.loss;
    if (place.kind === "unit") return this.columns[place.column][place.row];
    const module = this.data.modules[place.column - 1];
    if (place.kind === "bias") return ofUnit(module, module.bias, place.row);
    if (!this.isSum(place.column)) return undefined;
    return this.#ofEdge(place, module.weight) ?? termOf(module, place.row, this.indexOf(place.column - 1, place.from));
  }

  gradientOf(place: Place): number | undefined {
    if (place.kind === "loss") return this.hasGradients ? 1 : undefined;
    if (place.kind === "unit") return this.gradients[place.column]?.[place.row];
    const module = this.data.modules[place.column - 1];
    if (place.kind === "bias") return ofUnit(module, module.bias_gradient, place.row);
    return this.isSum(place.column) ? this.#ofEdge(place, module.weight_gradient) : undefined;
  }

  /** What is shown of a number: its value, or its gradient on the way back. */
  shownOf = (place: Place, isBack: boolean) => (isBack ? this.gradientOf(place) : this.valueOf(place));

  /** Is each unit of a column the sum of all units before it, times a weight? */
  isSum(column: number) {
    const { kind, output } = this.data.modules[column - 1];
    return kind === "Linear" && output?.shape.length === 1;
  }

  /** Where a number is in the description; null: it is not there, or was changed. */
  pathOf(place: Place, isBack: boolean): (string | number)[] | null {
    if (this.isChanged) return null;
    if (place.kind === "loss") return isBack ? null : ["loss", "value"];
    const { column, row } = place;
    const of = isBack ? "_gradient" : "";
    if (place.kind === "unit" && column === 0) return isBack ? null : ["input", "values", row];
    const module = this.data.modules[column - 1];
    if (place.kind === "unit") return ["modules", column - 1, `output${of}` as const, "values", row];
    const tensor = module[`${place.kind === "edge" ? "weight" : "bias"}${of}` as const];
    if (!tensor || (place.kind === "edge" && !this.isSum(column))) return null;
    const at = place.kind === "edge" ? this.#atEdge(place, tensor) : placeOfUnit(module, tensor, row);
    return ["modules", column - 1, `${place.kind === "edge" ? "weight" : "bias"}${of}`, "values", at];
  }

  #ofEdge(place: Extract<Place, { kind: "edge" }>, tensor: Tensor | undefined) {
    return tensor?.values[this.#atEdge(place, tensor)];
  }

  #atEdge({ column, row, from }: Extract<Place, { kind: "edge" }>, tensor: Tensor) {
    const { units, output } = this.data.modules[column - 1];
    const rows = units && tensor.values.length < sizeOf(tensor) ? units.length : (output?.shape[0] ?? 0);
    const width = tensor.values.length / rows;
    const isWhole = width === tensor.shape[1];
    return (
      (rows === units?.length ? row : this.indexOf(column, row)) * width +
      (isWhole ? this.indexOf(column - 1, from) : from)
    );
  }

  /** The number of a unit among all of its column, those that are folded included. */
  indexOf(column: number, row: number) {
    const units = column ? this.data.modules[column - 1].units : this.data.input_units;
    return units?.[row] ?? row;
  }

  /** How many units a column truly has. */
  sizeOf(column: number) {
    const tensor = column ? this.data.modules[column - 1].output : this.data.input;
    return tensor ? sizeOf(tensor) : 0;
  }

  /** The weights of a unit as an image, where its inputs are one. */
  weightImage({ column, row }: Unit): number[] | null {
    const { image, modules } = this.data;
    const module = modules[column - 1];
    if (!image || module?.kind !== "Linear" || !module.weight) return null;
    const isBehind = modules.slice(0, column - 1).every(({ kind }) => kind === "Flatten" || kind === "Identity");
    if (!isBehind || module.weight.shape[1] !== image[0] * image[1]) return null;
    const size = module.weight.shape[1];
    const at = module.weight.values.length === sizeOf(module.weight) ? this.indexOf(column, row) : row;
    return module.weight.values.slice(at * size, (at + 1) * size);
  }
}

/** A unit's own number, of a folded column, too. */
const ofUnit = (module: Module, tensor: Tensor | undefined, row: number) =>
  tensor?.values[placeOfUnit(module, tensor, row)];

const placeOfUnit = ({ units }: Module, { values }: Tensor, row: number) =>
  units && values.length !== units.length ? units[row] : row;

const termOf = ({ terms }: Module, row: number, index: number) => terms?.[row]?.find(([at]) => at === index)?.[1];

export const sizeOf = ({ shape }: Tensor) => shape.reduce((product, size) => product * size, 1);

/** How far from zero a number may be moved. */
export const reachOf = (numbers: Numbers, place: Place) =>
  Math.max(usualOf(numbers, place), Math.ceil(2 * Math.abs(numbers.valueOf(place) ?? 0)));

export const usualOf = ({ data }: Numbers, place: Place) => 2 * (place.kind === "unit" ? data.span : 1);
