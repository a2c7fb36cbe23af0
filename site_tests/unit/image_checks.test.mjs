// What a smaller memory image takes for granted of other people's programs is checked before anything is changed: a new release
// that has it in another way is one sentence, for each pattern over Emscripten's script and each offset of CPython's.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { call, programs } from "../../live_cells/image/build/bytecode.mjs";
import { layoutOf, wrongOffsets } from "../../live_cells/image/slim/cpython_layout.mjs";
import { PATTERNS, withoutUnused } from "../../live_cells/image/slim/emscripten_script.mjs";

const { SEQLITE_PYODIDE: PYODIDE, SEQLITE_ESBUILD: ESBUILD } = process.env;
const { default: esbuild } = await import(pathToFileURL(path.join(ESBUILD, "lib", "main.js")).href);
const { loadPyodide } = await import(pathToFileURL(path.join(PYODIDE, "pyodide.mjs")).href);
const read = (name) => fs.readFileSync(path.join(PYODIDE, name), "utf8");
const [script, own] = [read("pyodide.asm.mjs"), read("pyodide.mjs")];
const NO_CORE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** For each pattern, what stands in the script, and how another release may write it. */
const OTHERWISE = {
  whole: ["export default _createPyodideModule", "export{_createPyodideModule as default}"],
  exports: ["function assignWasmExports(", "function nameWasmExports("],
  export: [/=Module\["(\w+)"\]=wasmExports/g, "=Module.$1=wasmExports"],
  imports: ["wasmImports={", "wasmImports=Object.assign({"],
  signature: [/\.sig="(\w*)"/g, ".sig='$1'"],
  shown: [/Module\["([\w$]+)"\]=(?=[\w$]+;)/g, "Module.$1="],
  lookedUp: [/\bModule(?:\.|\[")([\w$]+)(?![\w$]|"\]=(?:[\w$]+;|wasmExports))/g, "Module?.$1"],
  pageLoop: ["MainLoop.init()", "MainLoop.start()"],
  sound: ["registerPostMainLoop(()=>", "registerPostMainLoop(function()"],
  fullScreen: [
    'Module["requestFullscreen"]=requestFullscreen',
    'Module["requestFullscreen"]=Browser.requestFullscreen',
  ],
  pageNames: [/=Browser\.(\w+);/g, '=Browser["$1"];'],
  pageStart: ['if(typeof Browser!="undefined")', "if(globalThis.Browser)"],
  evaluation: [/\beval\(/g, "evaluate("],
  webgl: [/\bemscripten_gl([A-Z])/g, "gl$1"],
};

test("a pattern that the script does not have any more is named, with what it finds and where to look", () => {
  assert.deepEqual(Object.keys(OTHERWISE), Object.keys(PATTERNS));
  for (const [key, [stands, instead]] of Object.entries(OTHERWISE)) {
    const changed = script.replace(stands, instead);
    assert.notEqual(changed, script, key);
    assert.throws(
      () => withoutUnused(NO_CORE, changed, own, [], esbuild),
      ({ message }) =>
        /^Pyodide's pyodide\.asm\.mjs has nothing like .*Pyodide has changed.*emscripten_script\.mjs\.$/.test(
          message,
        ) && message.includes(`finds ${PATTERNS[key][1]}.`),
      key,
    );
  }
});

test("an offset that CPython does not have any more is named", async () => {
  const python = await loadPyodide({ indexURL: PYODIDE + path.sep });
  const layout = layoutOf(python._module);
  call(python, programs, "known_objects", (known) => {
    const objects = JSON.parse(known);
    assert.deepEqual(wrongOffsets(layout, python._module, objects), []);
    for (const [structure, fields] of Object.entries(layout)) {
      for (const [field, offset] of Object.entries(fields)) {
        const isOfCollector = ["runtime", "interpreter", "collector"].includes(structure);
        if (field === "size" && isOfCollector) continue; // how far to look
        const [name, step] = isOfCollector ? ["interpreter.collector", 4096] : [`${structure}.${field}`, 4];
        for (const wrong of [offset - step, offset + step]) {
          const planted = { ...layout, [structure]: { ...fields, [field]: wrong } };
          const found = wrongOffsets(planted, python._module, objects).join();
          assert.ok(found.includes(name), `${name} at ${wrong}: ${found}`);
        }
      }
    }
  });
});

test("a CPython that publishes its offsets in another way is named", () => {
  const memory = new Uint8Array(4096);
  const python = { HEAPU8: memory, __PyRuntime: 64 };
  assert.throws(() => layoutOf(python), { message: /^CPython has changed: .*no table/ });
  memory.set(Buffer.from("xdebugpy"), 64);
  new DataView(memory.buffer).setBigUint64(72, 0x03ff00f0n, true);
  assert.throws(() => layoutOf(python), { message: /^CPython has changed: .*3\.255.*cpython_layout\.mjs\.$/ });
});
