/**
 * The worker: load Python, then run the cells that the page sends, one at a time, through runner.py. It never
 * touches the page; all it says, it says in messages.
 */

import { ended, fault, output, read, ready, stage, started } from "./messages.js";

const PYTHON_FILES = ["runner.py", "runner_errors.py", "runner_output.py", "stand_ins.py"];
const OUR_FOLDER = "/live";
const DATA_FOLDER = "/data";

let python;
let runner;
let interrupt = null;
let datasets = [];
const fetched = new Set();

const send = (message) => self.postMessage(message);
const HANDLERS = { boot: start, run: runCell };

self.onmessage = async ({ data }) => {
  try {
    const message = read(data, "boot", "run");
    await HANDLERS[message.type](message);
  } catch (error) {
    send(fault(error instanceof Error ? error.message : String(error)));
  }
};

/** @param {import("./messages.js").Boot} message */
async function start(message) {
  datasets = message.datasets;
  const [loaded, files] = await Promise.all([
    loadPython(message.python),
    Promise.all(PYTHON_FILES.map(ownFile)),
  ]);
  python = loaded;
  for (const [name, text] of files) python.FS.writeFile(`${OUR_FOLDER}/${name}`, text);
  python.pyimport("sys").path.append(OUR_FOLDER);
  python.pyimport("stand_ins").install();
  python.pyimport("seqlite.as_torch").install();
  runner = python.pyimport("runner");
  if (message.interrupt) {
    interrupt = new Uint8Array(message.interrupt);
    python.setInterruptBuffer(interrupt);
  }
  send(ready(python.version));
}

/** Load Pyodide and its packages side by side, telling how many bytes have come. */
async function loadPython({ url, lock, packages, bytes }) {
  let loaded = 0;
  const restoreFetch = watchFetch((count) => {
    loaded += count;
    send(stage("Python", Math.min(loaded, bytes), bytes));
  });
  send(stage("Python", 0, bytes));
  try {
    const { loadPyodide } = await import(new URL("pyodide.mjs", url).href);
    const pyodide = await loadPyodide({
      indexURL: url,
      ...(lock && { lockFileURL: lock }),
      packages,
      env: { HOME: "/home/pyodide", SEQLITE_DATA: DATA_FOLDER },
      stdout: () => {}, // what loading says is no cell's output
      stderr: (text) => console.warn(text),
      fsInit: async (FS) => [OUR_FOLDER, DATA_FOLDER].forEach((folder) => FS.mkdirTree(folder)),
    });
    // A package with a wrong checksum is left out without an exception.
    const missing = packages.filter((name) => !(name in pyodide.loadedPackages));
    if (missing.length) throw new Error(`These packages did not arrive intact: ${missing.join(", ")}.`);
    send(stage("Python", bytes, bytes));
    return pyodide;
  } finally {
    restoreFetch();
  }
}

/**
 * Count the bytes of every fetch, and make a missing file an error, until the returned function is called.
 */
function watchFetch(count) {
  const plainFetch = self.fetch;
  self.fetch = async (...request) => {
    const response = checked(await plainFetch(...request));
    drain(response.clone(), count).catch(() => {}); // the one who asked for the file hears of it
    return response;
  };
  return () => {
    self.fetch = plainFetch;
  };
}

async function drain(response, count) {
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) count(part.value.byteLength);
}

function checked(response) {
  if (response.ok) return response;
  throw new Error(`${new URL(response.url).pathname} could not be fetched (HTTP ${response.status}).`);
}

async function ownFile(name) {
  const response = checked(await fetch(new URL(name, import.meta.url)));
  return [name, await response.text()];
}

/** @param {import("./messages.js").Run} message */
async function runCell({ id, cell, source }) {
  const emit = (part) => send(output(id, [part]));
  try {
    await fetchDatasets(source);
  } catch (error) {
    emit({ part: "error", name: "Fault", ours: true, text: `The data did not arrive: ${error.message}` });
    send(ended(id, "failed", 0));
    return;
  }
  python.setStdout(rawStream("stdout", emit));
  python.setStderr(rawStream("stderr", emit));
  send(started(id));
  const begin = performance.now();
  if (interrupt) interrupt[0] = 0;
  const outcome = await runner.run(source, (part) => emit(part.toJs()), cell);
  send(ended(id, outcome, (performance.now() - begin) / 1000));
}

/** What C code prints: it does not pass through Python's sys.stdout. */
function rawStream(kind, emit) {
  const decoder = new TextDecoder();
  return {
    write(bytes) {
      emit({ part: kind, text: decoder.decode(bytes, { stream: true }) });
      return bytes.length;
    },
  };
}

/** Bring the data that a cell names, once. */
async function fetchDatasets(source) {
  for (const dataset of datasets) {
    if (fetched.has(dataset.name) || !new RegExp(dataset.pattern).test(source)) continue;
    const { name, url, bytes, file } = dataset;
    send(stage(name, 0, bytes));
    const response = checked(await fetch(url));
    let loaded = 0;
    const [content] = await Promise.all([
      response.clone().arrayBuffer(),
      drain(response, (count) => send(stage(name, Math.min((loaded += count), bytes), bytes))),
    ]);
    python.FS.writeFile(`${DATA_FOLDER}/${file}`, new Uint8Array(content));
    fetched.add(name);
  }
}
