// Make the memory image that ../restore/ restores, and prove that it restores.
//   node make_image.mjs SLIM PYODIDE ESBUILD NUMPY_WHEEL ENGINE_WHEEL LIVE OUT ARCHIVE...
// SLIM names what makes it smaller, and the layer for what draws, separated by commas (STEPS in memory_image.py). PYODIDE and
// ESBUILD are the folders of the npm packages, LIVE is live_cells/live, OUT a folder to fill, each ARCHIVE a package on demand.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { dieBriefly } from "../../plugin/python_programs.mjs";
import { SCRIPT, withoutUnused } from "../slim/emscripten_script.mjs";
import { baseImage } from "./base_image.mjs";
import { BasePython } from "./base_python.mjs";
import { compileAll } from "./bytecode.mjs";
import { makeDeterministic } from "./determinism.mjs";
import { archive, figuresLayer, sidesOf } from "./figures_layer.mjs";
import { FreshPython } from "./fresh_python.mjs";
import { ImageFiles } from "./image_files.mjs";
import { RestoredPython } from "./restored_python.mjs";

/**
 * @typedef {object} Build
 * @property {Set<string>} slim what makes the image smaller
 * @property {Awaited<ReturnType<typeof compileAll>>} files
 * @property {BasePython} base
 * @property {Uint8Array[]} modules Pyodide's core, and NumPy's compiled parts
 * @property {{path: string, bytes: Uint8Array}[]} drawing matplotlib's
 * @property {(modules: Uint8Array[], filterExports: import("../format.ts").ExportFilter | undefined, image: object, how?: object,
 *     above?: {sides: Uint8Array[], filterFigureExports?: import("../format.ts").ExportFilter}) => Promise<{python: any, coreTable: number}>} restore
 */

const load = (...parts) => import(pathToFileURL(path.join(...parts)).href);

const [steps, ...places] = process.argv.slice(2);
const [pyodide, esbuild, numpy, engine, live, out, ...packages] = places.map((name) => path.resolve(name));
dieBriefly();
makeDeterministic();
await makeImage(new Set(steps.split(",")));

async function makeImage(slim) {
  const { loadPyodide } = await load(pyodide, "pyodide.mjs");
  const withLayout = ["functions", "bytecode", "fields"].some((step) => slim.has(step));
  const files = await compileAll(loadPyodide, { pyodide, numpy, engine, live, packages }, withLayout);
  const { core, script } = await coreAndScript(slim, files);
  const image = new ImageFiles(out);
  image.write(SCRIPT, script);
  const { default: createModule } = await load(out, SCRIPT);
  const library = image.write("library.zip", files.archives.library);
  const coreLength = fs.statSync(path.join(pyodide, "pyodide.asm.wasm")).size;
  const starter = new FreshPython(loadPyodide, createModule, { folder: pyodide, library, coreLength });
  const build = await started({ slim, files, starter, core, library });
  const below = await baseImage(build);
  const above = build.drawing.length ? await figuresLayer(build, below) : null;
  build.prove();
  image.packer = await loadPyodide({ indexURL: pyodide + path.sep });
  image.writeLayer(
    "",
    below,
    files.sides.map((side) => side.path),
    { core: below.firsts[0] },
  );
  if (above) {
    const drawn = archive(image.packer, files.plots, above.opened);
    image.writeLayer(
      "figures/",
      above,
      build.drawing.map((side) => side.path),
      { files: drawn },
    );
  }
  fs.rmSync(library);
}

/** Pyodide's core, and Emscripten's script of it. */
async function coreAndScript(slim, { parts, onDemand }) {
  const [core, script, own] = ["pyodide.asm.wasm", SCRIPT, "pyodide.mjs"].map((name) =>
    fs.readFileSync(path.join(pyodide, name)),
  );
  if (!slim.has("script")) return { core, script: String(script) };
  const { default: bundler } = await load(esbuild, "lib", "main.js");
  const further = onDemand.filter(([name]) => name.endsWith(".so")).map(([, content]) => content);
  return withoutUnused(core, String(script), String(own), [...parts, ...further], bundler);
}

/** @returns {Promise<Build & {prove: () => void}>} */
async function started({ slim, files, starter, core, library }) {
  const modules = [core, ...files.sides.map(({ bytes }) => bytes)];
  const drawing = slim.has("figures") ? sidesOf(files.plots, files.sitePackages) : [];
  const sidesAt = (places, contents) =>
    places.map(({ path }, index) => ({ path, compiled: new WebAssembly.Module(contents[index]) }));
  const asModules = ([core, ...sides], above = []) => ({
    core: new WebAssembly.Module(core),
    sides: sidesAt(files.sides, sides),
    figureModules: above.length ? sidesAt(drawing, above) : [],
  });
  const all = asModules(
    modules,
    drawing.map(({ bytes }) => bytes),
  );
  const base = await BasePython.start(
    starter,
    all,
    files,
    drawing.map(({ path }) => path),
    library,
  );
  const restored = new RestoredPython(starter, files, fs.readFileSync(path.join(pyodide, "python_stdlib.zip")));
  const restore = (modules, filterExports, image, how, { sides, filterFigureExports } = {}) =>
    restored.start({ ...asModules(modules, sides), filterExports, filterFigureExports }, image, how);
  return { slim, files, base, modules, drawing, restore, prove: () => restored.compare(base.call("prove")) };
}
