/** What the programs that work inside Pyodide at build time share (../image/build/make_image.mjs, packages/make_archive.mjs). */

import fs from "node:fs";
import path from "node:path";

/** End with the error alone: by itself, Node would quote the line, which is a megabyte of Pyodide. */
export function dieBriefly() {
  process.on("uncaughtException", (error) => {
    fs.writeSync(2, `Error: ${error.stack ?? error}\n`);
    process.exit(1);
  });
}

/** Call a function of a Python file inside Pyodide, with texts; of the file, nothing stays there. */
export function call(python, file, name, ...texts) {
  const names = python.toPy({});
  python.runPython(fs.readFileSync(file, "utf8"), { globals: names, filename: path.basename(file) });
  const called = names.get(name);
  try {
    return called(...texts);
  } finally {
    called.destroy();
    names.destroy();
  }
}
