// Make the memory image that live_cells/image/restore/memory.ts restores, and prove that it restores.
//   node make_image.mjs TIER PYODIDE ESBUILD NUMPY_WHEEL ENGINE_WHEEL LIVE OUT ARCHIVE...
// TIER is `image`, or `all` to leave out what a first result does not need (left_out.mjs, fewer_names.mjs) and to add the
// layer for what draws (figures.mjs). PYODIDE and ESBUILD are the folders of the npm packages, LIVE is
// live_cells/live, OUT a folder to fill, each ARCHIVE a package on demand.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { DATA_FOLDER, OUR_FOLDER } from "../file_system.ts";
import { applyImage } from "../restore/memory.ts";
import { call, dieBriefly } from "../../plugin/python_programs.mjs";
import { compileAll } from "./bytecode.mjs";
import { withFewerNames } from "../slim/emscripten_script.mjs";
import { CodeObjects, deferAgain } from "../slim/deferred_bytecode.mjs";
import * as figures from "./figures_layer.mjs";
import { FreshPython } from "./fresh_python.mjs";
import { LeftOut, descriptionsIn, keepForCollector, profile } from "../slim/slim_memory.mjs";
import { clearFreeBlocks, clearFreeHeap, comparePages, stackSwitchingAddress } from "./memory_pages.mjs";
import { leaveNothingToChance } from "./determinism.mjs";
import { practice } from "./profile_workload.mjs";
import { PROGRAM } from "../slim/pyodide_program.mjs";
import { watchedModule } from "../slim/call_profile.mjs";

const [tier, ...places] = process.argv.slice(2);
const [pyodideFolder, esbuildFolder, numpy, engine, live, out, ...packages] = places.map((name) => path.resolve(name));
const leavesOut = tier === "all";
const load = (...parts) => import(pathToFileURL(path.join(...parts)).href);
const { loadPyodide } = await load(pyodideFolder, "pyodide.mjs");

const programs = fileURLToPath(new URL("programs.py", import.meta.url));
dieBriefly();
leaveNothingToChance();

const read = (...parts) => fs.readFileSync(path.join(...parts));
const text = (...parts) => fs.readFileSync(path.join(...parts), "utf8");
const write = (name, content) => fs.writeFileSync(path.join(out, name), content);

const made = await compileAll(loadPyodide, { pyodide: pyodideFolder, numpy, engine, live, packages });
const { archives, sides, onDemand, sitePackages, libraryPlace } = made;
const libraryPath = path.join(out, "library.zip");
write("library.zip", archives.library);

/** Pyodide's core, and Emscripten's program of it. */
async function coreAndProgram() {
  const [core, program] = [read(pyodideFolder, "pyodide.asm.wasm"), text(pyodideFolder, PROGRAM)];
  if (!leavesOut) return { core, program };
  const { default: esbuild } = await load(esbuildFolder, "lib", "main.js");
  const partsOnDemand = onDemand.filter(([name]) => name.endsWith(".so")).map(([, content]) => content);
  const parts = [...made.parts, ...partsOnDemand];
  return withFewerNames(core, program, text(pyodideFolder, "pyodide.mjs"), parts, esbuild);
}

const { core: coreBytes, program } = await coreAndProgram();
write(PROGRAM, program);
const { default: createModule } = await load(out, PROGRAM);
const coreLength = fs.statSync(path.join(pyodideFolder, "pyodide.asm.wasm")).size;
const starter = new FreshPython(loadPyodide, createModule, { folder: pyodideFolder, library: libraryPath, coreLength });
const all = [coreBytes, ...sides.map(({ bytes }) => bytes)];
const asModules = (contents, take) => {
  const [core, ...compiled] = contents.map((bytes) => new WebAssembly.Module(bytes));
  return { core, sides: sides.map(({ path }, index) => ({ path, compiled: compiled[index] })), take };
};
const takeNothing = (exports) => exports;
const plain = asModules(all, takeNothing);
const draws = leavesOut && made.plots.length > 0; // a site without figures has no matplotlib
const drawing = draws ? figures.sidesOf(made.plots, sitePackages) : [];
const compiled = (parts) => parts.map(({ path, bytes }) => ({ path, compiled: new WebAssembly.Module(bytes) }));
const withFigures = { ...plain, above: compiled(drawing) };

