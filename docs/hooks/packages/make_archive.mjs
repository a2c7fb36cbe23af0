// Make the archive of a package that cells may import, from its wheels: byte code instead of source, without what no
// cell needs, one gzip stream; and prove that it works.
//   node make_archive.mjs PYODIDE NUMPY_WHEEL OUT FOLDER WHEEL...
// PYODIDE is the folder of the npm package; FOLDER has our files that go with the package, and prepare.py, prove.py.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { call, dieBriefly } from "../python_programs.mjs";

const [pyodideFolder, numpyWheel, out, folder, ...wheels] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);

const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();

const start = () => loadPyodide({ indexURL: pyodideFolder + path.sep, env: { HOME: "/home/pyodide" } });
const read = (file) => new Uint8Array(fs.readFileSync(file));

/** Unpack, let prepare.py drop and change what it wants, compile, and give it back as one archive. */
async function make() {
  const python = await start();
  const { FS } = python;
  FS.mkdirTree("/wheels");
  FS.writeFile("/numpy.whl", read(numpyWheel));
  for (const file of wheels) FS.writeFile(`/wheels/${path.basename(file)}`, read(file));
  bringOurs(FS);
  call(python, programs, "make", "/wheels", "/numpy.whl", "/out.zip", python._api.sitePackages);
  return FS.readFile("/out.zip");
}

function bringOurs(FS) {
  FS.mkdirTree("/ours");
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile()) FS.writeFile(`/ours/${entry.name}`, read(path.join(folder, entry.name)));
  }
}

const archive = await make();
const python = await start();
python.unpackArchive(read(numpyWheel), "wheel");
python.unpackArchive(archive, "zip", { extractDir: python._api.sitePackages });
bringOurs(python.FS);
call(python, programs, "prove", python._api.sitePackages);
fs.writeFileSync(out, gzipSync(archive, { level: 9 }));
