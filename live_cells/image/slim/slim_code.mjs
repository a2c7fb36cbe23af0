// Leaves out of compiled code the functions that usual first cells do not call: they come later (deferred_functions.ts).
import { DeferredFunctions } from "./deferred_functions.ts";
import { splitModule } from "./deferred_functions.mjs";
import { CallProfile, instrumented } from "./call_profile.mjs";
import { CodeObjects } from "./deferred_bytecode.mjs";
import { readModule } from "./wasm_module.mjs";

/**
 * Leave out of a layer's memory the byte code that a workload does not call, and find what compiled functions it calls.
 * @param {import("../build/make_image.mjs").Build} build
 * @param {object} layer
 * @param {Buffer} layer.memory is changed @param {Uint8Array[]} layer.modules
 * @param {(memory: Buffer) => object} layer.layerOf makes a layer of memory
 * @param {(modules: Uint8Array[], filterExports: import("../format.ts").ExportFilter, layer: object) => Promise<any>} layer.restore starts
 *     Python from it, and runs the workload
 * @param {(profile: object, objects: CodeObjects, run: CodeObjects) => void} layer.refine sees which functions were called
 *     and the code objects of the layer and of the Python that ran the workload
 */
export async function slimLayer({ base, files, slim }, { memory, modules, layerOf, restore, refine }) {
  if (!slim.has("functions")) return { ...layerOf(memory), bytecode: [], called: null };
  const profile = new CallProfile();
  const started = await restore(
    modules.map(instrumented),
    (exports) => profile.filterExports(exports),
    layerOf(Buffer.from(memory)),
  );
  const called = profile.called();
  const [objects, run] = [memory, Buffer.from(started.python._module.HEAPU8)].map(
    (all) => new CodeObjects(all, base.module, files.layout, files.opcodes),
  );
  refine({ ...started, called }, objects, run);
  const unused = slim.has("bytecode") ? objects.unused().filter((at) => run.isUnused(at)) : [];
  const bytecode = objects.defer(unused);
  return { ...layerOf(memory), bytecode, called };
}

/**
 * Mark those functions of the core as called that the garbage collector calls: it runs by itself, at any moment, and may meet
 * an object of any type.
 * @param {{called: boolean[][], python: any, coreTable: number}} profile is changed @param {Uint8Array} core
 * @param {number[]} types the addresses of all types @param {import("./cpython_layout.mjs").Layout} layout
 */
export function keepForCollector({ called, python, coreTable }, core, types, layout) {
  const { HEAPU32, wasmTable } = python._module;
  const { importedFunctions } = readModule(core);
  for (const type of types) {
    for (const offset of Object.values(layout.type)) {
      const place = HEAPU32[(type + offset) / 4];
      const index = place && place < coreTable ? Number(wasmTable.get(place).name) - importedFunctions : -1;
      if (index >= 0) called[0][index] = true; // it may have none, or one of NumPy's
    }
  }
}

/**
 * Split modules.
 * @param {Uint8Array[]} modules @param {boolean[][] | null} called for each module and each of its functions; null to split none
 * @param {() => void} whenAsked called when one of the functions that come later is called; it may raise an error
 */
export function splitModules(modules, called, whenAsked) {
  if (!called) return { firsts: modules, seconds: [], link() {} };
  const halves = modules.map((bytes, index) => splitModule(bytes, called[index]));
  const [firsts, seconds] = [halves.map(({ first }) => first), halves.map(({ second }) => second)];
  const compiled = seconds.map((second) => new WebAssembly.Module(second));
  const deferred = new DeferredFunctions(() => {
    whenAsked();
    return compiled;
  });
  return {
    firsts,
    seconds,
    filterExports: (exports) => deferred.filterExports(exports),
    link: () => deferred.link(compiled),
  };
}
