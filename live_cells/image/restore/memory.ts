import type { Code, Coming, Head, Layer, Pyodide, Side } from "../format.ts";
import { closeRing, computeHashes } from "../slim/recomputed_fields.ts";

/**
 * A memory image: Python as it was, at build time, after importing NumPy, seqlite and the runner. Restoring it takes
 * a fraction of starting Python and importing them (live_cells/image/build/make_image.mjs makes it, with this very file).
 *
 * An image holds linear memory only. What lives outside it must come out the same on both sides: the side modules
 * (NumPy's compiled parts) are instantiated before Python starts, in one order, so that memory and table bases agree.
 * This leans on Pyodide's internals; the build pins its version and refuses to ship an image that does not restore.
 */

export const PAGE = 4096;
export const KEEP = 0; // as a fresh instance has it
export const ZERO = 1;
export const DATA = 2;
export const XOR = 3; // as it differs from what stands there

/** Engines give the core module a few table entries more or less; the first side module starts at a multiple of this. */
const TABLE_STEP = 64;

/** More bytes than a module has that is one function's way from C to JavaScript. */
const LARGE = 100;

/** A layer, and the pages that it brings. */
type Pages = { head: Layer; pages: Uint8Array };

/** Emscripten's module, or the settings that become one. */
// biome-ignore lint/suspicious/noExplicitAny: it has no types of its own, and its inner parts are used, too
type Module = any;

/** Takes, of the exports of a module of WebAssembly, what Emscripten is not to see, and gives the rest. */
type Take = (exports: WebAssembly.Exports) => WebAssembly.Exports;

/** Give the compiled parts that come first the same place in every engine; to be called in `preRun`. */
export function alignTable({ wasmTable }: Module) {
  wasmTable.grow(Math.ceil((wasmTable.length + 8) / TABLE_STEP) * TABLE_STEP - wasmTable.length);
}

/** Instantiate compiled parts; to be called in `preRun`. @returns the table's length afterwards */
export function loadSides(module: Module, sides: Side[], take: Take): number {
  sides.forEach(({ path, compiled }, index) => {
    const last = index === sides.length - 1; // resolving addresses once, with the last one, saves a scan for each
    const options = { loadAsync: false, global: false, nodelete: true, allowUndefined: !last };
    const exports = withInstance(compiled, take, () => module.loadWebAssemblyModule(compiled, options, path, {}, 0));
    module.newDSO(path, undefined, exports).global = false;
  });
  return module.wasmTable.length;
}

/** What the constructors of a layer's compiled parts do is in its memory; some of them want a Python that runs. */
export const CONSTRUCTORS = "__wasm_call_ctors";

/** Takes the constructors, and what `take` takes. */
const withoutConstructors =
  (take: Take): Take =>
  ({ [CONSTRUCTORS]: _, ...others }) =>
    take(others);

