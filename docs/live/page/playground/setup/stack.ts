/** A stack of layers on a data set: the shape between any two, what does not fit, and what is better left out. */

import { ACTIVATIONS, KINDS, layer, shapeText } from "./layers.js";
import { fill } from "../../../phrases.js";

/**
 * @typedef {import("./layers.js").Layer} Layer
 * @typedef {import("./layers.js").Shape} Shape
 * @typedef {import("./layers.js").Fault} Fault
 *
 * A layer in its place. From the first that does not fit on, nothing has a shape.
 * @typedef {{layer: Layer, from: Shape|null, to: Shape|null, parameters: number, fault: Fault|null, hint: string}} Placed
 *
 * `fault` is what is wrong with what leaves the last layer; `fits`: is it a model that can be trained?
 * @typedef {{placed: Placed[], fault: Fault|null, parameters: number, fits: boolean}} Stack
 */

/** @param {Layer[]} layers @param {Shape} inputs @param {number} classes @returns {Stack} */
export function stackOf(layers, inputs, classes) {
  /** @type {Shape|null} */
  let shape = inputs;
  const placed = layers.map((one, index) => {
    const kind = KINDS[one.kind];
    const from = shape;
    const fault = (from && kind.fault?.(one, from)) || null;
    shape = from && !fault ? (kind.out?.(one, from) ?? from) : null;
    const parameters = (from && !fault && kind.parameters?.(one, from)) || 0;
    return { layer: one, from, to: shape, parameters, fault, hint: hintFor(layers, index) };
  });
  const parameters = placed.reduce((sum, one) => sum + one.parameters, 0);
  const fault = shape && (endFault(layers, shape, classes) ?? (parameters ? null : emptyFault(classes)));
  return { placed, fault, parameters, fits: shape !== null && !fault };
}

/** @param {Layer[]} layers @param {Shape} shape @param {number} classes @returns {Fault|null} */
function endFault(layers, shape, classes) {
  if (shape.length === 1 && shape[0] === classes) return null;
  const last = layers.at(-1);
  const text = fill(WORDS.playground.faults.wants_scores, { classes, shape: shapeText(shape) });
  if (last?.kind === "Linear")
    return {
      text,
      fix: {
        label: fill(WORDS.playground.fixes.outputs, { count: classes }),
        change: { do: "set", setting: "out", to: classes },
      },
    };
  const missing = shape.length === 1 ? layer("Linear", { out: classes }) : layer("Flatten");
  return {
    text,
    fix: { label: fill(WORDS.playground.fixes.add, { kind: missing.kind }), change: { do: "insert", layer: missing } },
  };
}

/** @param {number} classes @returns {Fault} */
function emptyFault(classes) {
  const missing = layer("Linear", { out: classes });
  const fix = /** @type {const} */ ({
    label: fill(WORDS.playground.fixes.add, { kind: "Linear" }),
    change: { do: "insert", layer: missing },
  });
  return { text: WORDS.playground.faults.no_weights, fix };
}

/** What is allowed, and still hardly meant. @param {Layer[]} layers @param {number} index */
function hintFor(layers, index) {
  const { kind } = layers[index];
  const before = layers[index - 1]?.kind;
  const isLast = index === layers.length - 1;
  const hints = WORDS.playground.hints;
  if (kind === "Softmax") return hints.softmax;
  if (isLast && kind === "ReLU") return hints.last_relu;
  if (isLast && kind === "Dropout") return hints.last_dropout;
  if (isLast && ACTIVATIONS.includes(kind)) return hints.last_activation;
  if (kind === "Linear" && before === "Linear") return hints.two_linear;
  if (ACTIVATIONS.includes(kind) && kind === before) return fill(hints.twice, { kind });
  return "";
}

/**
 * The layers after a change that a fault offers. @param {Layer[]} layers @param {number} index of the layer that does not fit;
 * their number for the end @param {import("./layers.js").Change} change
 */
export function changed(layers, index, change) {
  const all = [...layers];
  switch (change.do) {
    case "remove":
      all.splice(index, 1);
      break;
    case "insert":
      all.splice(index, 0, change.layer);
      break;
    case "move":
      all.splice(change.to, 0, ...all.splice(index, 1));
      break;
    case "set": {
      const at = Math.min(index, all.length - 1);
      all[at] = { ...all[at], [change.setting]: change.to };
    }
  }
  return all;
}
