/**
 * The kinds of layers: their settings, what shape each makes of which, its parameters, and its PyTorch code. A shape is
 * that of one sample, `[2]` for a point or `[1, 28, 28]` for a picture, as PyTorch has it after the batch.
 */

/**
 * @typedef {number[]} Shape
 * @typedef {{kind: string, [setting: string]: number|string}} Layer
 *
 * A setting of a layer, a whole number unless it has a `step`.
 * @typedef {{label: string, value: number, min: number, max: number, step?: number}} Setting
 *
 * Why a layer does not fit where it stands, and what would make it fit.
 * @typedef {{text: string, fix: {label: string, change: Change}}} Fault
 *
 * What to do with the layer that a fault is about.
 * @typedef {{do: "remove"}|{do: "set", setting: string, to: number}|{do: "insert", layer: Layer}|{do: "move", to: number}} Change
 *
 * @typedef {{
 *   about: string, settings: Record<string, Setting>,
 *   fault?: (layer: Layer, shape: Shape) => Fault|null,
 *   out?: (layer: Layer, shape: Shape) => Shape,
 *   parameters?: (layer: Layer, shape: Shape) => number,
 *   code: (layer: Layer, shape: Shape) => string,
 * }} Kind
 */

/** @type {(label: string, value: number, min: number, max: number, step?: number) => Setting} */
const setting = (label, value, min, max, step) => ({ label, value, min, max, ...(step && { step }) });

/** @param {Shape} shape */
const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);
/** @param {Shape} shape */
export const shapeText = (shape) => shape.join(" × ");

/** @param {Shape} shape */
const isPicture = (shape) => shape.length === 3;
/** @param {Layer} layer @param {string} name */
const number = (layer, name) => Number(layer[name]);

/** @param {string} name @param {Shape} shape @returns {Fault|null} */
function wantsVector(name, shape) {
  if (!isPicture(shape)) return null;
  return {
    text: `${name} wants a vector for each sample, and gets a picture of ${shapeText(shape)}.`,
    fix: { label: "Put a Flatten before it", change: { do: "insert", layer: { kind: "Flatten" } } },
  };
}

/** @param {string} name @param {Shape} shape @returns {Fault|null} */
function wantsPicture(name, shape) {
  if (isPicture(shape)) return null;
  return {
    text: `${name} wants a picture (channels × height × width), and gets a vector of ${shape[0]}.`,
    fix: { label: "Remove it", change: { do: "remove" } },
  };
}

/** A window must fit into the picture. @param {string} name @param {Layer} layer @param {Shape} shape @returns {Fault|null} */
function wantsRoom(name, layer, shape) {
  const side = number(layer, "kernel");
  const room = Math.min(shape[1], shape[2]) + 2 * (number(layer, "padding") || 0);
  if (side <= room) return null;
  return {
    text: `The window of ${name} is ${side} × ${side}, and the picture only ${shape[1]} × ${shape[2]}.`,
    fix:
      room > 1
        ? { label: `Make the window ${room} × ${room}`, change: { do: "set", setting: "kernel", to: room } }
        : { label: "Remove it", change: { do: "remove" } },
  };
}

/** @param {string} about @param {string} [call] @returns {(name: string) => Kind} */
const activation = (about, call = "") => {
  return (name) => ({ about, settings: {}, code: () => `nn.${name}(${call})` });
};

/** @type {Record<string, Kind>} */
export const KINDS = {
  Linear: {
    about: "Every output is a weighted sum of all inputs, plus a bias.",
    settings: { out: setting("outputs", 8, 1, 512) },
    fault: (_, shape) => wantsVector("Linear", shape),
    out: (layer) => [number(layer, "out")],
    parameters: (layer, shape) => (shape[0] + 1) * number(layer, "out"),
    code: (layer, shape) => `nn.Linear(${shape[0]}, ${layer.out})`,
  },
  ReLU: activation("Passes what is positive; makes the rest 0.")("ReLU"),
  LeakyReLU: activation("Passes what is positive, and a hundredth of the rest.")("LeakyReLU"),
  Tanh: activation("Squeezes every number between −1 and 1.")("Tanh"),
  Sigmoid: activation("Squeezes every number between 0 and 1.")("Sigmoid"),
  GELU: activation("A ReLU with a round corner, as Transformers use it.")("GELU"),
  Softmax: activation("Turns scores into probabilities.", "dim=1")("Softmax"),
  Dropout: {
    about: "In training, makes each number 0 with this probability.",
    settings: { p: setting("p", 0.2, 0, 0.9, 0.05) },
    code: (layer) => `nn.Dropout(${layer.p})`,
  },
  BatchNorm: {
    about: "Gives each feature mean 0 and spread 1 over the batch, then a scale and a shift that it learns.",
    settings: {},
    parameters: (_, shape) => 2 * shape[0],
    code: (_, shape) => `nn.BatchNorm${isPicture(shape) ? 2 : 1}d(${shape[0]})`,
  },
  Conv2d: {
    about: "Slides small windows of weights over the picture; each makes a picture of its own.",
    settings: {
      out: setting("channels", 8, 1, 64),
      kernel: setting("window", 3, 1, 9),
      padding: setting("padding", 0, 0, 4),
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
    about: "Keeps the largest number of each window.",
    settings: { kernel: setting("window", 2, 2, 7) },
    fault: (layer, shape) => wantsPicture("MaxPool2d", shape) ?? wantsRoom("MaxPool2d", layer, shape),
    out: (layer, [channels, ...sides]) => [
      channels,
      ...sides.map((side) => Math.floor(side / number(layer, "kernel"))),
    ],
    code: (layer) => `nn.MaxPool2d(${layer.kernel})`,
  },
  Flatten: {
    about: "Lays a picture out as one long vector.",
    settings: {},
    out: (_, shape) => [sizeOf(shape)],
    code: () => "nn.Flatten()",
  },
};

/** Layers after which numbers are no longer a weighted sum. */
export const ACTIVATIONS = ["ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU"];

/** A layer of a kind, with the settings that it has at first. @param {string} kind @param {Record<string, number>} [changed] */
export function layer(kind, changed = {}) {
  const settings = Object.entries(KINDS[kind].settings).map(([name, { value }]) => [name, value]);
  return /** @type {Layer} */ ({ kind, ...Object.fromEntries(settings), ...changed });
}
