// The layer that lies on the memory image where a first run draws: Python after it has imported matplotlib and drawn.
// It is made in the instance of the image itself, so what both have in common travels once.
import path from "node:path";

import { XOR } from "../format.ts";
import { fill } from "../restore/memory.ts";
import { deferAgain } from "../slim/deferred_bytecode.mjs";
import { slimLayer, splitModules } from "../slim/slim_code.mjs";
import { aboutOf, lateParts, slimMemory } from "../slim/slim_memory.mjs";
import { call, docstringsOf, programs } from "./bytecode.mjs";
import { comparePages } from "./memory_pages.mjs";

/** matplotlib's compiled parts that usual figures need, in the order in which they are put in place. */
const SIDES = [
  "matplotlib/_c_internal_utils",
  "matplotlib/_path",
  "matplotlib/_image",
  "matplotlib/ft2font",
  "matplotlib/backends/_backend_agg",
];

/** @param {[name: string, content: Uint8Array][]} files of matplotlib's archives; a site without figures has none */
export const sidesOf = (files, sitePackages) =>
  (files.length ? SIDES : []).map((side) => {
    const found = files.find(([name]) => name.startsWith(`${side}.`) && name.endsWith(".so"));
    if (!found) throw new Error(`matplotlib's archive has no ${side}`);
    return { path: `${sitePackages}/${found[0]}`, bytes: found[1] };
  });

/**
 * @param {import("./make_image.mjs").Build} build
 * @param {Awaited<ReturnType<typeof import("./base_image.mjs").baseImage>>} image what lies below
 */
export async function figuresLayer(build, image) {
  const { base, files, drawing } = build;
  for (const construct of base.constructors) construct();
  putFiles(base.python, files.plots);
  base.call("draw", files.sitePackages);
  const about = aboutOf(build, docstringsOf(base.python), base.freshWithFigures.memory);
  const { stub, memory } = base.takeSnapshot();
  if (!stub.equals(base.snapshot.stub)) throw new Error("matplotlib has left something in JavaScript");
  const own = { ...base.outside(base.freshWithFigures.tableBefore), bytes: memory.length };
  const modules = drawing.map(({ bytes }) => bytes);
  let opened = new Set();
  const restore = (sides, filterFigureExports, layer) => {
    const prepare = (python) => (opened = putFiles(python, files.plots));
    return build.restore(build.modules, undefined, image, { layer, prepare }, { sides, filterFigureExports });
  };
  const layer = await slimLayer(build, {
    memory,
    modules,
    layerOf: (memory) => {
      const { rings, hashes, ...slimmed } = slimMemory(memory, about, image.taken);
      const { runs, pages } = compareLayers(memory, about.fresh, image);
      return { head: { ...own, rings, hashes, runs }, pages, ...slimmed };
    },
    restore,
    refine: (_, objects, run) => {
      deferAgain(memory, image.whole, image.bytecode, (at) => objects.isUnused(at) && run.isUnused(at));
    },
  });
  const { firsts, seconds, filterExports, link } = splitModules(modules, layer.called, () => {
    throw new Error("what usual figures do needs a function that comes later");
  });
  await restore(firsts, filterExports, layer);
  link();
  return { ...layer, firsts, later: lateParts(seconds, layer.taken, layer.bytecode), opened };
}

/**
 * Put the files of the package where the worker of a page puts them, but for compiled parts: they are in place.
 * @returns {Set<string>} the files that Python will open
 */
function putFiles(python, files) {
  const { FS, _api } = python;
  const { sitePackages } = _api;
  for (const [file, content] of files) {
    if (SIDES.some((side) => file.startsWith(`${side}.`) && file.endsWith(".so"))) continue;
    FS.mkdirTree(path.dirname(`${sitePackages}/${file}`));
    FS.writeFile(`${sitePackages}/${file}`, content);
  }
  const opened = new Set();
  const { open } = FS;
  FS.open = (file, ...how) => {
    if (typeof file === "string") opened.add(path.relative(sitePackages, file));
    return open(file, ...how);
  };
  return opened;
}

/** An archive of the files that figures open, with the names and sizes of all others. */
export function archive(python, files, opened) {
  python.FS.mkdirTree("/plots");
  for (const [file, content] of files) {
    python.FS.mkdirTree(path.dirname(`/plots/${file}`));
    python.FS.writeFile(`/plots/${file}`, content);
  }
  const first = files.map(([name]) => name).filter((name) => opened.has(name) && !name.endsWith(".so"));
  call(python, programs, "archive", "/plots", JSON.stringify(first));
  return python.FS.readFile("/content");
}

/** The layer's pages. @param {Buffer} memory with it @param {Buffer} fresh @param image what lies below */
function compareLayers(memory, fresh, image) {
  const below = Buffer.alloc(memory.length);
  fresh.copy(below);
  fill(below, image);
  return comparePages(memory, below, XOR);
}
