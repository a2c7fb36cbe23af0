// Make the memory image that docs/live/worker/restore_image.js restores, and prove that it restores.
//   node make_image.mjs PYODIDE ESBUILD NUMPY_WHEEL ENGINE_WHEEL LIVE OUT ARCHIVE...
// PYODIDE and ESBUILD are the folders of the npm packages, LIVE is docs/live, OUT a folder to fill, each ARCHIVE a package
// on demand.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { filesOf } from "../../live/worker/archive.js";
import { DATA_FOLDER, ENVIRONMENT, OUR_FOLDER } from "../../live/worker/folders.js";
import { SHORTEST, fileOf, putTexts } from "../../live/worker/late_texts.js";
import { PAGE, applyImage, loadSides } from "../../live/worker/restore_image.js";
import { SecondHalves } from "../../live/worker/second_halves.js";
import { call, dieBriefly } from "../python_programs.mjs";
import { Descriptions } from "./descriptions.mjs";
import { withFewerNames } from "./fewer_names.mjs";
import { markHashes, openRing, sortRings } from "./implied_words.mjs";
import { leaveNothingToChance } from "./no_chance.mjs";
import { clearFreeHeap, comparePages, stackSwitchingAddress } from "./memory_pages.mjs";
import { practice } from "./practice.mjs";
import { splitModule } from "./split_module.mjs";
import { Watch, watchedModule } from "./watched_module.mjs";

const [pyodideFolder, esbuildFolder, numpyWheel, engineWheel, live, out, ...packages] = process.argv
  .slice(2)
  .map((name) => path.resolve(name));
const load = (...parts) => import(pathToFileURL(path.join(...parts)).href);
const { loadPyodide } = await load(pyodideFolder, "pyodide.mjs");
const { default: esbuild } = await load(esbuildFolder, "lib", "main.js");

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
const text = (...parts) => fs.readFileSync(path.join(...parts), "utf8");
const write = (name, content) => fs.writeFileSync(path.join(out, name), content);

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
  const libraryPlace = `/lib/python${pyVersionTuple.slice(0, 2).join("")}.zip`;
  call(python, programs, "compile_all", libraryPlace, sitePackages, OUR_FOLDER);
  const compiled = JSON.parse(call(python, programs, "compiled_parts", "/numpy"));
  const ending = compiled[0].replace(/^[^.]*/, "");
  const sides = SIDES.map((name) => {
    const bytes = FS.readFile(`/numpy/numpy/${name}${ending}`);
    return { path: `${sitePackages}/numpy/${name}${ending}`, bytes, compiled: new WebAssembly.Module(bytes) };
  });
  const archives = Object.fromEntries(["library", "numpy", "engine", "live"].map((n) => [n, FS.readFile(`/${n}.out`)]));
  const onDemand = packages.flatMap((archive) => {
    FS.writeFile("/packed", read(archive));
    call(python, programs, "unpack", "/packed", "/unpacked");
    return [...filesOf(FS.readFile("/unpacked"))];
  });
  const parts = compiled.map((place) => FS.readFile(place));
  return { archives, sides, parts, onDemand, sitePackages, libraryPlace };
}

const { archives, sides, parts, onDemand, sitePackages, libraryPlace } = await compileAll();
const partsOnDemand = onDemand.filter(([name]) => name.endsWith(".so")).map(([, content]) => content);
const libraryPath = path.join(out, "library.zip");
write("library.zip", archives.library);
const plainCore = read(pyodideFolder, "pyodide.asm.wasm");
const { core: coreBytes, program } = withFewerNames(
  plainCore,
  text(pyodideFolder, "pyodide.asm.mjs"),
  text(pyodideFolder, "pyodide.mjs"),
  [...parts, ...partsOnDemand],
  esbuild,
);
write("pyodide.asm.mjs", program);
const { default: createModule } = await load(out, "pyodide.asm.mjs");
const coreModule = new WebAssembly.Module(coreBytes);
let tableBefore;

/** The modules as they are, of which nothing is taken. */
const plain = { core: coreModule, sides, take: (exports) => exports };

