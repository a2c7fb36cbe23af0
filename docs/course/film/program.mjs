// Print the sections of the program that the Playground's first preset is, as JSON: node program.mjs PLAYGROUND WORDS...
// PLAYGROUND is the folder of the scripts, as an address; WORDS are files with words, which no program depends on.
import { readFileSync } from "node:fs";

const [playground, ...words] = process.argv.slice(2);
globalThis.WORDS = Object.assign({}, ...words.map((file) => JSON.parse(readFileSync(file, "utf8"))));
const { PRESETS } = await import(`${playground}/setup/presets.ts`);
const { liveSources } = await import(`${playground}/setup/program.ts`);
console.log(JSON.stringify(liveSources(PRESETS[0].setup)));
