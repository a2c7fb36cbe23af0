// Makes Emscripten's script of Pyodide, and what it says of the core, smaller by what is not used here.
//
// The core exports 8,500 functions and variables. Before Python starts, the script gives each of them a place in a table and
// two names, which are a third of the script. Other modules import 700 of them, scripts use 200, and 2,000 are Python's own,
// which code may find by their names (ctypes.pythonapi): the rest is left out. So is what draws with WebGL, plays sound and
// takes a page's keys, for packages that this site does not have and that would have to run in a page.
//
// The script is minified. All that is looked for in it stands in PATTERNS, and goes through `found`: if a new release writes
// it in another way, the build says so, and makes a site that does without (build/memory_image.py).
import fs from "node:fs";

import { SECTION, list, name, number } from "./wasm_file.mjs";
import { Sections, readModule } from "./wasm_module.mjs";

export const SCRIPT = "pyodide.asm.mjs";

/** Each pattern, and what it finds. */
export const PATTERNS = {
  whole: [
    /^(async function) _createPyodideModule(\(.*?\))\{(.*);return (\w+)\}export default \w+;\s*$/gs,
    "the whole of the script, as one function",
  ],
  exports: [
    /var ([\w$,]+);function assignWasmExports\(wasmExports\)\{([^}]*)\}/g,
    "the names of the core's exports: `var _f;function assignWasmExports(wasmExports){_f=…}`",
  ],
  export: [/(\w+)=Module\["\1"\]=wasmExports\["\w+"\](?:\.value>>>0)?(?:;|$)/g, "the names of one export"],
  imports: [/wasmImports=\{([^}]*)\}/g, "what the script offers to the core: `name:function` each, or a name for both"],
  signature: [/([\w$]+)\.sig="\w*";/g, "what C code has to know of a function"],
  shown: [/Module\["([\w$]+)"\]=[\w$]+;/g, "what the script shows to other scripts"],
  lookedUp: [/\bModule(?:\.|\[")([\w$]+)(?![\w$]|"\]=wasmExports)/g, "what scripts look up"],
  pageLoop: [/(?:Module\["\w+"\]=MainLoop\.\w+;)+MainLoop\.init\(\);/g, "the start of a page's main loop"],
  sound: [/registerPostMainLoop\(\(\)=>[^;]*\);/g, "what sound has to do with the main loop"],
  fullScreen: [/Module\["requestFullscreen"\]=requestFullscreen;/g, "the export of full screen"],
  pageNames: [/(?:var \w+=Browser\.\w+;)+/g, "the names of functions for pages"],
  pageStart: [/if\(typeof Browser!="undefined"\)Browser\.init\(\);/g, "the start of what is for pages"],
  // It makes functions of texts, which the site's policy forbids. No module here has such texts.
  evaluation: [/\beval(?=\)?\()/g, "what evaluates texts"],
  webgl: [/\bemscripten_gl[A-Z]\w*/g, "the functions of WebGL"],
};

/** What asks for exports by their names, besides Pyodide. */
const USERS = [
  "build/memory_pages.mjs",
  "slim/cpython_layout.mjs",
  "slim/deferred_bytecode.mjs",
  "slim/recomputed_fields.mjs",
  "restore/memory.ts",
].map((file) => new URL(`../${file}`, import.meta.url));
const FOR_PAGES = ["pageLoop", "sound", "fullScreen", "pageNames", "pageStart"];
const OF_PYTHON = /^_?Py/;
const IN_THEIR_PLACE = "noPage";
const SAY_SO = `const ${IN_THEIR_PLACE}=()=>{throw new Error("there is no page here to draw on")};${IN_THEIR_PLACE}.sig="v";`;

/** @param {string} text @param {keyof typeof PATTERNS} key @returns {RegExpExecArray[]} at least one */
function found(text, key) {
  const [pattern, what] = PATTERNS[key];
  const all = [...text.matchAll(pattern)];
  if (all.length) return all;
  throw new Error(
    `Pyodide's ${SCRIPT} has nothing like ${pattern}, by which the build finds ${what}. Pyodide has changed: look ` +
      "how it is written there now, and correct the pattern in live_cells/image/slim/emscripten_script.mjs.",
  );
}

