// Emscripten's program of Pyodide can draw with WebGL, play sound and take a page's keys: for packages that this site does
// not have, and which would have to run in a page rather than in a worker. Here is left out what nobody asks for. That is
// more than half of it, which browsers need not fetch, read and compile before Python starts.
import { found } from "./pyodide_program.mjs";

/** What the core may call, though nothing that Python can do leads there: the functions of WebGL. */
const OF_PAGES = /^emscripten_gl[A-Z]/;
const IN_THEIR_PLACE = "noPage";
const SAY_SO = `const ${IN_THEIR_PLACE}=()=>{throw new Error("there is no page here to draw on")};${IN_THEIR_PLACE}.sig="v";`;

/** What the program offers to modules of WebAssembly: `name:function` each, or a name for both. */
const OFFER = /wasmImports=\{([^}]*)\}/;
/** What C code has to know of a function: `f.sig="vii";`. */
const SIGNATURE = /([\w$]+)\.sig="\w*";/g;
/** What the program shows to scripts. */
const SHOWN = /Module\["([\w$]+)"\]=[\w$]+;/g;
/** What scripts look up. */
const LOOKED_UP = /\bModule(?:\.|\[")([\w$]+)/g;
/** What it does as it starts, for pages only: each pattern, and what it finds. */
const FOR_PAGES = [
  [/(?:Module\["\w+"\]=MainLoop\.\w+;)+MainLoop\.init\(\);/, "the start of a page's main loop"],
  [/registerPostMainLoop\(\(\)=>[^;]*\);/, "what sound has to do with the main loop"],
  [/Module\["requestFullscreen"\]=requestFullscreen;/, "the export of full screen"],
  [/(?:var \w+=Browser\.\w+;)+/, "the names of functions for pages"],
  [/if\(typeof Browser!="undefined"\)Browser\.init\(\);/, "the start of what is for pages"],
];
/** Makes functions of texts, which the site's policy forbids; no module here has such texts. It could name anything. */
const EVALUATES = /\beval\(/g;

/**
 * @param {string} body of the function that is Emscripten's program
 * @param {string} result the variable that the function returns
 * @param {{imported: Set<string>, used: Set<string>}} asker what modules import, and what other scripts may look up
 * @param {typeof import("esbuild")} esbuild
 * @returns {string}
 */
export function withoutUnused(body, result, { imported, used }, esbuild) {
  const offered = found(body, OFFER, "what it offers to modules of WebAssembly")[1]
    .split(",")
    .map((entry) => entry.split(":"));
  const wanted = offered.filter(([name]) => imported.has(name));
  const kept = wanted.map(([name, own = name]) => [name, OF_PAGES.test(name) ? IN_THEIR_PLACE : own]);
  const functions = new Set(kept.map(([, own]) => own));
  const asked = new Set([...used, ...[...body.replace(SHOWN, "").matchAll(LOOKED_UP)].map(([, name]) => name)]);
  const less = FOR_PAGES.reduce((text, [pattern, what]) => text.replace(found(text, pattern, what)[0], ""), body)
    .replace(OFFER, () => `wasmImports={${kept.map((entry) => entry.join(":"))}}`)
    .replace(SIGNATURE, (whole, own) => (functions.has(own) ? whole : ""))
    .replace(SHOWN, (whole, name) => (asked.has(name) ? whole : ""))
    .replace(EVALUATES, `${IN_THEIR_PLACE}(`);
  return shaken(SAY_SO + less, result, esbuild);
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
  if (!text.endsWith(end)) throw new Error(`the program ends with ${text.slice(-80)}`);
  return `${text.slice(0, -end.length)}return ${result}`;
}
