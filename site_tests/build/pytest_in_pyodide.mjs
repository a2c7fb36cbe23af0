// pytest inside Pyodide: node pytest_in_pyodide.mjs PYODIDE_FOLDER REPOSITORY PACKAGES MNIST [pytest arguments]
// The repository, the pure-Python packages that pytest needs, and MNIST are mounted; nothing is copied.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, repository, packages, mnist, ...args] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, "pyodide.mjs")));

try {
  const python = await loadPyodide({ indexURL: folder + path.sep });
  await python.loadPackage("numpy", { messageCallback() {} });
  for (const [at, of] of [["/repository", repository], ["/packages", packages], ["/mnist", mnist]]) {
    python.FS.mkdirTree(at);
    python.mountNodeFS(at, path.resolve(of));
  }
  python.setStdout({ batched: (line) => console.log(line) });
  python.setStderr({ batched: (line) => console.log(line) });
  python.globals.set("args", python.toPy(["-p", "no:cacheprovider", "--timeout=0", ...args]));
  process.exitCode = python.runPython(`
import os, sys
sys.path[:0] = ["/repository", "/packages"]
sys.dont_write_bytecode = True
os.environ["SEQLITE_TEST_MNIST"] = "/mnist"
os.chdir("/repository")
import pytest
int(pytest.main(list(args)))`);
} catch (error) {
  console.log(String(error.stack ?? error).slice(0, 4000)); // an error of Pyodide quotes a source line of a megabyte
  process.exitCode = 70;
}
