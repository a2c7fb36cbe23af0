/** Pyodide as what makes and proves archives has it. */

import path from "node:path";
import { pathToFileURL } from "node:url";

/** Start it as what readers get is compiled for: they do not edit this code, so the numbers of lines are enough. */
export async function startPython(pyodideFolder) {
  const { loadPyodide } = await import(pathToFileURL(path.resolve(pyodideFolder, "pyodide.mjs")).href);
  const indexURL = pyodideFolder + path.sep;
  return loadPyodide({ indexURL, env: { HOME: "/home/pyodide", PYTHONNODEBUGRANGES: "1" } });
}
