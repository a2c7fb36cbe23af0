// Say what of a release of Pyodide the tier `all` would not find: patterns over Emscripten's script, offsets of CPython's structs.
//   node check_release.mjs PYODIDE [--table]
// PYODIDE is the folder of the npm package. It needs no NumPy, so it works for a Python that no wheel has been compiled for.
// With `--table`, it prints what that Python publishes of its structs instead.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { PATTERNS, SCRIPT } from "../slim/emscripten_script.mjs";
import { publishedNumbers } from "../slim/cpython_layout.mjs";
import { checkedLayout } from "./bytecode.mjs";

const folder = path.resolve(process.argv[2]);
const script = fs.readFileSync(path.join(folder, SCRIPT), "utf8");
const missing = Object.values(PATTERNS).filter(([pattern]) => !script.match(pattern));
const problems = missing.map(([pattern, what]) => `${SCRIPT} has nothing like ${pattern}, which finds ${what}.`);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: folder + path.sep });
if (process.argv.includes("--table")) {
  for (const [index, number] of publishedNumbers(python._module).entries()) console.log(`${index}\t${number}`);
  process.exit();
}
try {
  checkedLayout(python);
} catch (error) {
  problems.push(error.message);
}
console.log(`Pyodide ${python.version}, Python ${python.pyimport("platform").python_version()}:`);
console.log(problems.map((problem) => `* ${problem}`).join("\n") || "all patterns and offsets fit");
process.exit(problems.length ? 1 : 0);
