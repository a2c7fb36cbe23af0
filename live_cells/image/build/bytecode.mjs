// Compiles, in an instance of its own, all that becomes the image: Python's library, NumPy, the engine, the runner.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { ENVIRONMENT, OUR_FOLDER, filesOf } from "../file_system.ts";
import { call } from "../../plugin/python_programs.mjs";
import { SHORTEST } from "../slim/deferred_memory.ts";
import { changed, layoutOf, wrongOffsets } from "../slim/cpython_layout.mjs";

export { call };

/** The docstrings of all that is there and may be taken out. @returns {string[]} */
export const docstringsOf = (python) => JSON.parse(call(python, programs, "docstrings", String(SHORTEST)));

/** What the build has Python do. */
export const programs = fileURLToPath(new URL("programs.py", import.meta.url));

/** NumPy's compiled parts that `import numpy, numpy.random` needs, in the order in which it loads them. */
const SIDES = [
  "_core/_multiarray_umath",
  "linalg/_umath_linalg",
  "random/_common",
  "random/bit_generator",
  ...["bounded_integers", "mt19937", "philox", "pcg64", "sfc64", "generator"].map((name) => `random/_${name}`),
  "random/mtrand",
];

/**
 * Everything as byte code, NumPy's compiled parts, and the files of the packages on demand.
 * @param {(options: object) => Promise<any>} loadPyodide
 * @param {{pyodide: string, numpy: string, engine: string, live: string, packages: string[]}} from its folder, two wheels,
 *     live_cells/live, archives
 * @param {boolean} withLayout shall it look how CPython lays out its objects?
 */
export async function compileAll(loadPyodide, { pyodide, numpy, engine, live, packages }, withLayout) {
  const python = await loadPyodide({
    indexURL: pyodide + path.sep,
    env: { ...ENVIRONMENT, PYTHONNODEBUGRANGES: "1" }, // readers do not write this code, so lines are enough
  });
  const { FS, _api } = python;
  const bring = (place, ...file) => FS.writeFile(place, fs.readFileSync(path.join(...file)));
  bring("/library.zip", pyodide, "python_stdlib.zip");
  bring("/numpy.zip", numpy);
  bring("/engine.zip", engine);
  FS.mkdirTree(`${OUR_FOLDER}/live_runner`);
  for (const name of fs.readdirSync(path.join(live, "python", "live_runner")).filter((name) => name.endsWith(".py"))) {
    bring(`${OUR_FOLDER}/live_runner/${name}`, live, "python", "live_runner", name);
  }
  const { sitePackages, pyVersionTuple } = _api;
  const libraryPlace = `/lib/python${pyVersionTuple.slice(0, 2).join("")}.zip`;
  call(python, programs, "compile_all", libraryPlace, sitePackages, OUR_FOLDER);
  const compiled = JSON.parse(call(python, programs, "compiled_parts", "/numpy"));
  const ending = compiled[0].replace(/^[^.]*/, "");
  const sides = SIDES.map((name) => ({
    path: `${sitePackages}/numpy/${name}${ending}`,
    bytes: FS.readFile(`/numpy/numpy/${name}${ending}`),
  }));
  const archives = Object.fromEntries(["library", "numpy", "engine", "live"].map((n) => [n, FS.readFile(`/${n}.out`)]));
  archives.sources = FS.readFile("/live.zip"); // of which tracebacks show lines
  const unpacked = packages.map((archive) => {
    bring("/packed", archive);
    call(python, programs, "unpack", "/packed", "/unpacked");
    return { archive, files: [...filesOf(FS.readFile("/unpacked"))] };
  });
  const filesIn = (archives) => archives.flatMap(({ files }) => files);
  const onDemand = filesIn(unpacked);
  const plots = filesIn(unpacked.filter(({ archive }) => path.basename(archive).startsWith("matplotlib")));
  const parts = compiled.map((place) => FS.readFile(place));
  const opcodes = JSON.parse(call(python, programs, "opcodes"));
  const layout = withLayout ? checkedLayout(python) : null;
  return { archives, sides, parts, onDemand, plots, sitePackages, libraryPlace, opcodes, layout };
}

/** How CPython lays out its objects, compared with some. */
export function checkedLayout(python) {
  const layout = layoutOf(python._module);
  let wrong = [];
  call(python, programs, "known_objects", (known) => {
    wrong = wrongOffsets(layout, python._module, JSON.parse(known));
  });
  if (wrong.length) throw changed(`does not have ${wrong.join(", ")} where they are looked for`);
  return layout;
}
