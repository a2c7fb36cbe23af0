/** Set-ups to start from, each with what to look at. */

import { layer } from "./layers.js";
import { setupOf } from "./setup.js";

/**
 * @typedef {import("./layers.js").Layer} Layer
 * @typedef {{key: string, title: string, about: string, setup: import("./setup.js").Setup}} Preset
 */

/** Linear layers of these widths with something between them. @param {number[]} widths @param {string[]} between */
function dense(widths, ...between) {
  return widths.flatMap((out, i) => [
    layer("Linear", { out }),
    ...(i < widths.length - 1 ? between.map((kind) => layer(kind)) : []),
  ]);
}

const MNIST = { data: "mnist", samples: 6000, noise: 0, validation: 15, batch: 64, rate: 0.001, epochs: 8 };
const COURSE = [
  layer("Flatten"),
  ...dense([128, 64], "ReLU", "Dropout"),
  layer("ReLU"),
  layer("Dropout"),
  ...dense([10]),
];

/** @type {[key: string, title: string, about: string, setup: Record<string, any>][]} */
const GIVEN = [
  [
    "moons",
    "Two moons",
    "Two layers of eight ReLUs bend one line into a boundary between the moons. Press Start; then try fewer outputs, or another seed.",
    { data: "moons", layers: dense([8, 8, 2], "ReLU") },
  ],
  [
    "straight",
    "One that cannot learn: no bend",
    "Three linear layers in a row are one linear layer: the boundary stays a straight line however long you train. Put a ReLU between two of them.",
    { data: "circles", layers: dense([8, 8, 2]), epochs: 40 },
  ],
  [
    "too-fast",
    "One that cannot learn: steps too large",
    "The model is fine, but the learning rate is 30: each step jumps over the valley, and the loss runs away. Divide the rate by 10, several times.",
    { data: "moons", layers: dense([8, 2], "ReLU"), optimizer: "SGD", rate: 30, epochs: 40 },
  ],
  [
    "deep-narrow",
    "Deep and narrow",
    "Six layers of four sigmoids: watch the gradients shrink from the last layer to the first. ReLU, Tanh or BatchNorm help in different ways.",
    { data: "spirals", noise: 0.05, layers: dense([4, 4, 4, 4, 4, 4, 3], "Sigmoid"), rate: 0.01, epochs: 150 },
  ],
  [
    "wide-shallow",
    "Wide and shallow",
    "One layer of 64 ReLUs can draw a boundary of 64 kinks. Compare it with two layers of 8, which have fewer weights.",
    { data: "spirals", noise: 0.05, layers: dense([64, 3], "ReLU"), epochs: 100 },
  ],
  [
    "overfit",
    "One that learns by heart",
    "Few points, a fifth of them with the wrong label, and a large model: the two loss curves part. Try weight decay, dropout, patience, or more samples.",
    {
      data: "moons",
      samples: 100,
      noise: 0.25,
      flipped: 20,
      layers: dense([64, 64, 2], "ReLU"),
      rate: 0.01,
      epochs: 120,
    },
  ],
  [
    "softmax",
    "MNIST: one layer",
    "No hidden layer: each row of weights is a picture of what speaks for its digit. Look at them when it has trained.",
    { ...MNIST, layers: [layer("Flatten"), ...dense([10])] },
  ],
  [
    "course",
    "MNIST: the course's model",
    "784 → 128 → 64 → 10 with ReLU and dropout, on all 60,000 digits: the model of the training lesson.",
    { ...MNIST, samples: 60000, validation: 5, epochs: 3, layers: COURSE },
  ],
  [
    "convnet",
    "MNIST: a small convnet",
    "Two convolutions with pooling have fewer weights than the dense model. Look at the feature maps when it has trained.",
    {
      ...MNIST,
      rate: 0.003,
      epochs: 3,
      layers: [
        layer("Conv2d", { out: 8 }),
        layer("ReLU"),
        layer("MaxPool2d"),
        layer("Conv2d", { out: 16 }),
        layer("ReLU"),
        layer("MaxPool2d"),
        layer("Flatten"),
        ...dense([10]),
      ],
    },
  ],
];

/** @type {Preset[]} */
export const PRESETS = GIVEN.map(([key, title, about, setup]) => ({ key, title, about, setup: setupOf(setup) }));
