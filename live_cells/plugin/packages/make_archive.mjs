// Make the archives of a package that cells may import, from its wheels: byte code instead of source, without what no
// cell needs; and prove that they work. What first uses touch comes first, all else later.
//   node make_archive.mjs PYODIDE NUMPY_WHEEL OUT NAME FILE...
// PYODIDE is the folder of the npm package, OUT a folder to fill; each FILE is a wheel, or one of ours: prepare.py,
// prove.py, first_uses.py where not all is needed at first, and what goes with the package.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { call, dieBriefly } from "../python_programs.mjs";
import { startPython } from "./pyodide_start.mjs";

const [pyodideFolder, numpyWheel, out, name, ...files] = process.argv.slice(2);
const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();

const start = () => startPython(pyodideFolder);
const read = (file) => new Uint8Array(fs.readFileSync(file));
const isWheel = (file) => file.endsWith(".whl");

/** Unpack, let prepare.py drop and change what it wants, compile, and give it back as one archive. */
async function make() {
  const python = await start();
  const { FS } = python;
  FS.mkdirTree("/wheels");
  FS.writeFile("/numpy.whl", read(numpyWheel));
  for (const file of files.filter(isWheel)) FS.writeFile(`/wheels/${path.basename(file)}`, read(file));
  copyOurs(FS);
  call(python, programs, "make", "/wheels", "/numpy.whl", "/out.zip", python._api.sitePackages);
  return FS.readFile("/out.zip");
}

function copyOurs(FS) {
  FS.mkdirTree("/ours");
  for (const file of files) if (!isWheel(file)) FS.writeFile(`/ours/${path.basename(file)}`, read(file));
}

/** A Python that has the package. */
async function installed(archive) {
  const python = await start();
  for (const content of [read(numpyWheel), archive])
    python.unpackArchive(content, "zip", { extractDir: python._api.sitePackages });
  copyOurs(python.FS);
  return python;
}

/** What first uses open of the package, and import of Python's library. */
async function touched(archive) {
  const python = await installed(archive);
  const { FS } = python;
  const opened = new Set();
  const { open } = FS;
  FS.open = (file, ...how) => {
    if (typeof file === "string") opened.add(file);
    return open(file, ...how);
  };
  const library = call(python, programs, "use_first", python._api.sitePackages);
  FS.open = open;
  return [JSON.stringify([...opened]), library];
}

const archive = await make();
const proving = await installed(archive);
call(proving, programs, "prove", proving._api.sitePackages);
const python = await start();
const { FS } = python;
FS.writeFile("/out.zip", archive);
const needed = files.some((file) => path.basename(file) === "first_uses.py") ? await touched(archive) : [];
call(python, programs, "pack", "/out.zip", python._api.sitePackages, name, ...needed);
for (const part of FS.readdir("/packed").filter((part) => part.endsWith(".pack")))
  fs.writeFileSync(path.join(out, part), FS.readFile(`/packed/${part}`));
