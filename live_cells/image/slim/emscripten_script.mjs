// Pyodide's core exports 8,500 functions and variables. Before Python starts, Emscripten gives each of them a place in its
// table and in its list of symbols, and two names in its program, which are a third of that. Here those are left out that
// nobody asks for: other modules import 700, scripts use 200, and 2,000 are Python's own, which code may find by their names
// (ctypes.pythonapi). And the program, one function as a whole, is compiled when it arrives rather than when it is called:
// while other parts are still on their way.
import fs from "node:fs";

import { found } from "./pyodide_program.mjs";
import { withoutUnused } from "./unused_program.mjs";
import { SECTION, list, name, number } from "./wasm_file.mjs";
import { Sections, readModule } from "./wasm_module.mjs";

/** The whole of it, as one function. */
const PROGRAM = /^(async function) _createPyodideModule(\(.*?\))\{(.*);return (\w+)\}export default \w+;\s*$/s;
/** What asks for exports by their names, besides Pyodide. */
const USERS = ["memory_pages.mjs", "implied_words.mjs", "deferred_code.mjs", "../../live/image/restore/memory.ts"].map(
  (name) => new URL(name, import.meta.url),
);
const OF_PYTHON = /^_?Py/;
/** How Emscripten's program gives names to exports: `var _f;function assign…{_f=Module["_f"]=wasmExports["f"]}`. */
const NAMING = /var ([\w$,]+);function assignWasmExports\(wasmExports\)\{([^}]*)\}/;
const NAMED = /^(\w+)=Module\["\1"\]=wasmExports\["\w+"\](\.value>>>0)?$/;

/**
 * @param {Uint8Array} core
 * @param {string} program Emscripten's, of that core
 * @param {string} pyodide Pyodide's
 * @param {Uint8Array[]} parts all modules that may be loaded into the core
 * @param {typeof import("esbuild")} esbuild
 * @returns {{core: Buffer, program: string}}
 */
export function withFewerNames(core, program, pyodide, parts, esbuild) {
  const [whole, declared, naming] = found(program, NAMING, "the names of the core's exports");
  const scripts = [pyodide, ...USERS.map((file) => fs.readFileSync(file, "utf8"))];
  const used = wordsOf([program.replace(whole, ""), ...scripts]);
  const isUnused = (statement) => NAMED.test(statement) && !used.has(nameOf(statement));
  const statements = naming.split(";");
  const unused = new Set(statements.filter(isUnused).map(nameOf));
  const names = declared.split(",").filter((name) => !unused.has(name));
  const kept = statements.filter((statement) => !isUnused(statement)).join(";");
  const smaller = program.replace(whole, () => `var ${names};function assignWasmExports(wasmExports){${kept}}`);
  const [, start, parameters, body, result] = found(smaller, PROGRAM, "the whole of the program, as one function");
  const imported = parts.flatMap(importsOf);
  const asked = new Set([...imported, ...wordsOf([kept]), ...used]);
  const asker = { imported: new Set([...imported, ...importsOf(core)]), used: wordsOf(scripts) };
  const needed = withoutUnused(body, result, asker, esbuild);
  return {
    core: withExports(core, (name) => OF_PYTHON.test(name) || asked.has(name)),
    program: `export default (${start}${parameters}{${needed}});\n`, // engines take parentheses for a wish to compile at once
  };
}

/** @param {string[]} texts */
const wordsOf = (texts) => new Set(texts.flatMap((text) => text.match(/[\w$]+/g)));
/** @param {string} statement */
const nameOf = (statement) => statement.slice(0, statement.indexOf("="));
/** @param {Uint8Array} part */
const importsOf = (part) => WebAssembly.Module.imports(new WebAssembly.Module(part)).map(({ name }) => name);

/** @param {Uint8Array} bytes a module @param {(name: string) => boolean} isKept */
function withExports(bytes, isKept) {
  const module = readModule(bytes);
  const kept = module.exports.filter(({ name }) => isKept(name));
  const sections = new Sections(module);
  sections.put(SECTION.exports, list(kept.map((each) => [...name(each.name), each.kind, ...number(each.index)])));
  return sections.asModule();
}
