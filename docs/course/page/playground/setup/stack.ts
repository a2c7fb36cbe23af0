/** A stack of layers on a data set: the shape between any two, what does not fit, and what is better left out. */

import { counted, fill } from "../../../../../live_cells/live/phrases.ts";
import { ACTIVATIONS, KINDS, layer, shapeText, type Layer, type Shape, type Fault, type Change } from "./layers.ts";

/** A layer in its place. From the first that does not fit on, nothing has a shape. */
export type Placed = {
  layer: Layer;
  from: Shape | null;
  to: Shape | null;
  parameters: number;
  fault: Fault | null;
  hint: string;
};

export type Task = "classification" | "regression";

/** What is to leave the last layer: a score for each class, or one number. */
type Goal = { task: Task; outputs: number };

/** `fault` is what is wrong with what leaves the last layer; `fits`: is it a model that can be trained? */
export type Stack = { placed: Placed[]; fault: Fault | null; parameters: number; fits: boolean };

export function stackOf(layers: Layer[], inputs: Shape, goal: Goal): Stack {
  let shape: Shape | null = inputs;
  const placed = layers.map((one, index) => {
    const kind = KINDS[one.kind];
    const from = shape;
    const fault = (from && kind.fault?.(one, from)) || null;
    shape = from && !fault ? (kind.out?.(one, from) ?? from) : null;
    const parameters = (from && !fault && kind.parameters?.(one, from)) || 0;
    return { layer: one, from, to: shape, parameters, fault, hint: hintFor(layers, index, goal.task) };
  });
  const parameters = placed.reduce((sum, one) => sum + one.parameters, 0);
  const fault = shape && (endFault(layers, shape, goal) ?? (parameters ? null : emptyFault(goal)));
  return { placed, fault, parameters, fits: shape !== null && !fault };
}

function endFault(layers: Layer[], shape: Shape, { task, outputs }: Goal): Fault | null {
  if (shape.length === 1 && shape[0] === outputs) return null;
  const last = layers.at(-1);
  const { wants_scores, wants_value } = WORDS.playground.faults;
  const text = fill(task === "regression" ? wants_value : wants_scores, { classes: outputs, shape: shapeText(shape) });
  if (last?.kind === "Linear")
    return {
      text,
      fix: {
        label: counted(WORDS.playground.fixes.outputs, outputs),
        change: { do: "set", setting: "out", to: outputs },
      },
    };
  const missing = shape.length === 1 ? layer("Linear", { out: outputs }) : layer("Flatten");
  return {
    text,
    fix: { label: fill(WORDS.playground.fixes.add, { kind: missing.kind }), change: { do: "insert", layer: missing } },
  };
}

function emptyFault({ outputs }: Goal): Fault {
  const missing = layer("Linear", { out: outputs });
  const fix = {
    label: fill(WORDS.playground.fixes.add, { kind: "Linear" }),
    change: { do: "insert", layer: missing },
  } as const;
  return { text: WORDS.playground.faults.no_weights, fix };
}

/** What is allowed, and still hardly meant. */
function hintFor(layers: Layer[], index: number, task: Task) {
  const { kind } = layers[index];
  const before = layers[index - 1]?.kind;
  const isLast = index === layers.length - 1;
  const hints = WORDS.playground.hints;
  const ends = task === "regression" ? hints.of_values : hints;
  if (kind === "Softmax") return ends.softmax;
  if (isLast && kind === "ReLU") return ends.last_relu;
  if (isLast && kind === "Dropout") return ends.last_dropout;
  if (isLast && ACTIVATIONS.includes(kind)) return ends.last_activation;
  if (kind === "Linear" && before === "Linear") return hints.two_linear;
  if (ACTIVATIONS.includes(kind) && kind === before) return fill(hints.twice, { kind });
  return "";
}

/**
 * The layers after a change that a fault offers.
 * @param index of the layer that does not fit;
 * their number for the end
 */
export function changed(layers: Layer[], index: number, change: Change) {
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
