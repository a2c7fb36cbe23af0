// What the Playground's page computes of a trained model's numbers: reads {layers, features, numbers, places}, a line each.
import "./english.mjs";
import { readFileSync } from "node:fs";
import { numbersOf } from "../../docs/course/page/playground/parts/numbers.ts";
import { inputsAt, signalsOf } from "../../docs/course/page/playground/stage/signals.ts";

const found = JSON.parse(readFileSync(0, "utf8")).map(({ layers, features, numbers, places }) => {
  const [x1, x2] = [0, 1].map((axis) => Float32Array.from(places, (place) => place[axis]));
  return signalsOf(layers, numbersOf(numbers), inputsAt(features, x1, x2))
    .at(-1)
    .map((row) => [...row]);
});
console.log(JSON.stringify(found));
