/**
 * Starts Python from the parts of a memory image, with Emscripten's script of that image. Pyodide is to do all else as it
 * does, so for the time of the start, what it calls for its core gives another.
 */

import type { Code, ArrivingParts, Module, Pyodide, ExportFilter } from "../format.ts";
import { applyImage, loadSideModules } from "./memory.ts";

/** More bytes than a module has that is one function's way from C to JavaScript. */
const LARGE = 100;

/**
 * @param folders of Pyodide and of the image, and the lock file
 * @param options what loadPyodide is to be given beyond that
 * @returns one whose standard library is still to come
 */
export async function restorePython(
  parts: ArrivingParts,
  hideInternals: ExportFilter,
  hideFigureInternals: ExportFilter,
  { pyodide, image, lock }: { pyodide: string; image: string; lock: string },
  options: object,
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
      loadSideModules(module, code, hideInternals, hideFigureInternals);
    });
    const module = await createModule(settings);
    applyImage(module, { head, pages: await parts.pages }, await parts.figures);
    return module;
  };
  const python = await withCompiledCore<Pyodide>(codeArrives, hideInternals, () =>
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
async function withCompiledCore<Result>(
  code: Promise<Code>,
  hideInternals: ExportFilter,
  start: () => Promise<Result>,
) {
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
    return { module: core, instance: { exports: asTheTableHasThem(hideInternals(exports)) } };
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
