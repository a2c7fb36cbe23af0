// pytest inside Pyodide: node pytest_in_pyodide.mjs PYODIDE_FOLDER REPOSITORY PACKAGES MNIST [pytest arguments]
// The repository, the pure-Python packages that pytest needs, and MNIST are mounted; nothing is copied.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { call } from "../../live_cells/plugin/python_programs.mjs";

const [folder, repository, packages, mnist, ...args] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));

try {
  const python = await loadPyodide({ indexURL: folder + path.sep });
  await python.loadPackage("numpy", { messageCallback() {} });
  for (const [at, of] of [
    ["/repository", repository],
    ["/packages", packages],
    ["/mnist", mnist],
  ]) {
    python.FS.mkdirTree(at);
    python.mountNodeFS(at, path.resolve(of));
  }
  python.setStdout({ batched: (line) => console.log(line) });
  python.setStderr({ batched: (line) => console.log(line) });
  const program = fileURLToPath(new URL("pytest_in_pyodide.py", import.meta.url));
  process.exitCode = call(python, program, "run", "/repository", "/packages", "/mnist", ...args);
} catch (error) {
  console.log(String(error.stack ?? error).slice(0, 4000)); // an error of Pyodide quotes a source line of a megabyte
  process.exitCode = 70;
}
