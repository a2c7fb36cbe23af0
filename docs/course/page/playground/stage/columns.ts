/** A stack of layers as columns of units, and the changes that are made in the drawing: more units, more layers. */

import { ACTIVATIONS, layer, type Layer } from "../setup/layers.ts";
import { MOST_LAYERS } from "../setup/setup.ts";

/** A layer with weights and what follows it up to the next one. The first column is the input. */
export type Column = {
  /** The layer with the weights; -1 for the input. */
  index: number;
  /** The layer whose outputs are shown; -1 for the input itself. */
  last: number;
  kind: "input" | "Linear" | "Conv2d";
  units: number;
  activation: string;
  /** What else stands between: BatchNorm, Dropout, MaxPool2d. */
  others: string[];
};

const hasWeights = ({ kind }: Layer) => kind === "Linear" || kind === "Conv2d";

/** @param inputs how many numbers a sample has */
export function columnsOf(layers: Layer[], inputs: number): Column[] {
  const columns: Column[] = [{ index: -1, last: -1, kind: "input", units: inputs, activation: "", others: [] }];
  for (const [index, one] of layers.entries()) {
    const now = columns[columns.length - 1];
    if (hasWeights(one))
      columns.push({
        ...{ index, last: index, activation: "", others: [] },
        kind: one.kind === "Linear" ? "Linear" : "Conv2d",
        units: Number(one.out),
      });
    else {
      now.last = index;
      if (ACTIVATIONS.includes(one.kind) && !now.activation) now.activation = one.kind;
      else if (one.kind !== "Flatten") now.others.push(one.kind);
    }
  }
  return columns;
}

export const withUnits = (layers: Layer[], index: number, units: number) =>
  layers.with(index, { ...layers[index], out: units });

/** Another activation after a layer with weights. @param kind empty: none */
export function withActivation(layers: Layer[], { index, last }: Column, kind: string): Layer[] {
  const at = layers.findIndex((one, i) => i > index && i <= last && ACTIVATIONS.includes(one.kind));
  if (at >= 0) return kind ? layers.with(at, layer(kind)) : layers.toSpliced(at, 1);
  const after = layers[index + 1]?.kind === "BatchNorm" ? index + 2 : index + 1;
  return kind ? layers.toSpliced(after, 0, layer(kind)) : layers;
}

/** The hidden columns of linear layers: all but the last column. */
const hiddenOf = (layers: Layer[]) => columnsOf(layers, 0).slice(1, -1);

/** One more hidden layer before the last, like the one before it; null where there is no room or no last one. */
export function withLayer(layers: Layer[]): Layer[] | null {
  const end = layers.findLastIndex(({ kind }) => kind === "Linear");
  if (end < 0 || layers.length + 2 > MOST_LAYERS) return null;
  const like = hiddenOf(layers).findLast(({ kind }) => kind === "Linear");
  const added = [layer("Linear", { out: like?.units ?? 8 }), layer(like?.activation || "ReLU")];
  return layers.toSpliced(end, 0, ...added);
}

/** Without the last hidden layer and what follows it; null where there is none. */
export function withoutLayer(layers: Layer[]): Layer[] | null {
  const found = hiddenOf(layers).findLast(({ kind }) => kind === "Linear");
  return found ? layers.toSpliced(found.index, found.last - found.index + 1) : null;
}
