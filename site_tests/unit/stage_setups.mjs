// What the Playground's page makes of setups before Python is there: points, first weights, outputs.
//   node stage_setups.mjs COUNT
import "./english.mjs";
import { firstNumbers } from "../../docs/course/page/playground/parts/numbers.ts";
import { dataSection } from "../../docs/course/page/playground/setup/data_source.ts";
import { modelSource } from "../../docs/course/page/playground/setup/program.ts";
import { setupOf } from "../../docs/course/page/playground/setup/setup.ts";
import { pointsOf } from "../../docs/course/page/playground/stage/points.ts";
import { inputsAt, signalsOf } from "../../docs/course/page/playground/stage/signals.ts";
import { Choice, SEED } from "./dice.mjs";
import { anySetup, repaired } from "./random_setups.mjs";

const found = [];
for (let seed = SEED; found.length < Number(process.argv[2]); seed++) {
  const choice = new Choice(seed);
  const any = anySetup(choice);
  const points = any.points.slice(0, choice.one([2, 5, 7, 8, 40]));
  const setup = repaired(setupOf({ ...any, points }));
  if (setup.data === "mnist") continue;
  const places = Array.from({ length: 20 }, () => [choice.below(400) / 100 - 2, choice.below(400) / 100 - 2]);
  const [x1, x2] = [0, 1].map((axis) => Float32Array.from(places, (place) => place[axis]));
  const numbers = firstNumbers(setup);
  const outputs = signalsOf(setup.layers, numbers, inputsAt(setup.features, x1, x2)).at(-1);
  found.push({
    seed,
    setup,
    sections: [dataSection(setup, [setup]), modelSource(setup)],
    dots: pointsOf(setup),
    numbers: numbers.map((layer) => Object.fromEntries(Object.entries(layer).map(([name, all]) => [name, [...all]]))),
    places,
    outputs: outputs.map((row) => [...row]),
  });
}
console.log(JSON.stringify(found));
