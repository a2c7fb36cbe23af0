// Make the memory image that docs/live/worker/restore_image.js restores, and prove that it restores.
//   node make_image.mjs PYODIDE NUMPY_WHEEL ENGINE_WHEEL LIVE OUT
// PYODIDE is the folder of the npm package, LIVE is docs/live, OUT a folder to fill.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { call, dieBriefly } from "../python_programs.mjs";

const [pyodideFolder, numpyWheel, engineWheel, live, out] = process.argv.slice(2).map((name) => path.resolve(name));
const load = (...parts) => import(pathToFileURL(path.join(...parts)).href);
const restoreImage = await load(live, "worker", "restore_image.js");
const { DATA, KEEP, PAGE, ZERO, applyImage, loadSides, stackSwitchingWord } = restoreImage;
const { DATA_FOLDER, ENVIRONMENT, OUR_FOLDER } = await load(live, "worker", "folders.js");
const { loadPyodide } = await load(pyodideFolder, "pyodide.mjs");
const { default: createModule } = await load(pyodideFolder, "pyodide.asm.mjs");

const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();
leaveNothingToChance();

/** NumPy's compiled parts that `import numpy, numpy.random` needs, in the order in which it loads them. */
const SIDES = [
  "_core/_multiarray_umath",
  "linalg/_umath_linalg",
  "random/_common",
  "random/bit_generator",
  ...["bounded_integers", "mt19937", "philox", "pcg64", "sfc64", "generator"].map((name) => `random/_${name}`),
  "random/mtrand",
];

const read = (...parts) => fs.readFileSync(path.join(...parts));
const write = (name, content) => fs.writeFileSync(path.join(out, name), content);

/**
 * The same sources are to give the same image: of this machine, Python learns no chance, no time and no place. Where
 * an image is restored, its generators are seeded anew (docs/live/python/restored.py).
 */
function leaveNothingToChance() {
  let drawn = 0;
  crypto.randomFillSync = (view) => {
    for (let at = 0; at < view.length; at++) {
      drawn = (Math.imul(drawn, 1103515245) + 12345) >>> 0;
      view[at] = drawn >>> 16;
    }
  };
  Math.random = () => 0.5;
  process.env.TZ = "UTC";
  process.argv[1] = "./this.program"; // as in browsers; the path of this file would become a part of the image
  Date.now = () => Date.UTC(2020, 0);
  performance.now = () => 0;
}

/** Everything as byte code, and NumPy's compiled parts. */
async function compileAll() {
  const python = await loadPyodide({
    indexURL: pyodideFolder + path.sep,
    env: { ...ENVIRONMENT, PYTHONNODEBUGRANGES: "1" }, // lines are enough for code that nobody here writes
  });
  const { FS, _api } = python;
  FS.mkdirTree(OUR_FOLDER);
  FS.writeFile("/library.zip", read(pyodideFolder, "python_stdlib.zip"));
  FS.writeFile("/numpy.zip", read(numpyWheel));
  FS.writeFile("/engine.zip", read(engineWheel));
  for (const name of fs.readdirSync(path.join(live, "python")).filter((name) => name.endsWith(".py"))) {
    FS.writeFile(`${OUR_FOLDER}/${name}`, read(live, "python", name));
  }
  const { sitePackages, pyVersionTuple } = _api;
  const library = `/lib/python${pyVersionTuple.slice(0, 2).join("")}.zip`;
  call(python, programs, "compile_all", library, sitePackages, OUR_FOLDER);
  const module = FS.readdir("/numpy/numpy/linalg").find((name) => name.endsWith(".so"));
  const ending = module.replace(/^[^.]*/, "");
  const sides = SIDES.map((name) => {
    const bytes = FS.readFile(`/numpy/numpy/${name}${ending}`);
    return { path: `${sitePackages}/numpy/${name}${ending}`, bytes, compiled: new WebAssembly.Module(bytes) };
  });
  const archives = Object.fromEntries(["library", "numpy", "engine", "live"].map((n) => [n, FS.readFile(`/${n}.out`)]));
  return { archives, sides, sitePackages };
}

const { archives, sides, sitePackages } = await compileAll();
const libraryPath = path.join(out, "library.zip");
write("library.zip", archives.library);
let tableBefore;

/** Start Python with the side modules in place; `atStart` sees the module before it runs anything. */
function start(options, atStart = () => {}) {
  const createPyodideModule = async (settings) => {
    settings.preRun.push((module) => {
      tableBefore = loadSides(module, sides);
    });
    const module = await createModule(settings);
    atStart(module);
    return module;
  };
  const env = { ...ENVIRONMENT, PYTHONINSPECT: "", LANG: "C.UTF-8" };
  return loadPyodide({
    indexURL: pyodideFolder + path.sep,
    stdLibURL: libraryPath,
    createPyodideModule,
    env,
    ...options,
  });
}

