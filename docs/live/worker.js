/**
 * The worker: load Python, then run the cells that the page sends, one at a time, through runner.py. It never
 * touches the page; all it says, it says in messages.
 */

import { Arrivals } from "./arrivals.js";
import { answer, ended, fault, output, read, ready, stage, started } from "./messages.js";
import { startPython } from "./start_python.js";

let python;
let runner;
let bringRest;
let interrupt = null;
let arrivals;

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
  const tell = (name, loaded, total) => send(stage(name, loaded, total));
  const started = await startPython(message.python, (loaded, total) => tell("Python", loaded, total));
  ({ python, runner, bringRest } = started);
  arrivals = new Arrivals(started, message, tell);
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
    await arrivals.fetchFor(source, runner.needed(source).toJs());
  } catch (error) {
    const stopped = error.name === "AbortError";
    const text = `What this cell needs did not arrive: ${error.message}`;
    if (!stopped) emit({ part: "error", name: "Fault", ours: true, text });
    send(ended(id, stopped ? "stopped" : "failed", 0));
    return;
  }
  python.setStdout(rawStream("stdout", emit));
  python.setStderr(rawStream("stderr", emit));
  send(started(id));
  const begin = performance.now();
  if (interrupt) interrupt[0] = 0;
  const outcome = await runner.run(source, (part) => emit(part.toJs()), cell);
  send(ended(id, outcome, (performance.now() - begin) / 1000));
  bringRest();
}

/** The page wants the running cell to stop: it arrives here only if the cell, or its run, waits for something. */
function stop() {
  arrivals.stop();
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