const fresh = await starter.memory(plain);
const { tableBefore } = starter;
const freshAbove = await starter.memory(withFigures);
const python = await starter.start(withFigures, { _makeSnapshot: true });
const { tableBefore: tableBeforeAbove, constructors } = starter;
const module = python._module;
fs.writeFileSync(libraryPath, ""); // from here on, all that another Python needs must come from memory
for (const folder of [OUR_FOLDER, DATA_FOLDER]) python.FS.mkdirTree(folder);
for (const side of [...sides, ...drawing]) {
  python.FS.mkdirTree(path.dirname(side.path));
  python.FS.writeFile(side.path, ""); // the import system wants to see the name; the part itself is loaded
}
for (const name of ["numpy", "engine", "live"]) python.FS.writeFile(`/${name}.out`, archives[name]);
call(python, programs, "prepare", sitePackages, OUR_FOLDER);
const described = leavesOut ? descriptionsIn(python) : [];
const opcodes = JSON.parse(call(python, programs, "opcodes"));
clearFreeBlocks(module);
clearFreeHeap(module);

/** Python's memory, and what Pyodide puts before it. */
function snapshot() {
  const all = python.makeMemorySnapshot();
  const [, stubLength] = new Uint32Array(all.buffer, all.byteOffset, 2);
  return { stub: all.slice(0, stubLength), memory: Buffer.from(all.slice(stubLength).buffer) };
}

