// Make the archive of a package that cells may import, from its wheels: byte code instead of source, without what no
// cell needs, one gzip stream; and prove that it works.
//   node make_archive.mjs PYODIDE NUMPY_WHEEL OUT FILE...
// PYODIDE is the folder of the npm package; each FILE is a wheel, or one of ours: prepare.py, prove.py, and what goes
// with the package.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { call, dieBriefly } from "../python_programs.mjs";

const [pyodideFolder, numpyWheel, out, ...files] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);

const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();

const start = () => loadPyodide({ indexURL: pyodideFolder + path.sep, env: { HOME: "/home/pyodide" } });
const read = (file) => new Uint8Array(fs.readFileSync(file));
const isWheel = (file) => file.endsWith(".whl");

/** Unpack, let prepare.py drop and change what it wants, compile, and give it back as one archive. */
async function make() {
  const python = await start();
  const { FS } = python;
  FS.mkdirTree("/wheels");
  FS.writeFile("/numpy.whl", read(numpyWheel));
  for (const file of files.filter(isWheel)) FS.writeFile(`/wheels/${path.basename(file)}`, read(file));
  bringOurs(FS);
  call(python, programs, "make", "/wheels", "/numpy.whl", "/out.zip", python._api.sitePackages);
  return FS.readFile("/out.zip");
}

function bringOurs(FS) {
  FS.mkdirTree("/ours");
  for (const file of files) if (!isWheel(file)) FS.writeFile(`/ours/${path.basename(file)}`, read(file));
}

const archive = await make();
const python = await start();
python.unpackArchive(read(numpyWheel), "wheel");
python.unpackArchive(archive, "zip", { extractDir: python._api.sitePackages });
bringOurs(python.FS);
call(python, programs, "prove", python._api.sitePackages);
fs.writeFileSync(out, gzipSync(archive, { level: 9 }));
