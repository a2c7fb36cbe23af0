// The Playground's presets, each with several seeds, and the one that says what would help with that in it:
//   node preset_seeds.mjs SEEDS
import "./english.mjs";
import { layer } from "../../docs/course/page/playground/setup/layers.ts";
import { PRESETS } from "../../docs/course/page/playground/setup/presets.ts";
import { liveSources } from "../../docs/course/page/playground/setup/program.ts";

const seeds = [...Array(Number(process.argv[2])).keys()];
const withTanh = (setup) => {
  const layers = setup.layers.map((one) => (one.kind === "Sigmoid" ? layer("Tanh") : one));
  return { ...setup, layers };
};
const deep = PRESETS.find(({ key }) => key === "deep-narrow");
const all = [...PRESETS, { key: "deep-narrow with Tanh", setup: withTanh(deep.setup) }];
const found = all.flatMap(({ key, setup }) =>
  seeds.map((seed) => ({ key, seed, epochs: setup.epochs, sections: liveSources({ ...setup, seed }) })),
);
console.log(JSON.stringify(found));
