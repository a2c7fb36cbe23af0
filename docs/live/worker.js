/**
 * The worker: load Python, then run the cells that the page sends, one at a time, through runner.py. It never
 * touches the page; all it says, it says in messages.
 */

import { answer, ended, fault, output, read, ready, stage, started } from "./messages.js";
import { DATA_FOLDER, checked, drain, startPython } from "./start_python.js";

let python;
let runner;
let bringRest;
let interrupt = null;
let datasets = [];
const fetched = new Set();

const send = (message) => self.postMessage(message);
const HANDLERS = { boot: start, run: runCell, stop, ask };

self.onmessage = async ({ data }) => {
  try {
    const message = read(data, "boot", "run", "stop", "ask");
    await HANDLERS[message.type](message);
  } catch (error) {
    send(fault(error instanceof Error ? error.message : String(error)));
  }
};

/** @param {import("./messages.js").Boot} message */
async function start(message) {
  datasets = message.datasets;
  const tell = (loaded, total) => send(stage("Python", loaded, total));
  ({ python, runner, bringRest } = await startPython(message.python, tell));
  if (message.interrupt) {
    interrupt = new Uint8Array(message.interrupt);
    python.setInterruptBuffer(interrupt);
  }
  runner.prepare(interrupt ? sleep : undefined);
  send(ready(python.version));
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
  bringRest?.();
  bringRest = undefined;
}

/** The page wants the running cell to stop: it arrives here only if the cell waits for something. */
function stop() {
  if (interrupt) interrupt[0] = 0;
  runner.stop();
}

/** @param {import("./messages.js").Ask} message */
function ask({ id, about, text }) {
  send(answer(id, runner.answer(about, text).toJs()));
}

/** Sleep, and take the interrupt that ends it, if one comes. @returns {boolean} whether one came */
function sleep(seconds) {
  const word = new Int32Array(interrupt.buffer);
  if (Atomics.wait(word, 0, 0, seconds * 1000) === "timed-out") return false;
  Atomics.store(word, 0, 0);
  return true;
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
