// Starts Python from an image, as a browser will, and has it prove that it works.
import { DATA_FOLDER } from "../file_system.ts";
import { applyImage } from "../restore/memory.ts";
import { call, programs } from "./bytecode.mjs";
import { runWorkload } from "./profile_workload.mjs";

/**
 * @typedef {{head: object, pages: Uint8Array, whole: Buffer}} Layer `whole` is what memory is to be once it is restored
 * @typedef {{compiled: WebAssembly.Module, path: string}[]} Sides
 */

export class RestoredPython {
  #starter;
  #files;
  #library;
  #results = new Set();

  /**
   * @param {import("./fresh_python.mjs").FreshPython} starter
   * @param {any} files from `compileAll` @param {Buffer} library the standard library with its sources, of which tracebacks show lines
   */
  constructor(starter, files, library) {
    this.#starter = starter;
    this.#files = files;
    this.#library = library;
  }

  /**
   * @param {import("./fresh_python.mjs").Modules} modules
   * @param {Layer} image
   * @param {{isWhole?: boolean, layer?: Layer, prepare?: (python: any) => void}} how `isWhole` unless compiled code lacks docstrings
   * @returns {Promise<{python: any, coreTable: number}>} after it has run the workload
   */
  async start(modules, image, { isWhole = true, layer = null, prepare = () => {} } = {}) {
    const { whole } = layer ?? image;
    const atStart = (module) => {
      applyImage(module, image, layer);
      if (isWhole && !whole.equals(module.HEAPU8.subarray(0, whole.length)))
        throw new Error("the restored memory is not what it was made from");
    };
    const options = { _loadSnapshot: Buffer.from(image.head.stub, "base64") };
    const { python, coreTable } = await this.#starter.start(modules, options, atStart);
    this.#results.add(call(python, programs, "prove"));
    prepare(python);
    const { archives, libraryPlace, onDemand } = this.#files;
    python.FS.mkdirTree(DATA_FOLDER);
    python.FS.writeFile(`${DATA_FOLDER}/sources.zip`, archives.sources);
    await runWorkload(python, () => python.FS.writeFile(libraryPlace, this.#library), onDemand);
    return { python, coreTable };
  }

  /** Has each of them computed what the Python did that they were made from? @param {string} expected */
  compare(expected) {
    for (const computed of this.#results)
      if (computed !== expected) throw new Error(`the restored image computes ${computed}, wanted ${expected}`);
  }
}