/** Memory as a fresh instance has it: pages equal to it need not be shipped. */
async function freshMemory() {
  const enough = new Error("seen enough");
  let fresh;
  try {
    await start({ _loadSnapshot: new Uint8Array(64) }, (module) => {
      fresh = module.HEAPU8.slice();
      throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return fresh;
}

/** Fill the free heap with zeros, so that it compresses to nothing: take every free chunk, clear it, give it back. */
function clearFreeHeap(module) {
  const end = module.HEAPU8.length;
  const taken = [];
  for (let size = 2 ** 23; size >= 64; size = size > 4096 ? size / 2 : size - 64) {
    for (;;) {
      const chunk = module._malloc(size);
      if (chunk + size > end) {
        module._free(chunk); // no gap of this size is left: this one lies in memory that grew for it
        break;
      }
      module.HEAPU8.fill(0, chunk, chunk + size);
      taken.push(chunk);
    }
  }
  for (const chunk of taken.reverse()) module._free(chunk);
}

/** The address of the word that says how `run_sync` is implemented; the engine decides it at start. */
function stackSwitchingAddress(module) {
  const memory = Buffer.from(module.HEAPU8.buffer, module.HEAPU8.byteOffset, module.HEAPU8.length);
  const names = new Set(); // linkers merge strings, so the name may be the end of another
  for (let at = memory.indexOf("run_sync\0"); at !== -1; at = memory.indexOf("run_sync\0", at + 1)) names.add(at);
  const words = new Uint32Array(module.HEAPU8.buffer);
  const found = [];
  for (let at = 0; at < words.length - 1; at++) {
    if (names.has(words[at]) && words[at + 1] === stackSwitchingWord(module)) found.push((at + 1) * 4);
  }
  if (found.length !== 1) throw new Error(`run_sync's method found ${found.length} times: Pyodide has changed`);
  return found[0];
}

/** Which pages to keep, clear or fill, as runs, and the content of those to fill. */
function comparePages(memory, fresh) {
  const blank = Buffer.alloc(PAGE);
  const runs = [];
  const filled = [];
  for (let at = 0; at < memory.length; at += PAGE) {
    const page = Buffer.from(memory.buffer, memory.byteOffset + at, PAGE);
    const before = at < fresh.length ? Buffer.from(fresh.buffer, fresh.byteOffset + at, PAGE) : blank;
    const kind = page.equals(before) ? KEEP : page.equals(blank) ? ZERO : DATA;
    if (kind === DATA) filled.push(page);
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += 1;
    else runs.push([kind, 1]);
  }
  return { runs, pages: Buffer.concat(filled) };
}

const fresh = await freshMemory();
const python = await start({ _makeSnapshot: true });
const module = python._module;
for (const folder of [OUR_FOLDER, DATA_FOLDER]) python.FS.mkdirTree(folder);
for (const side of sides) {
  python.FS.mkdirTree(path.dirname(side.path));
  python.FS.writeFile(side.path, ""); // the import system wants to see the name; the part itself is loaded
}
for (const name of ["numpy", "engine", "live"]) python.FS.writeFile(`/${name}.out`, archives[name]);
call(python, programs, "prepare", sitePackages, OUR_FOLDER);
clearFreeHeap(module);

const snapshot = python.makeMemorySnapshot();
const [, stubLength] = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2);
const memory = snapshot.subarray(stubLength);
const { runs, pages } = comparePages(memory, fresh);
const handles = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
let end = 0;
const places = sides.map(({ path, bytes }) => {
  const start = end;
  end += bytes.length;
  return { path, start, end };
});
const head = {
  version: module.API.pyVersionTuple,
  sitePackages,
  sides: places,
  handles: Object.fromEntries(handles.map(([handle, { name }]) => [handle, name])),
  bytes: memory.length,
  tableBefore,
  tableAfter: module.wasmTable.length,
  stub: Buffer.from(snapshot.subarray(0, stubLength)).toString("base64"),
  stackSwitchingAt: stackSwitchingAddress(module),
  runs,
  packages: { numpy: "memory image", seqlite: "memory image" },
};
const expected = call(python, programs, "prove");

fs.writeFileSync(libraryPath, ""); // from here on, all that Python needs must come from memory
const stub = { _loadSnapshot: Buffer.from(head.stub, "base64") };
const restored = await start(stub, (module) => applyImage(module, head, pages));
const computed = call(restored, programs, "prove");
if (computed !== expected) throw new Error(`the restored image computes ${computed}, wanted ${expected}`);
fs.rmSync(libraryPath);

const contents = {
  memory: pages,
  sides: Buffer.concat(sides.map(({ bytes }) => bytes)),
  core: read(pyodideFolder, "pyodide.asm.wasm"),
};
head.sizes = Object.fromEntries(Object.entries(contents).map(([name, { length }]) => [name, length]));
write("head.json", JSON.stringify(head));
const packer = await loadPyodide({ indexURL: pyodideFolder + path.sep });
for (const [name, content] of Object.entries(contents)) {
  packer.FS.writeFile("/content", content);
  call(packer, programs, "pack", "/content", "/packed");
  write(`${name}.zst`, packer.FS.readFile("/packed"));
}
