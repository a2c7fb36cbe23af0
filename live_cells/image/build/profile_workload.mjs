// Has a restored Python do what the worker of a page has it do (live_cells/live/worker/worker.ts), with the cells of
// profile_workload.txt.
import fs from "node:fs";

const cells = fs
  .readFileSync(new URL("profile_workload.txt", import.meta.url), "utf8")
  .split(/^# %% /m)
  .slice(1);
/** What Python says, in any language: as much of it as the worker hands over at a start. */
const { fault, figure_in_words } = JSON.parse(fs.readFileSync(new URL("../../words/en.json", import.meta.url), "utf8"));
const SHOWN = [
  "torch.nn.Linear",
  "torch.rand",
  "x.sum",
  "np.add",
  "np.array",
  "np.float32",
  "np.linalg",
  "len",
  "str.join",
];
const QUESTIONS = [...SHOWN.map((name) => ["help", name]), ["variables", ""], ["speed", ""]];
/** How the titles begin of cells that do not end well, and how those end. */
const ENDINGS = { wrong: "failed", stopped: "stopped" };
const UNTIL_STOP = 50; // milliseconds between looks whether there is something to stop

/**
 * @param python what loadPyodide gave @param {() => void} loadLibrary loads the rest of the standard library
 * @param {[name: string, content: Uint8Array][]} onDemand the files of the packages that cells may import
 */
export async function runWorkload(python, loadLibrary, onDemand) {
  python.pyimport("live_runner.restored").after_restore(loadLibrary, nothing, nothing);
  python.pyimport("live_runner.lazy_imports").install((name) => loadPackage(python, name, onDemand));
  python.pyimport("live_runner.page_words").use(python.toPy({ fault, figure_in_words }));
  python.setInterruptBuffer(new Uint8Array(1));
  python.pyimport("live_runner.input_lines").waiting(nothing, python.pyimport("pyodide.ffi").run_sync);
  const runner = python.pyimport("live_runner.runner");
  runner.prepare(nothing, nothing);
  const isHere = (name) => onDemand.some(([file]) => file.startsWith(`${name}/`));
  for (const cell of cells) {
    const title = cell.slice(0, cell.indexOf("\n"));
    const parts = [];
    const source = cell.slice(title.length + 1);
    const imported = runner.needed(source).toJs();
    const needed = title.includes("figure") ? ["matplotlib"] : imported;
    if (!needed.every(isHere)) continue; // a site whose cells do not use it has no such package
    for (const name of imported) loadPackage(python, name, onDemand);
    for (const set of [python.setStdout, python.setStderr]) set({ write: ({ length }) => length });
    const wanted = ENDINGS[title.split(":")[0]] ?? "done";
    const stopping = wanted === "stopped" ? stopSoon(runner) : undefined;
    const outcome = await runner.run(source, (part) => parts.push(part.toJs()), title);
    clearInterval(stopping);
    if (outcome !== wanted)
      throw new Error(`profile_workload.txt, "${title}": ${outcome}, ${JSON.stringify(parts.at(-1))}`);
  }
  for (const [about, text] of QUESTIONS) runner.answer(about, text)?.toJs();
  if (runner.is_running()) throw new Error("the workload is not over");
}

/** Stop a run once it is under way: on a busy machine, that takes a while. */
function stopSoon(runner) {
  const looking = setInterval(() => {
    if (!runner.is_running()) return;
    clearInterval(looking);
    runner.stop();
  }, UNTIL_STOP);
  return looking;
}

function nothing() {}

/** Put all files where the worker puts those of one (live_cells/live/worker/package_files.ts). */
function loadPackage(python, name, files) {
  const { sitePackages } = python._api;
  for (const [file, content] of files) {
    python.FS.mkdirTree(`${sitePackages}/${file}`.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(`${sitePackages}/${file}`, content);
  }
  python.pyimport("live_runner.lazy_imports").arrived(name, sitePackages);
}
