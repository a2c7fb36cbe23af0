// Make the archive of a package that cells may import, from its wheels: byte code instead of source, without what no
// cell needs, one gzip stream; and prove that it works.
//   node on_demand.mjs PYODIDE NUMPY_WHEEL OUT FOLDER WHEEL...
// PYODIDE is the folder of the npm package; FOLDER has our files that go with the package, and prepare.py, prove.py.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [pyodideFolder, numpyWheel, out, folder, ...wheels] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = await import(pathToFileURL(path.join(pyodideFolder, "pyodide.mjs")).href);

process.on("uncaughtException", (error) => {
  fs.writeSync(2, `Error: ${error.stack ?? error}\n`); // by itself, Node would quote the line: a megabyte of Pyodide
  process.exit(1);
});

const start = () => loadPyodide({ indexURL: pyodideFolder + path.sep, env: { HOME: "/home/pyodide" } });
const read = (file) => new Uint8Array(fs.readFileSync(file));
const site = (python) => `pathlib.Path("${python._api.sitePackages}")`;

/** Unpack, let prepare.py drop and change what it wants, compile, and give it back as one archive. */
async function make() {
  const python = await start();
  const { FS, runPython } = python;
  FS.mkdirTree("/wheels");
  FS.writeFile("/numpy.whl", read(numpyWheel));
  for (const file of wheels) FS.writeFile(`/wheels/${path.basename(file)}`, read(file));
  bringOurs(FS);
  runPython(`
import importlib.util, pathlib, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
sys.path.append("/ours")
import prepare
package, ours = pathlib.Path("/package"), pathlib.Path("/ours")
for wheel in sorted(pathlib.Path("/wheels").iterdir()):
    zipfile.ZipFile(wheel).extractall(package)
prepare.prepare(package, ours, pathlib.Path("/numpy.whl"))
with zipfile.ZipFile("/out.zip", "w") as out:
    for file in sorted(path for path in package.rglob("*") if path.is_file()):
        name, content = str(file.relative_to(package)), file.read_bytes()
        if file.suffix == ".py":
            shown, optimize = str(${site(python)} / name), prepare.optimization(name)
            code = compile(content, shown, "exec", dont_inherit=True, optimize=optimize)
            name, content = name + "c", _code_to_hash_pyc(code, importlib.util.source_hash(content), False)
        out.writestr(zipfile.ZipInfo(name), content)
`);
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
python.runPython(`
import pathlib, runpy
runpy.run_path("/ours/prove.py")["prove"](${site(python)})
`);
fs.writeFileSync(out, gzipSync(archive, { level: 9 }));