/** Start Python with the side modules in place; `atStart` sees the module before it runs anything. */
function start(options, { atStart = () => {}, core, take, sides } = plain) {
  const createPyodideModule = async (settings) => {
    settings.preRun.push((module) => {
      tableBefore = loadSides(module, sides, take);
    });
    const module = await withCore(core, take, () => createModule(settings));
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

/** Do something for which Pyodide instantiates its core, and gets another. */
async function withCore(core, take, work) {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (source, imports) => {
    if (source.byteLength !== plainCore.length) return instantiate(source, imports);
    const { exports } = await instantiate(core, imports);
    return { module: core, instance: { exports: take(exports) } };
  };
  try {
    return await work();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

/** Memory as a fresh instance has it: pages equal to it need not be shipped. */
async function freshMemory() {
  const enough = new Error("seen enough");
  let fresh;
  try {
    const atStart = (module) => {
      fresh = Buffer.from(module.HEAPU8);
      throw enough;
    };
    await start({ _loadSnapshot: new Uint8Array(64) }, { ...plain, atStart });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return fresh;
}

/** Where each of some parts lies in all of them, one after the other. */
function placed(parts) {
  let end = 0;
  return parts.map(({ length }) => {
    const start = end;
    end += length;
    return { start, end };
  });
}

/** The texts that `help()` shows. @returns {string[]} */
const descriptionsIn = (python) => JSON.parse(call(python, programs, "descriptions", String(SHORTEST)));

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
const described = descriptionsIn(python);
const descriptions = new Descriptions(described);
clearFreeHeap(module);

const snapshot = python.makeMemorySnapshot();
const [, stubLength] = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2);
const memory = Buffer.from(snapshot.buffer, snapshot.byteOffset + stubLength, snapshot.length - stubLength);
/** For each page from here to there, whether the image has to bring it. */
const shipped = (from, to) => {
  const first = Math.floor(from / PAGE);
  const pages = Array.from({ length: Math.ceil(to / PAGE) - first }, (_, index) => (first + index) * PAGE);
  return pages.map((at) => !memory.subarray(at, at + PAGE).equals(fresh.subarray(at, at + PAGE)));
};
const inMemory = descriptions.takeFrom(memory, (from, to) => shipped(from, to).every(Boolean));
const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
const rings = sortRings(words, module);
const whole = Buffer.from(memory);
const hashMark = markHashes(words, module, (from, to) => shipped(from, to).every(Boolean));
for (const ring of rings) openRing(words, ring);
const { runs, pages } = comparePages(memory, fresh);
const handles = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
const head = {
  version: module.API.pyVersionTuple,
  sitePackages,
  handles: Object.fromEntries(handles.map(([handle, { name }]) => [handle, name])),
  bytes: memory.length,
  tableBefore,
  tableAfter: module.wasmTable.length,
  stub: Buffer.from(snapshot.subarray(0, stubLength)).toString("base64"),
  stackSwitchingAt: stackSwitchingAddress(module),
  runs,
  rings: rings.map(([first]) => first),
  hashMark,
  packages: { numpy: "memory image", seqlite: "memory image" },
};
const expected = call(python, programs, "prove");

fs.writeFileSync(libraryPath, ""); // from here on, all that Python needs must come from memory

/** Start from the image, on some modules; `compare` sees the restored memory. */
const restore = (modules, compare = () => {}) => {
  const atStart = (module) => {
    applyImage(module, head, pages);
    compare(module.HEAPU8.subarray(0, whole.length));
  };
  return start({ _loadSnapshot: Buffer.from(head.stub, "base64") }, { ...modules, atStart });
};

/** Have a restored Python do what it has to be able to. */
async function proved(restored) {
  const computed = call(restored, programs, "prove");
  if (computed !== expected) throw new Error(`the restored image computes ${computed}, wanted ${expected}`);
  const library = read(pyodideFolder, "python_stdlib.zip"); // with its sources, of which tracebacks show lines
  await practice(restored, () => restored.FS.writeFile(libraryPlace, library), onDemand);
}

const all = [coreBytes, ...sides.map(({ bytes }) => bytes)];
const asModules = (contents, take) => {
  const [core, ...compiled] = contents.map((bytes) => new WebAssembly.Module(bytes));
  return { core, sides: sides.map(({ path }, index) => ({ path, compiled: compiled[index] })), take };
};
const watch = new Watch();
const watched = asModules(all.map(watchedModule), (exports) => watch.take(exports));
const compare = (memory) => {
  if (!whole.equals(memory)) throw new Error("the restored memory is not what it was made from");
};
await proved(await restore(watched, compare));
const called = watch.called();
const ofOneKind = (from, to) => new Set(shipped(from, to)).size === 1; // or a half of it would come with the image
const undescribed = all.map((bytes) => descriptions.takeFromModule(bytes, fresh, ofOneKind));
const texts = fileOf([...inMemory, ...undescribed.flatMap(({ taken }) => taken)]);
const halves = undescribed.map(({ bytes }, index) => splitModule(bytes, called[index]));
const secondHalves = new SecondHalves(() => {
  throw new Error("what usual cells do needs a second half");
});
const firstHalves = halves.map(({ first }) => first);
const halved = await restore(asModules(firstHalves, (exports) => secondHalves.take(exports)));
await proved(halved);
secondHalves.arrive(halves.map(({ second }) => new WebAssembly.Module(second)));
putTexts(halved._module.HEAPU8, texts);
const cameBack = new Set(descriptionsIn(halved));
const lost = described.filter((text) => !cameBack.has(text));
if (lost.length) throw new Error(`${lost.length} descriptions did not come back: ${lost[0]}`);
call(halved, programs, "prove_all");
fs.rmSync(libraryPath);

const [core, ...firstSides] = firstHalves;
head.sides = placed(firstSides).map((place, index) => ({ path: sides[index].path, ...place }));
const later = [...halves.map(({ second }) => second), texts];
head.later = placed(later);
const contents = {
  memory: pages,
  sides: Buffer.concat(firstSides),
  core,
  later: Buffer.concat(later),
};
head.sizes = Object.fromEntries(Object.entries(contents).map(([name, { length }]) => [name, length]));
write("head.json", JSON.stringify(head));
const packer = await loadPyodide({ indexURL: pyodideFolder + path.sep });
for (const [name, content] of Object.entries(contents)) {
  packer.FS.writeFile("/content", content);
  call(packer, programs, "pack", "/content", "/packed");
  write(`${name}.zst`, packer.FS.readFile("/packed"));
}
