// Starts Python in Node for the image: with the image's modules of WebAssembly in the place of Pyodide's own, and NumPy's
// compiled parts in place before it runs anything.
import path from "node:path";

import { ENVIRONMENT } from "../file_system.ts";
import { loadSideModules } from "../restore/memory.ts";

const asTheyAre = (exports) => exports;

/**
 * What Python consists of, and what hides some of the exports from Emscripten (slim/deferred_functions.ts).
 * @typedef {import("../format.ts").Code & {filterExports?: import("../format.ts").ExportFilter, filterFigureExports?: import("../format.ts").ExportFilter}} Modules
 */

/** Where Pyodide no longer does what an image needs of it. */
const changed = (what) => new Error(`${what}. Pyodide has changed: see live_cells/image/build/fresh_python.mjs.`);

export class FreshPython {
  #loadPyodide;
  #createModule;
  #options;
  #coreLength;

  /**
   * @param {(options: object) => Promise<any>} loadPyodide
   * @param {(settings: object) => Promise<any>} createModule Emscripten's script
   * @param {{folder: string, library: string, coreLength: number}} pyodide its folder, where the standard library lies, and
   *     the bytes of Pyodide's own core, by which it is known
   */
  constructor(loadPyodide, createModule, { folder, library, coreLength }) {
    this.#loadPyodide = loadPyodide;
    this.#createModule = createModule;
    const env = { ...ENVIRONMENT, PYTHONINSPECT: "", LANG: "C.UTF-8" };
    this.#options = { indexURL: folder + path.sep, stdLibURL: library, env };
    this.#coreLength = coreLength;
  }

  /**
   * @param {Modules} modules @param {object} options @param {(module: any) => void} atStart sees it before it runs
   * @returns {Promise<{python: any, coreTable: number, tableBefore: number, constructors: (() => void)[]}>} Python, the
   *     length of the table of the core alone and with the compiled parts, and what to call of a layer's parts once it runs
   */
  async start({ filterExports = asTheyAre, filterFigureExports = asTheyAre, ...code }, options, atStart = () => {}) {
    let placed = null;
    const createPyodideModule = async (settings) => {
      settings.preRun.push((module) => {
        const coreTable = module.wasmTable.length;
        const constructors = loadSideModules(module, code, filterExports, filterFigureExports);
        placed = { coreTable, tableBefore: module.wasmTable.length, constructors };
      });
      const module = await this.#withCore(code.core, filterExports, () => this.#createModule(settings));
      atStart(module);
      return module;
    };
    const python = await this.#loadPyodide({ ...this.#options, createPyodideModule, ...options });
    if (!placed) throw changed("loadPyodide did not use its option createPyodideModule");
    return { python, ...placed };
  }

  /** Do something for which Pyodide instantiates its core, and gets another. */
  async #withCore(core, filterExports, work) {
    const { instantiate } = WebAssembly;
    let isUsed = false;
    WebAssembly.instantiate = async (source, imports) => {
      if (source.byteLength !== this.#coreLength) return instantiate(source, imports);
      isUsed = true;
      const { exports } = await instantiate(core, imports);
      return { module: core, instance: { exports: filterExports(exports) } };
    };
    try {
      const result = await work();
      if (!isUsed) throw changed("Its core did not go through WebAssembly.instantiate");
      return result;
    } finally {
      WebAssembly.instantiate = instantiate;
    }
  }

  /**
   * Memory as a fresh instance has it: pages equal to it need not be shipped.
   * @param {Modules} modules @returns {Promise<{memory: Buffer, tableBefore: number}>}
   */
  async memory(modules) {
    const enough = new Error("seen enough");
    let fresh = null;
    const atStart = ({ HEAPU8, wasmTable }) => {
      fresh = { memory: Buffer.from(HEAPU8), tableBefore: wasmTable.length };
      throw enough;
    };
    try {
      await this.start(modules, { _loadSnapshot: new Uint8Array(64) }, atStart);
    } catch (error) {
      if (error !== enough) throw error;
    }
    return fresh;
  }
}
