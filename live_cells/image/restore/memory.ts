import {
  DATA,
  PAGE,
  XOR,
  ZERO,
  type Code,
  type Head,
  type Layer,
  type Module,
  type SideModule,
  type ExportFilter,
} from "../format.ts";
import { closeRing, computeHashes } from "../slim/recomputed_fields.ts";

/**
 * A memory image: Python as it was, at build time, after importing NumPy, seqlite and the runner. Restoring it takes
 * a fraction of starting Python and importing them (live_cells/image/build/make_image.mjs makes it, with this very file).
 *
 * An image holds linear memory only. What lives outside it must come out the same on both sides: the side modules
 * (NumPy's compiled parts) are instantiated before Python starts, in one order, so that memory and table bases agree.
 * This leans on Pyodide's internals; the build pins its version and refuses to ship an image that does not restore.
 */

/** Engines give the core module a few table entries more or less; the first side module starts at a multiple of this. */
const TABLE_STEP = 64;

/** A layer, and the pages that it brings. */
type Pages = { head: Layer; pages: Uint8Array };

/** What the constructors of a layer's compiled parts do is in its memory; some of them want a Python that runs. */
const CONSTRUCTORS = "__wasm_call_ctors";

/**
 * Instantiate the compiled parts of packages, in one order and at the same place in every engine; to be called in `preRun`.
 * @param filterFigureExports is given the exports of a layer's parts, without their constructors
 * @returns the constructors of a layer's parts
 */
export function loadSideModules(
  module: Module,
  { sides, figureModules = [] }: Omit<Code, "core">,
  filterExports: ExportFilter,
  filterFigureExports: ExportFilter,
) {
  const { wasmTable } = module;
  wasmTable.grow(Math.ceil((wasmTable.length + 8) / TABLE_STEP) * TABLE_STEP - wasmTable.length);
  instantiate(module, sides, filterExports);
  const constructors: (() => void)[] = [];
  instantiate(module, figureModules, ({ [CONSTRUCTORS]: construct, ...others }) => {
    if (construct) constructors.push(construct as () => void);
    return filterFigureExports(others);
  });
  return constructors;
}

function instantiate(module: Module, sides: SideModule[], filterExports: ExportFilter) {
  sides.forEach(({ path, compiled }, index) => {
    const last = index === sides.length - 1; // resolving addresses once, with the last one, saves a scan for each
    const options = { loadAsync: false, global: false, nodelete: true, allowUndefined: !last };
    const exports = withInstance(compiled, filterExports, () =>
      module.loadWebAssemblyModule(compiled, options, path, {}, 0),
    );
    module.newDSO(path, undefined, exports).global = false;
  });
}

/** Do something that instantiates a module, which is to see of its exports what is left for it. */
function withInstance<Result>(compiled: WebAssembly.Module, filterExports: ExportFilter, work: () => Result) {
  const { Instance } = WebAssembly;
  function Taken(module: WebAssembly.Module, imports: WebAssembly.Imports) {
    const instance = new Instance(module, imports);
    return module === compiled ? { exports: filterExports(instance.exports) } : instance;
  }
  Object.assign(WebAssembly, { Instance: Taken });
  try {
    return work();
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/**
 * Put the image into the memory of a module that has not run anything yet.
 * @param image its first layer @param above one that was made upon it
 */
export function applyImage(module: Module, image: Pages & { head: Head }, above: Pages | null = null) {
  const { bytes, tableBefore, tableAfter, handles, rings, hashes } = (above ?? image).head;
  if (module.wasmTable.length !== tableBefore) {
    throw new Error(`table of ${module.wasmTable.length} entries, the image wants ${tableBefore}`);
  }
  const trampoline = module.HEAP32[trampolineSlot(module)];
  if (module.HEAPU8.length < bytes) module._malloc(bytes - 8 * 2 ** 20); // grows it; overwritten below
  const memory = module.HEAPU8;
  if (memory.length < bytes) throw new Error("memory did not grow");
  const brought = [...fill(memory, image), ...(above ? fill(memory, above) : [])];
  const words = new Uint32Array(memory.buffer, 0, bytes / 4);
  for (const start of rings) closeRing(words, start);
  // The two words that depend on the engine: how C calls indirectly, and whether it can switch stacks.
  module.HEAP32[trampolineSlot(module)] = trampoline;
  module.HEAP32[image.head.stackSwitchingAt >>> 2] = stackSwitchingWord(module);
  const { LDSO, wasmTable } = module;
  for (const [handle, path] of Object.entries(handles)) {
    LDSO.loadedLibsByHandle[handle] = LDSO.loadedLibsByName[path];
  }
  if (wasmTable.length < tableAfter) wasmTable.grow(tableAfter - wasmTable.length);
  if (hashes) for (const place of brought) computeHashes(words, place, hashes, module._PyObject_Hash);
}

/** Put the pages of a layer where they belong. @returns where that was, in bytes */
export function fill(memory: Uint8Array, { head, pages }: Pages) {
  let to = 0;
  let from = 0;
  const brought: [from: number, to: number][] = [];
  for (const [kind, count] of head.runs) {
    const length = count * PAGE;
    if (kind === ZERO) memory.fill(0, to, to + length);
    if (kind === DATA || kind === XOR) {
      const content = pages.subarray(from, from + length);
      if (kind === DATA) memory.set(content, to);
      else exclusiveOr(memory.subarray(to, to + length), content);
      brought.push([to, to + length]);
      from += length;
    }
    to += length;
  }
  return brought;
}

function exclusiveOr(into: Uint8Array, other: Uint8Array) {
  const [words, others] = [into, other].map(
    ({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length / 4),
  );
  for (let at = 0; at < words.length; at++) words[at] ^= others[at];
}

export const trampolineSlot = (module: Module) =>
  (module.__PyRuntime + module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >>> 2]) >>> 2;

export const stackSwitchingWord = (module: Module) => (module.jspiSupported ? 42 : 41);
