/** Setups to start from, each with what to look at. */

import { FEATURES } from "./features.ts";
import { layer } from "./layers.ts";
import { setupOf, type Setup } from "./setup.ts";

type Words = { title: string; about: string; question: string; answer: string };
type Preset = Words & { key: string; setup: Setup };

/** Linear layers of these widths with something between them. */
function dense(widths: number[], ...between: string[]) {
  return widths.flatMap((out, i) => [
    layer("Linear", { out }),
    ...(i < widths.length - 1 ? between.map((kind) => layer(kind)) : []),
  ]);
}

const MNIST = { data: "mnist", samples: 6000, noise: 0, validation: 15, batch: 64, rate: 0.001, epochs: 8 };
const COURSE = [layer("Flatten"), ...dense([128]), layer("ReLU"), layer("Dropout"), ...dense([64, 10], "ReLU")];

const GIVEN: [key: string, words: Words, setup: Partial<Setup>][] = [
  ["moons", WORDS.playground.presets.moons, { data: "moons", layers: dense([6, 4, 2], "Tanh") }],
  ["straight", WORDS.playground.presets.straight, { data: "circles", layers: dense([8, 8, 2]) }],
  [
    "inputs",
    WORDS.playground.presets.inputs,
    { data: "circles", features: ["x1x1", "x2x2"], layers: dense([2]), rate: 0.1 },
  ],
  [
    "too-fast",
    WORDS.playground.presets.too_fast,
    { data: "moons", layers: dense([16, 2], "ReLU"), optimizer: "SGD", rate: 30 },
  ],
  [
    "deep-narrow",
    WORDS.playground.presets.deep_narrow,
    { data: "spirals", noise: 0.05, layers: dense([4, 4, 4, 4, 4, 4, 3], "Sigmoid") },
  ],
  [
    "wide-shallow",
    WORDS.playground.presets.wide_shallow,
    { data: "spirals", noise: 0.05, layers: dense([64, 3], "ReLU"), rate: 0.03 },
  ],
  [
    "overfit",
    WORDS.playground.presets.overfit,
    {
      data: "moons",
      samples: 100,
      noise: 0.25,
      flipped: 20,
      validation: 60,
      features: Object.keys(FEATURES),
      layers: dense([64, 64, 2], "ReLU"),
      batch: 8,
    },
  ],
  [
    "hills",
    WORDS.playground.presets.hills,
    { data: "hills", samples: 1000, noise: 0.1, layers: dense([32, 32, 32, 1], "LeakyReLU") },
  ],
  ["softmax", WORDS.playground.presets.softmax, { ...MNIST, layers: [layer("Flatten"), ...dense([10])] }],
  ["course", WORDS.playground.presets.course, { ...MNIST, samples: 60000, validation: 5, epochs: 3, layers: COURSE }],
  [
    "convnet",
    WORDS.playground.presets.convnet,
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

export const PRESETS: Preset[] = GIVEN.map(([key, words, setup]) => ({ key, ...words, setup: setupOf(setup) }));
