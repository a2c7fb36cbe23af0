// The Playground's presets with their programs, a few epochs of each:
//   node preset_programs.mjs EPOCHS_OF_POINTS EPOCHS_OF_DIGITS
import "./english.mjs";
import { PRESETS } from "../../docs/course/page/playground/setup/presets.ts";
import { liveSources, scriptOf } from "../../docs/course/page/playground/setup/program.ts";

const [points, digits] = process.argv.slice(2).map(Number);
const found = PRESETS.map(({ key, setup }) => {
  const short = { ...setup, epochs: Math.min(setup.epochs, setup.data === "mnist" ? digits : points) };
  return { key, setup: short, script: scriptOf(short), sections: liveSources(short) };
});
console.log(JSON.stringify(found));