/** The text with each match replaced. @param {(...match: string[]) => string} replacement */
function replaced(text, key, replacement = () => "") {
  found(text, key);
  return text.replace(PATTERNS[key][0], replacement);
}

/**
 * @param {Uint8Array} core
 * @param {string} script Emscripten's, of that core
 * @param {string} pyodide Pyodide's own script
 * @param {Uint8Array[]} parts all modules that may be loaded into the core
 * @param {typeof import("esbuild")} esbuild
 * @returns {{core: Buffer, script: string}}
 */
export function withoutUnused(core, script, pyodide, parts, esbuild) {
  const scripts = [pyodide, ...USERS.map((file) => fs.readFileSync(file, "utf8"))];
  const imported = new Set([...parts, core].flatMap(importsOf));
  const [[whole, , assigned]] = found(script, "exports");
  const used = wordsOf([script.replace(whole, ""), ...scripts]);
  const names = new Set();
  const kept = replaced(assigned, "export", (statement, own) => (used.has(own) && names.add(own) ? statement : ""));
  for (const own of wordsOf([kept])) names.add(own);
  const declared = whole.slice(4, whole.indexOf(";")).split(",");
  const fewer = `var ${declared.filter((own) => names.has(own))};function assignWasmExports(wasmExports){${kept}}`;
  const [[, start, parameters, body, result]] = found(
    script.replace(whole, () => fewer),
    "whole",
  );
  const needed = shaken(withoutPages(body, imported, wordsOf(scripts)), result, esbuild);
  const asked = new Set([...imported, ...names, ...used, ...wordsOf([kept])]);
  return {
    core: withExports(core, (own) => OF_PYTHON.test(own) || asked.has(own)),
    // Engines compile at once what stands in parentheses: here, while other parts are still on their way.
    script: `export default (${start}${parameters}{${needed}});\n`,
  };
}

/** The script without what only pages need. @param {Set<string>} imported by modules @param {Set<string>} used by scripts */
function withoutPages(body, imported, used) {
  const [[, offered]] = found(body, "imports");
  const webgl = new Set(found(offered, "webgl").map(([own]) => own));
  const kept = offered
    .split(",")
    .map((entry) => entry.split(":"))
    .filter(([own]) => imported.has(own))
    .map(([own, as = own]) => [own, webgl.has(own) ? IN_THEIR_PLACE : as]);
  const functions = new Set(kept.map(([, as]) => as));
  const lookedUp = found(replaced(body, "shown"), "lookedUp").map(([, own]) => own);
  const asked = new Set([...used, ...lookedUp]);
  let less = FOR_PAGES.reduce((text, key) => replaced(text, key), body);
  less = replaced(less, "imports", () => `wasmImports={${kept.map((entry) => entry.join(":"))}}`);
  less = replaced(less, "signature", (whole, own) => (functions.has(own) ? whole : ""));
  less = replaced(less, "shown", (whole, own) => (asked.has(own) ? whole : ""));
  return SAY_SO + replaced(less, "evaluation", () => IN_THEIR_PLACE);
}

/** The body of a function that returns `result`, without what that does not need. */
function shaken(body, result, esbuild) {
  const end = `export{${result}};`;
  const { outputFiles } = esbuild.buildSync({
    stdin: { contents: body + end },
    bundle: true,
    write: false,
    format: "esm",
    external: ["*"],
    minifyWhitespace: true,
    charset: "utf8",
    logLevel: "error",
  });
  const text = outputFiles[0].text.trim();
  if (!text.endsWith(end)) throw new Error(`the script ends with ${text.slice(-80)}`);
  return `${text.slice(0, -end.length)}return ${result}`;
}

/** @param {string[]} texts */
const wordsOf = (texts) => new Set(texts.flatMap((text) => text.match(/[\w$]+/g)));
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
