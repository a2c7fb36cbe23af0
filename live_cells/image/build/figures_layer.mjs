// The layer that lies on the memory image where a first run draws: Python after it has imported matplotlib and drawn.
// It is made in the instance of the image itself, so what both have in common travels once.
import path from "node:path";
import { fileURLToPath } from "node:url";

import { notice } from "../slim/deferred_docstrings.ts";
import { PAGE, XOR, fill } from "../restore/memory.ts";
import { SecondHalves } from "../slim/deferred_functions.ts";
import { call } from "../../plugin/python_programs.mjs";
import { LeftOut } from "../slim/slim_memory.mjs";
import { comparePages } from "./memory_pages.mjs";
import { splitModule } from "../slim/deferred_functions.mjs";

const programs = fileURLToPath(new URL("programs.py", import.meta.url));

/** matplotlib's compiled parts that usual figures need, in the order in which they are put in place. */
const SIDES = [
  "matplotlib/_c_internal_utils",
  "matplotlib/_path",
  "matplotlib/_image",
  "matplotlib/ft2font",
  "matplotlib/backends/_backend_agg",
];

/** @param {[name: string, content: Uint8Array][]} files of matplotlib's archives */
export const sidesOf = (files, sitePackages) =>
  SIDES.map((side) => {
    const found = files.find(([name]) => name.startsWith(`${side}.`) && name.endsWith(".so"));
    if (!found) throw new Error(`matplotlib's archive has no ${side}`);
    return { path: `${sitePackages}/${found[0]}`, bytes: found[1] };
  });

/**
 * Put the files of the package where the worker of a page puts them, but for compiled parts: they are in place.
 * @returns {Set<string>} the files that Python will open
 */
export function bringFiles(python, files) {
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

/** Import matplotlib and draw, so that all of this is in memory. */
export function draw(python, files) {
  bringFiles(python, files);
  call(python, programs, "draw", python._api.sitePackages);
}

/**
 * In the image, which never has them, the data of matplotlib's compiled parts.
 * @param {Buffer} memory of the image, is changed @param {Buffer} fresh without the parts @param {Buffer} freshAbove with them
 */
export function clearUnusedData(memory, fresh, freshAbove) {
  const blank = Buffer.alloc(PAGE);
  for (let at = 0; at < freshAbove.length; at += PAGE) {
    const [page, other] = [memory, freshAbove].map((all) => all.subarray(at, at + PAGE));
    const isOfParts = at >= fresh.length || fresh.subarray(at, at + PAGE).equals(blank);
    if (isOfParts && page.equals(other)) page.fill(0);
  }
}

/**
 * Take out of memory what can be, as of the image.
 * @param {Buffer} memory is changed @param {any} module whose memory it is
 * @param {Buffer} fresh memory as a fresh instance with all parts has it
 * @param {{at: number, text: Buffer}[]} taken the descriptions that have been taken out of the image
 * @param {string[]} described all that there are
 * @param {import("../slim/deferred_bytecode.ts").Deferred[]} deferred code that has been taken out
 */
export function lessOf(memory, module, fresh, taken, described, deferred) {
  for (const { at, text } of taken) {
    if (text.equals(memory.subarray(at, at + text.length))) memory.set(notice(text.length), at);
  }
  return new LeftOut(memory, fresh, module, described, deferred);
}

/**
 * Split compiled parts: what figures need at once, and what comes later.
 * @param {{path: string, bytes: Uint8Array}[]} sides @param {boolean[][]} called for each and each of its functions
 * @param {Buffer} memory what comes later to memory
 * @param {(sides: {path: string, bytes: Uint8Array}[], takeAbove: (exports: WebAssembly.Exports) =>
 *     WebAssembly.Exports) => Promise<any>} restored starts with such parts, and proves that it draws
 */
export async function split(sides, called, memory, restored) {
  const halves = sides.map(({ bytes }, index) => splitModule(bytes, called[index]));
  const seconds = halves.map(({ second }) => second);
  const late = new SecondHalves(() => {
    throw new Error("what usual figures do needs a second half");
  });
  const firsts = sides.map(({ path }, index) => ({ path, bytes: halves[index].first }));
  await restored(firsts, (exports) => late.take(exports));
  late.arrive(seconds.map((second) => new WebAssembly.Module(second)));
  return { firsts, later: [...seconds, memory] };
}

/** The layer's pages. @param {Buffer} memory with it @param {Buffer} fresh @param image what lies below */
export function compareLayers(memory, fresh, image) {
  const below = Buffer.alloc(memory.length);
  fresh.copy(below);
  fill(below, image);
  return comparePages(memory, below, XOR);
}
