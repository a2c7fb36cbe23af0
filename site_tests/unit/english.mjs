// The words that the build writes into scripts; here they are read as they lie in the tree. Imported before them.

import { readFileSync } from "node:fs";

const files = ["live_cells", "docs/course"].map((folder) => new URL(`../../${folder}/words/en.json`, import.meta.url));
globalThis.WORDS = Object.assign({}, ...files.map((file) => JSON.parse(readFileSync(file, "utf8"))));
