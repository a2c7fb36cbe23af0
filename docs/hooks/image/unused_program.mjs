// Emscripten's program of Pyodide can draw with WebGL, play sound and take a page's keys: for packages that this site does
// not have, and which would have to run in a page rather than in a worker. Here is left out what nobody asks for. That is
// more than half of it, which browsers need not fetch, read and compile before Python starts.

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
/** What it does as it starts, for pages only. */
const FOR_PAGES = [
  /(?:Module\["\w+"\]=MainLoop\.\w+;)+MainLoop\.init\(\);/,
  /registerPostMainLoop\(\(\)=>[^;]*\);/,
  /Module\["requestFullscreen"\]=requestFullscreen;/,
  /(?:var \w+=Browser\.\w+;)+/,
  /if\(typeof Browser!="undefined"\)Browser\.init\(\);/,
];
/** Makes functions of texts, which the site's policy forbids; no module here has such texts. It could name anything. */
const EVALUATES = /\beval\(/g;

/**
 * @param {string} body of the function that is Emscripten's program
 * @param {Set<string>} imported what modules import
 * @param {Set<string>} used what other scripts may look up
 * @param {typeof import("esbuild")} esbuild
 * @returns {string}
 */
export function withoutUnused(body, imported, used, esbuild) {
  for (const pattern of [OFFER, ...FOR_PAGES]) if (!pattern.test(body)) throw new Error(`no ${pattern} in the program`);
  const offered = body
    .match(OFFER)[1]
    .split(",")
    .map((entry) => entry.split(":"));
  const wanted = offered.filter(([name]) => imported.has(name));
  const kept = wanted.map(([name, own = name]) => [name, OF_PAGES.test(name) ? IN_THEIR_PLACE : own]);
  const functions = new Set(kept.map(([, own]) => own));
  const asked = new Set([...used, ...[...body.replace(SHOWN, "").matchAll(LOOKED_UP)].map(([, name]) => name)]);
  const less = FOR_PAGES.reduce((text, pattern) => text.replace(pattern, ""), body)
    .replace(OFFER, () => `wasmImports={${kept.map((entry) => entry.join(":"))}}`)
    .replace(SIGNATURE, (whole, own) => (functions.has(own) ? whole : ""))
    .replace(SHOWN, (whole, name) => (asked.has(name) ? whole : ""))
    .replace(EVALUATES, `${IN_THEIR_PLACE}(`);
  return shaken(SAY_SO + less, esbuild);
}

/** The body of a function that gives `moduleRtn` without what that does not need. */
function shaken(body, esbuild) {
  const end = "export{moduleRtn};";
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
  return `${text.slice(0, -end.length)}return moduleRtn`;
}
