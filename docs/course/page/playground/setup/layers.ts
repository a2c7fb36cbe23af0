/**
 * The kinds of layers: their settings, what shape each makes of which, its parameters, and its PyTorch code. A shape is
 * that of one sample, `[2]` for a point or `[1, 28, 28]` for a picture, as PyTorch has it after the batch.
 */

import { fill } from "../../../../../live_cells/live/phrases.ts";

export type Shape = number[];
export type Layer = { kind: string; [setting: string]: number | string };

/** A setting of a layer, a whole number unless it has a `step`. */
type Setting = { label: string; value: number; min: number; max: number; step?: number };

/** Why a layer does not fit where it stands, and what would make it fit. */
export type Fault = { text: string; fix: { label: string; change: Change } };

/** What to do with the layer that a fault is about. */
export type Change =
  | { do: "remove" }
  | { do: "set"; setting: string; to: number }
  | { do: "insert"; layer: Layer }
  | { do: "move"; to: number };
type Kind = {
  about: string;
  settings: Record<string, Setting>;
  fault?: (layer: Layer, shape: Shape) => Fault | null;
  out?: (layer: Layer, shape: Shape) => Shape;
  parameters?: (layer: Layer, shape: Shape) => number;
  code: (layer: Layer, shape: Shape) => string;
};

const setting: (label: string, value: number, min: number, max: number, step?: number) => Setting = (
  label,
  value,
  min,
  max,
  step,
) => ({ label, value, min, max, ...(step && { step }) });

const sizeOf = (shape: Shape) => shape.reduce((product, side) => product * side, 1);
export const shapeText = (shape: Shape) => shape.join(" × ");

const isPicture = (shape: Shape) => shape.length === 3;
const number = (layer: Layer, name: string) => Number(layer[name]);

function wantsVector(name: string, shape: Shape): Fault | null {
  if (!isPicture(shape)) return null;
  return {
    text: fill(WORDS.playground.faults.wants_vector, { name, shape: shapeText(shape) }),
    fix: { label: WORDS.playground.fixes.flatten, change: { do: "insert", layer: { kind: "Flatten" } } },
  };
}

function wantsPicture(name: string, shape: Shape): Fault | null {
  if (isPicture(shape)) return null;
  return {
    text: fill(WORDS.playground.faults.wants_picture, { name, size: shape[0] }),
    fix: { label: WORDS.playground.fixes.remove, change: { do: "remove" } },
  };
}

/** A window must fit into the picture. */
function wantsRoom(name: string, layer: Layer, shape: Shape): Fault | null {
  const side = number(layer, "kernel");
  const room = Math.min(shape[1], shape[2]) + 2 * (number(layer, "padding") || 0);
  if (side <= room) return null;
  return {
    text: fill(WORDS.playground.faults.wants_room, {
      name,
      window: `${side} × ${side}`,
      picture: shapeText(shape.slice(1)),
    }),
    fix:
      room > 1
        ? {
            label: fill(WORDS.playground.fixes.window, { size: `${room} × ${room}` }),
            change: { do: "set", setting: "kernel", to: room },
          }
        : { label: WORDS.playground.fixes.remove, change: { do: "remove" } },
  };
}

const activation = (about: string, call = ""): ((name: string) => Kind) => {
  return (name) => ({ about, settings: {}, code: () => `nn.${name}(${call})` });
};

export const KINDS: Record<string, Kind> = {
  Linear: {
    about: WORDS.playground.kinds.Linear,
    settings: { out: setting(WORDS.playground.settings.outputs, 8, 1, 512) },
    fault: (_, shape) => wantsVector("Linear", shape),
    out: (layer) => [number(layer, "out")],
    parameters: (layer, shape) => (shape[0] + 1) * number(layer, "out"),
    code: (layer, shape) => `nn.Linear(${shape[0]}, ${layer.out})`,
  },
  ReLU: activation(WORDS.playground.kinds.ReLU)("ReLU"),
  LeakyReLU: activation(WORDS.playground.kinds.LeakyReLU)("LeakyReLU"),
  Tanh: activation(WORDS.playground.kinds.Tanh)("Tanh"),
  Sigmoid: activation(WORDS.playground.kinds.Sigmoid)("Sigmoid"),
  GELU: activation(WORDS.playground.kinds.GELU)("GELU"),
  Softmax: activation(WORDS.playground.kinds.Softmax, "dim=1")("Softmax"),
  Dropout: {
    about: WORDS.playground.kinds.Dropout,
    settings: { p: setting("p", 0.2, 0, 0.9, 0.05) },
    code: (layer) => `nn.Dropout(${layer.p})`,
  },
  BatchNorm: {
    about: WORDS.playground.kinds.BatchNorm,
    settings: {},
    parameters: (_, shape) => 2 * shape[0],
    code: (_, shape) => `nn.BatchNorm${isPicture(shape) ? 2 : 1}d(${shape[0]})`,
  },
  Conv2d: {
    about: WORDS.playground.kinds.Conv2d,
    settings: {
      out: setting(WORDS.playground.settings.channels, 8, 1, 64),
      kernel: setting(WORDS.playground.settings.window, 3, 1, 9),
      padding: setting(WORDS.playground.settings.padding, 0, 0, 4),
    },
    fault: (layer, shape) => wantsPicture("Conv2d", shape) ?? wantsRoom("Conv2d", layer, shape),
    out: (layer, [, ...sides]) => [
      number(layer, "out"),
      ...sides.map((side) => side + 2 * number(layer, "padding") - number(layer, "kernel") + 1),
    ],
    parameters: (layer, [channels]) => (channels * number(layer, "kernel") ** 2 + 1) * number(layer, "out"),
    code: (layer, [channels]) => {
      const padding = layer.padding ? `, padding=${layer.padding}` : "";
      return `nn.Conv2d(${channels}, ${layer.out}, kernel_size=${layer.kernel}${padding})`;
    },
  },
  MaxPool2d: {
    about: WORDS.playground.kinds.MaxPool2d,
    settings: { kernel: setting(WORDS.playground.settings.window, 2, 2, 7) },
    fault: (layer, shape) => wantsPicture("MaxPool2d", shape) ?? wantsRoom("MaxPool2d", layer, shape),
    out: (layer, [channels, ...sides]) => [
      channels,
      ...sides.map((side) => Math.floor(side / number(layer, "kernel"))),
    ],
    code: (layer) => `nn.MaxPool2d(${layer.kernel})`,
  },
  Flatten: {
    about: WORDS.playground.kinds.Flatten,
    settings: {},
    out: (_, shape) => [sizeOf(shape)],
    code: () => "nn.Flatten()",
  },
};

/** Layers after which numbers are no longer a weighted sum. */
export const ACTIVATIONS = ["ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU"];

/** A layer of a kind, with the settings that it has at first. */
export function layer(kind: string, changed: Record<string, number> = {}): Layer {
  const settings = Object.entries(KINDS[kind].settings).map(([name, { value }]) => [name, value]);
  return { kind, ...Object.fromEntries(settings), ...changed };
}
