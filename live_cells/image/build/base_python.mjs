// The Python that becomes the image: it has imported all that a cell may want at once.
import fs from "node:fs";
import path from "node:path";

import { DATA_FOLDER, OUR_FOLDER } from "../file_system.ts";
import { call, docstringsOf, programs } from "./bytecode.mjs";
import { clearFreeBlocks, clearFreeHeap, clearUnusedData, stackSwitchingAddress } from "./memory_pages.mjs";

export class BasePython {
  /**
   * @param {import("./fresh_python.mjs").FreshPython} starter
   * @param {import("./fresh_python.mjs").Modules} modules those of the image, and `figureModules` those of a layer
   * @param {Awaited<ReturnType<typeof import("./bytecode.mjs").compileAll>>} files
   * @param {string[]} further the paths of the layer's parts @param {string} library the file of the standard library
   */
  static async start(starter, modules, files, further, library) {
    const { figureModules, ...below } = modules;
    const fresh = await starter.memory(below);
    const freshWithFigures = await starter.memory(modules);
    const started = await starter.start(modules, { _makeSnapshot: true });
    fs.writeFileSync(library, ""); // from here on, all that another Python needs must come from memory
    const base = new BasePython(started, fresh, freshWithFigures);
    base.#prepare(files, further);
    return base;
  }

  /** @private */
  constructor({ python, constructors }, fresh, freshWithFigures) {
    Object.assign(this, { python, constructors, fresh: fresh.memory, freshWithFigures });
    this.module = python._module;
    this.tableBefore = fresh.tableBefore;
  }

  #prepare({ archives, sides, sitePackages }, further) {
    const { FS } = this.python;
    for (const folder of [OUR_FOLDER, DATA_FOLDER]) FS.mkdirTree(folder);
    for (const place of [...sides.map(({ path }) => path), ...further]) {
      FS.mkdirTree(path.dirname(place));
      FS.writeFile(place, ""); // the import system wants to see the name; the part itself is loaded
    }
    for (const name of ["numpy", "engine", "live"]) FS.writeFile(`/${name}.out`, archives[name]);
    this.call("prepare", sitePackages, OUR_FOLDER);
    this.docstrings = docstringsOf(this.python);
    this.snapshot = this.takeSnapshot();
    clearUnusedData(this.snapshot.memory, this.fresh, this.freshWithFigures.memory);
    this.head = {
      version: this.module.API.pyVersionTuple,
      sitePackages,
      ...this.outside(this.tableBefore),
      bytes: this.snapshot.memory.length,
      stub: this.snapshot.stub.toString("base64"),
      stackSwitchingAt: stackSwitchingAddress(this.module),
      packages: { numpy: "memory image", seqlite: "memory image" },
    };
  }

  call(name, ...texts) {
    return call(this.python, programs, name, ...texts);
  }

  /** Python's memory, and what Pyodide puts before it. @returns {{stub: Buffer, memory: Buffer}} */
  takeSnapshot() {
    clearFreeBlocks(this.module);
    clearFreeHeap(this.module);
    const all = this.python.makeMemorySnapshot();
    const [, stubLength] = new Uint32Array(all.buffer, all.byteOffset, 2);
    return { stub: Buffer.from(all.slice(0, stubLength)), memory: Buffer.from(all.slice(stubLength).buffer) };
  }

  /** What a layer says of Python outside its memory. @param {number} tableBefore */
  outside(tableBefore) {
    const { LDSO, wasmTable } = this.module;
    const handles = Object.entries(LDSO.loadedLibsByHandle).filter(([handle]) => handle !== "0");
    return {
      handles: Object.fromEntries(handles.map(([handle, { name }]) => [handle, name])),
      tableBefore,
      tableAfter: wasmTable.length,
    };
  }
}
