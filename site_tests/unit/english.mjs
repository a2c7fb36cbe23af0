// The words that the build writes into scripts; here they are read as they lie in the tree. Imported before them.

import { readFileSync } from "node:fs";

const file = new URL("../../live_cells/words/en.json", import.meta.url);
globalThis.WORDS = JSON.parse(readFileSync(file, "utf8"));
