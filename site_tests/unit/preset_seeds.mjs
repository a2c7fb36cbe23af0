// The Playground's presets, each with several seeds, and what their answers say of other setups:
//   node preset_seeds.mjs SEEDS
import "./english.mjs";
import { layer } from "../../docs/course/page/playground/setup/layers.ts";
import { PRESETS } from "../../docs/course/page/playground/setup/presets.ts";
import { withEnd } from "../../docs/course/page/playground/setup/setup.ts";
import { liveSources } from "../../docs/course/page/playground/setup/program.ts";

const seeds = [...Array(Number(process.argv[2])).keys()];
const linear = (out) => layer("Linear", { out });
const dense = (between, ...widths) => ({
  layers: widths.flatMap((out, i) => (i ? [...(between ? [layer(between)] : []), linear(out)] : [linear(out)])),
});

/** Presets with a change, by what is said of them. */
const VARIANTS = [
  ["moons", "without hidden layers", () => dense("", 2)],
  ["straight", "with ReLU", () => dense("ReLU", 8, 8, 2)],
  ["straight", "with another layer", () => dense("", 8, 8, 8, 2)],
  ["inputs", "with one of the two", () => ({ features: ["x1x1"] })],
  ["inputs", "with all four", () => ({ features: ["x1", "x2", "x1x1", "x2x2"] })],
  ["too-fast", "with a hundredth", () => ({ rate: 0.3 })],
  [
    "deep-narrow",
    "with Tanh",
    ({ layers }) => ({ layers: layers.map((one) => (one.kind === "Sigmoid" ? layer("Tanh") : one)) }),
  ],
  ["wide-shallow", "with two layers of 8", () => dense("ReLU", 8, 8, 3)],
  ["overfit", "with more samples", () => ({ samples: 2000 })],
  ["hills", "without hidden layers", () => dense("", 1)],
];

const all = [
  ...PRESETS,
  ...VARIANTS.map(([key, words, change]) => {
    const { setup } = PRESETS.find((one) => one.key === key);
    return { key: `${key} ${words}`, setup: { ...setup, ...change(setup) } };
  }),
];
const found = all.flatMap(({ key, setup }) =>
  seeds.map((seed) => {
    const ended = withEnd({ ...setup, seed });
    return { key, seed, epochs: ended.epochs, sections: liveSources(ended) };
  }),
);
console.log(JSON.stringify(found));