const { stub, memory } = snapshot();
figures.clearUnusedData(memory, fresh, freshAbove);
/** What a layer says of Python outside its memory. */
function outside() {
  const handles = Object.entries(module.LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
  return {
    handles: Object.fromEntries(handles.map(([handle, { name }]) => [handle, name])),
    tableAfter: module.wasmTable.length,
  };
}

const head = {
  version: module.API.pyVersionTuple,
  sitePackages,
  ...outside(),
  bytes: memory.length,
  tableBefore,
  stub: Buffer.from(stub).toString("base64"),
  stackSwitchingAt: stackSwitchingAddress(module),
  packages: { numpy: "memory image", seqlite: "memory image" },
};

/** The image of some memory. @param {import("../slim/deferred_bytecode.ts").Deferred[]} deferred */
function imageOf(memory, deferred = []) {
  const plain = { whole: memory, rings: [], hashMark: null };
  const leftOut = leavesOut ? new LeftOut(memory, fresh, module, described, deferred) : plain;
  const { whole, rings, hashMark } = leftOut;
  const { runs, pages } = comparePages(memory, fresh);
  return { head: { ...head, runs, rings, hashMark }, pages, whole, leftOut, deferred };
}

const results = new Set();

/** Start from an image on some modules, and have Python do what it has to be able to. */
async function restored(image, contents, take, { isWhole = true, layer = null, ...more } = {}) {
  const { whole } = layer ?? image;
  const atStart = (module) => {
    applyImage(module, image, layer);
    if (isWhole && !whole.equals(module.HEAPU8.subarray(0, whole.length)))
      throw new Error("the restored memory is not what it was made from");
  };
  const options = { _loadSnapshot: Buffer.from(head.stub, "base64") };
  const python = await starter.start({ ...asModules(contents, take), ...more }, options, atStart);
  results.add(call(python, programs, "prove"));
  const library = read(pyodideFolder, "python_stdlib.zip"); // with its sources, of which tracebacks show lines
  if (layer) layer.opened = figures.bringFiles(python, made.plots);
  python.FS.mkdirTree(DATA_FOLDER);
  python.FS.writeFile(`${DATA_FOLDER}/sources.zip`, archives.sources);
  await practice(python, () => python.FS.writeFile(libraryPlace, library), onDemand);
  return python;
}

/** The image without what practice does not need, and its compiled code, split. */
async function smaller() {
  const image = imageOf(Buffer.from(memory));
  const used = await profile((take) => restored(image, all.map(watchedModule), take));
  keepForCollector(used.called[0], coreBytes, used.python, starter.coreTable);
  const lesser = Buffer.from(memory);
  const objects = new CodeObjects(lesser, module, opcodes);
  const practiced = new CodeObjects(used.memory, module, opcodes);
  const deferred = objects.defer(objects.unused().filter((at) => practiced.isUnused(at)));
  const final = imageOf(lesser, deferred);
  const halves = await final.leftOut.split(
    all,
    used.called,
    (firsts, take) => restored(final, firsts, take, { isWhole: false }), // texts are missing
  );
  return { ...final, ...halves };
}

/** All of it. */
async function complete() {
  const image = imageOf(memory);
  await restored(image, all, takeNothing);
  return { ...image, firsts: all, later: [] };
}

const image = await (leavesOut ? smaller() : complete());

/** What matplotlib adds, and the halves of its compiled code. */
async function layerOfFigures() {
  for (const construct of constructors) construct();
  figures.draw(python, made.plots);
  const described = descriptionsIn(python);
  clearFreeBlocks(module);
  clearFreeHeap(module);
  const later = snapshot();
  if (!later.stub.every((byte, at) => byte === stub[at]))
    throw new Error("matplotlib has left something in JavaScript");
  const own = { ...outside(), bytes: later.memory.length, tableBefore: tableBeforeAbove };
  const layerOf = (memory, deferred) => {
    const leftOut = figures.lessOf(memory, module, freshAbove, image.leftOut.inMemory, described, deferred);
    const { whole, rings, hashMark } = leftOut;
    const { runs, pages } = figures.compareLayers(memory, freshAbove, image);
    return { head: { ...own, rings, hashMark, runs }, pages, whole, leftOut };
  };
  const whole = layerOf(Buffer.from(later.memory), []);
  const used = await profile((takeAbove) => {
    const watched = drawing.map(({ path, bytes }) => ({ path, bytes: watchedModule(bytes) }));
    return restored(image, all, takeNothing, { layer: whole, above: compiled(watched), takeAbove });
  });
  const practiced = new CodeObjects(used.memory, module, opcodes);
  const isUnused = (at) => practiced.isUnused(at);
  const objects = new CodeObjects(later.memory, module, opcodes);
  deferAgain(later.memory, image.whole, image.deferred, (at) => objects.isUnused(at) && isUnused(at));
  const layer = layerOf(later.memory, objects.defer(objects.unused().filter(isUnused)));
  const halves = await figures.split(drawing, used.called, layer.leftOut.late(), (sides, takeAbove) =>
    restored(image, all, takeNothing, { layer, above: compiled(sides), takeAbove }),
  );
  return { ...layer, ...halves };
}

const above = draws ? await layerOfFigures() : null;
const expected = call(python, programs, "prove");
for (const computed of results)
  if (computed !== expected) throw new Error(`the restored image computes ${computed}, wanted ${expected}`);

/** Where each of some parts lies in all of them, one after the other. */
function placed(parts) {
  let end = 0;
  return parts.map(({ length }) => {
    const start = end;
    end += length;
    return { start, end };
  });
}

const { firsts, later, pages } = image;
const [core, ...firstSides] = firsts;
image.head.sides = placed(firstSides).map((place, index) => ({ path: sides[index].path, ...place }));
image.head.later = placed(later);
const packer = await loadPyodide({ indexURL: pyodideFolder + path.sep });
const contents = { memory: pages, sides: Buffer.concat(firstSides), core };
if (later.length) contents.later = Buffer.concat(later);
const sizes = (parts) => Object.fromEntries(Object.entries(parts).map(([name, { length }]) => [name, length]));
image.head.sizes = sizes(contents);
write("head.json", JSON.stringify(image.head));

function writeAll(folder, contents) {
  for (const [name, content] of Object.entries(contents)) {
    packer.FS.writeFile("/content", content);
    call(packer, programs, "pack", "/content", "/packed");
    write(`${folder}${name}.zst`, packer.FS.readFile("/packed"));
  }
}

writeAll("", contents);
if (above) {
  const { firsts, later } = above;
  const parts = {
    memory: above.pages,
    sides: Buffer.concat(firsts.map(({ bytes }) => bytes)),
    files: figures.archive(packer, made.plots, above.opened),
    later: Buffer.concat(later),
  };
  const places = placed(firsts.map(({ bytes }) => bytes));
  const sides = places.map((place, index) => ({ path: drawing[index].path, ...place }));
  fs.mkdirSync(path.join(out, "figures"), { recursive: true });
  const head = { ...above.head, sides, later: placed(later), sizes: sizes(parts) };
  write("figures/head.json", JSON.stringify(head));
  writeAll("figures/", parts);
}
fs.rmSync(libraryPath);
