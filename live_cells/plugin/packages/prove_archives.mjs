// Import the modules of packages in one Python that has all of them, and print which fail, as JSON.
//   node prove_archives.mjs PYODIDE NUMPY_WHEEL MODULES ARCHIVE...
// MODULES names those of each package, as JSON.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { call, dieBriefly } from "../python_programs.mjs";
import { startPython } from "./pyodide_start.mjs";

const [pyodideFolder, numpyWheel, modules, ...archives] = process.argv.slice(2);
dieBriefly();

const read = (file) => new Uint8Array(fs.readFileSync(file));
const python = await startPython(pyodideFolder);
python.unpackArchive(read(numpyWheel), "zip", { extractDir: python._api.sitePackages });
python.FS.mkdirTree("/packed");
for (const [place, file] of archives.entries())
  python.FS.writeFile(`/packed/${place}-${path.basename(file)}`, read(file));
const programs = fileURLToPath(new URL("proofs.py", import.meta.url));
console.log(`\n${call(python, programs, "prove_together", modules, python._api.sitePackages)}`);
process.exit(); // some packages leave timers behind
