// Make an archive of each of these wheels: byte code instead of source, without what no cell needs.
//   node pack_wheels.mjs PYODIDE NUMPY_WHEEL OUT NUMBER OURS... WHEEL...
// PYODIDE is the folder of the npm package, OUT has a folder for each package; NUMBER counts the files of ours, such as
// prepare.py, which says what is kept. `adapted/` has what else is done to some.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { call, dieBriefly } from "../python_programs.mjs";
import { startPython } from "./pyodide_start.mjs";

const [pyodideFolder, numpyWheel, out, number, ...files] = process.argv.slice(2);
const ours = files.slice(0, Number(number));
const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();

const read = (file) => new Uint8Array(fs.readFileSync(file));
const python = await startPython(pyodideFolder);
const { FS } = python;
FS.writeFile("/numpy.whl", read(numpyWheel));
FS.mkdirTree("/ours");
for (const file of ours) FS.writeFile(`/ours/${path.basename(file)}`, read(file));
for (const wheel of files.slice(Number(number))) {
  const name = path
    .basename(wheel)
    .split("-")[0]
    .replaceAll(/[-_.]+/g, "-")
    .toLowerCase();
  const adapted = fileURLToPath(new URL(`adapted/${name}.py`, import.meta.url));
  if (fs.existsSync(adapted)) FS.writeFile("/ours/adapt.py", read(adapted));
  FS.mkdirTree("/wheels");
  FS.writeFile(`/wheels/${path.basename(wheel)}`, read(wheel));
  call(python, programs, "make", "/wheels", "/numpy.whl", "/out.zip", python._api.sitePackages);
  call(python, programs, "pack", "/out.zip", python._api.sitePackages, name);
  fs.writeFileSync(path.join(out, name, `${name}.pack`), FS.readFile(`/packed/${name}.pack`));
  call(python, programs, "clear");
  if (fs.existsSync(adapted)) FS.unlink("/ours/adapt.py");
}
