// Starts Python in Node for the image: with the image's modules of WebAssembly in the place of Pyodide's own, and NumPy's
// compiled parts in place before it runs anything.
import path from "node:path";

import { ENVIRONMENT } from "../file_system.ts";
import { CONSTRUCTORS, alignTable, loadSides } from "../restore/memory.ts";

/**
 * What Python consists of, and what is taken of the exports (second_halves.ts).
 * @typedef {{core: WebAssembly.Module, sides: {path: string, compiled: WebAssembly.Module}[],
 *            above?: {path: string, compiled: WebAssembly.Module}[],
 *            takeAbove?: (exports: WebAssembly.Exports) => WebAssembly.Exports,
 *            take: (exports: WebAssembly.Exports) => WebAssembly.Exports}} Modules
 */

/** Where Pyodide no longer does what an image needs of it. */
const changed = (what) => new Error(`${what}. Pyodide has changed: see live_cells/image/build/fresh_python.mjs.`);

export class FreshPython {
  /** The length of the table of the core alone. */
  coreTable = 0;
  /** The length of the table once the compiled parts are in place. */
  tableBefore = 0;
  /** Of the parts of a layer: to be called once Python runs. */
  constructors = [];
  #loadPyodide;
  #createModule;
  #options;
  #coreLength;

  /**
   * @param {(options: object) => Promise<any>} loadPyodide
   * @param {(settings: object) => Promise<any>} createModule Emscripten's program
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

  /** @param {Modules} modules @param {object} options @param {(module: any) => void} atStart sees it before it runs */
  async start({ core, sides, above = [], take, takeAbove = (exports) => exports }, options, atStart = () => {}) {
    let isCreated = false;
    const createPyodideModule = async (settings) => {
      isCreated = true;
      settings.preRun.push((module) => {
        this.coreTable = module.wasmTable.length;
        alignTable(module);
        this.tableBefore = loadSides(module, sides, take);
        this.constructors = [];
        const withoutConstructors = ({ [CONSTRUCTORS]: construct, ...others }) => {
          if (construct) this.constructors.push(construct);
          return takeAbove(others);
        };
        if (above.length) this.tableBefore = loadSides(module, above, withoutConstructors);
      });
      const module = await this.#withCore(core, take, () => this.#createModule(settings));
      atStart(module);
      return module;
    };
    const python = await this.#loadPyodide({ ...this.#options, createPyodideModule, ...options });
    if (!isCreated) throw changed("loadPyodide did not use its option createPyodideModule");
    return python;
  }

  /** Do something for which Pyodide instantiates its core, and gets another. */
  async #withCore(core, take, work) {
    const { instantiate } = WebAssembly;
    let isTaken = false;
    WebAssembly.instantiate = async (source, imports) => {
      if (source.byteLength !== this.#coreLength) return instantiate(source, imports);
      isTaken = true;
      const { exports } = await instantiate(core, imports);
      return { module: core, instance: { exports: take(exports) } };
    };
    try {
      const result = await work();
      if (!isTaken) throw changed("Its core did not go through WebAssembly.instantiate");
      return result;
    } finally {
      WebAssembly.instantiate = instantiate;
    }
  }

  /** Memory as a fresh instance has it: pages equal to it need not be shipped. @param {Modules} modules */
  async memory(modules) {
    const enough = new Error("seen enough");
    let fresh;
    const atStart = (module) => {
      fresh = Buffer.from(module.HEAPU8);
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