/** Do something that instantiates a module, which is to see of its exports what is left for it. */
function withInstance<Result>(compiled: WebAssembly.Module, take: Take, work: () => Result) {
  const { Instance } = WebAssembly;
  function Taken(module: WebAssembly.Module, imports: WebAssembly.Imports) {
    const instance = new Instance(module, imports);
    return module === compiled ? { exports: take(instance.exports) } : instance;
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
  const { bytes, tableBefore, tableAfter, handles, rings, hashMark } = (above ?? image).head;
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
  if (hashMark !== null) for (const place of brought) computeHashes(words, place, hashMark, module._PyObject_Hash);
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

/**
 * Start Python from an image.
 * @param python the folders of the plain start and of the
 *     image, the lock file, and what loadPyodide shall be told beyond that
 * @returns one whose standard library is still to come
 */
export async function startFromImage(
  parts: Coming,
  take: Take,
  takeAbove: Take,
  { pyodide, image, lock, options }: { pyodide: string; image: string; lock: string; options: object },
): Promise<Pyodide> {
  const programs = [new URL("pyodide.mjs", pyodide), new URL("pyodide.asm.mjs", image)];
  const [head, { loadPyodide }, { default: createModule }] = await Promise.all([
    parts.head,
    ...programs.map(({ href }) => import(href)),
  ]);

  let code: Code;
  const codeArrives = parts.code.then((all) => (code = all));
  codeArrives.catch(() => {}); // it is waited for once Pyodide starts, if that can
  const createPyodideModule = async (settings: Module) => {
    settings.noInitialRun = true;
    // The first step installs the standard library; here its folders are enough, the rest is in memory.
    settings.preRun[0] = (module: Module) => {
      module.API.pyVersionTuple = head.version;
      module.API.sitePackages = head.sitePackages;
      module.FS.mkdirTree(head.sitePackages);
    };
    settings.preRun.push((module: Module) => {
      alignTable(module);
      loadSides(module, code.sides, take);
      if (code.above) loadSides(module, code.above, withoutConstructors(takeAbove));
    });
    const module = await createModule(settings);
    applyImage(module, { head, pages: await parts.pages }, await parts.above);
    return module;
  };
  const python = await withCompiledCore<Pyodide>(codeArrives, take, () =>
    loadPyodide({
      ...options,
      indexURL: pyodide,
      lockFileURL: lock,
      stdLibURL: "data:,",
      createPyodideModule,
      _loadSnapshot: Uint8Array.from(atob(head.stub), (character) => character.charCodeAt(0)),
    }),
  );
  Object.assign(python.loadedPackages, head.packages);
  return python;
}

/**
 * Run `start` such that Pyodide, which would fetch and compile its core itself, gets the one that is compiled elsewhere, and
 * goes on till it needs that. It would wait for ever for one that fails, and say nothing.
 */
async function withCompiledCore<Result>(code: Promise<Code>, take: Take, start: () => Promise<Result>) {
  const { fetch } = globalThis;
  const { Module, instantiateStreaming } = WebAssembly;
  globalThis.fetch = (request, ...rest) =>
    String(request instanceof Request ? request.url : request).endsWith("/pyodide.asm.wasm")
      ? Promise.resolve(new Response())
      : fetch(request, ...rest);
  WebAssembly.Module = onceForEach(Module);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const { core } = await code;
    const { exports } = await WebAssembly.instantiate(core, imports);
    return { module: core, instance: { exports: asTheTableHasThem(take(exports)) } };
  };
  try {
    const [result] = await Promise.all([start(), code]);
    return result;
  } finally {
    globalThis.fetch = fetch;
    Object.assign(WebAssembly, { Module, instantiateStreaming });
  }
}

/**
 * Emscripten makes a module for each function of JavaScript's that C code has the address of. Those for functions of one
 * signature are the same.
 */
function onceForEach(Module: typeof WebAssembly.Module) {
  const made = new Map<string, WebAssembly.Module>();
  return new Proxy(Module, {
    construct(_, [bytes]) {
      if (bytes.length > LARGE) return new Module(bytes);
      const key = bytes.join();
      const module = made.get(key) ?? new Module(bytes);
      made.set(key, module);
      return module;
    },
  });
}

/**
 * The core's exports, each function being the object that the table gives for it. By the specification, one function is
 * one object; in WebKit 2.48 (Safari 18) every place of a table gives one of its own. Pyodide, which adds to the table
 * what it does not find there, would then add a thousand functions twice, and whatever follows them would have another
 * address than in the image.
 */
function asTheTableHasThem(exports: WebAssembly.Exports) {
  const table = exports.__indirect_function_table as WebAssembly.Table;
  const exported = new Set(Object.values(exports));
  const held = new Map(); // by name, which for functions of WebAssembly is their number
  for (let at = 0; at < table.length; at++) {
    const entry = table.get(at);
    if (exported.has(entry)) return exports; // one function, one object
    held.set(entry?.name, entry);
  }
  const same = ([name, value]: [name: string, value: WebAssembly.ExportValue]) => [
    name,
    (typeof value === "function" && held.get(value.name)) || value,
  ];
  return Object.fromEntries(Object.entries(exports).map(same));
}
