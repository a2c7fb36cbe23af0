/**
 * The worker: load Python, then run the cells that the page sends, one at a time, through runner.py. It never
 * touches the page; all it says, it says in messages.
 */

import { Arrivals } from "./arrivals.js";
import { confine } from "./confine.js";
import { DATA_FOLDER, ENVIRONMENT } from "./folders.js";
import { hearLastWords, lineOf, reasonOf } from "./last_words.js";
import { LINE, SHARED, message, read } from "../messages.js";
import { Paced } from "./paced.js";
import { fill } from "../phrases.js";
import { startPython } from "./start_python.js";

/** Milliseconds without a run after which there is time for what no cell has needed yet. */
const CALM = 1500;
/** Milliseconds after which a run that has neither begun nor ended will do neither. */
const TO_GO_ON = 500;

/**
 * @typedef {import("../messages.js").Part} Part
 * @typedef {import("../messages.js").ToPage} ToPage
 * @typedef {import("../messages.js").ToWorker} ToWorker
 * @typedef {import("./start_python.js").Started} Started
 * @typedef {import("./start_python.js").PyProxy} PyProxy
 *
 * The memory that the page shares.
 * @typedef {Int32Array<SharedArrayBuffer>} Words
 *
 * `isMissing`: it has been said that something for it did not arrive.
 * @typedef {{id: number, cell: string, isMissing?: boolean}} Running
 */

/** @type {Started["python"]} */
let python;
/** @type {Started["runner"]} */
let runner;
/** @type {Started["rest"]} */
let rest;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let calm;
/** @type {Words|null} */
let words = null;
/** @type {Running|null} */
let running = null;
/** @type {{ stopped: boolean }|null} the run that was asked for and still waits for what it needs; has it been stopped? */
let coming = null;
let hasEnded = false;
/** @type {((line: string|undefined) => void)|null} */
let gotLine = null;
/** @type {Arrivals} */
let arrivals;

/** What cells do not have. */
const post = self.postMessage.bind(self);
const { locks } = navigator;
confine();

/**
 * Each message is read here as well: what is wrong with one is then an error where it was made.
 * @template {ToPage["type"]} T
 * @param {T} type @param {import("../messages.js").FieldsOf<T>} fields @param {Transferable[]} [handedOver]
 */
const send = (type, fields, handedOver = []) => post(read(message(type, fields), type), handedOver);

const arriving = new Paced((name, loaded, total) => send("stage", { name, loaded, total }));

/** @type {{[Type in ToWorker["type"]]: (asked: import("../messages.js").MessageOf<Type>) => unknown}} */
const HANDLERS = { boot: start, run: runCell, put, stop, reply: ({ text }) => settle(text), ask };

self.onmessage = async ({ data }) => {
  try {
    const asked = read(data, "boot", "run", "put", "stop", "reply", "ask");
    const handle = /** @type {(asked: ToWorker) => unknown} */ (HANDLERS[asked.type]);
    await handle(asked);
  } catch (error) {
    end(error);
  }
};

/** A promise was broken that nobody waits for: one of the cell's, or the one by which Python would have gone on. */
self.onunhandledrejection = (event) => {
  if (hasEnded) return event.preventDefault();
  const run = running;
  setTimeout(() => run && run === running && !goesOn() && end(event.reason), TO_GO_ON);
};

function goesOn() {
  try {
    return runner.is_running();
  } catch {
    return false;
  }
}

/** Python is of no use any more; the page brings another. @param {unknown} error @param {string} stack */
function end(error, stack = "") {
  if (!hasEnded) send("fault", { text: reasonOf(error), line: running && lineOf(stack, running.cell) });
  hasEnded = true;
}

/** The page, which waits for this lock, gets it when the worker is gone. */
function holdForever() {
  send("locked", {});
  return new Promise(() => {});
}

/** @param {import("../messages.js").MessageOf<"boot">} asked */
async function start(asked) {
  if (asked.lock) locks.request(asked.lock, holdForever);
  const started = await startPython(
    asked.python,
    asked.parts,
    (...bytes) => arriving.tell("Python", ...bytes),
    keepLater,
  );
  ({ python, runner, rest } = started);
  hearLastWords(python, end);
  arrivals = new Arrivals(started, asked, arriving.tell, (reason) => {
    if (running && !running.isMissing) sayMissing(running.id, reason);
    if (running) running.isMissing = true;
  });
  if (asked.shared) {
    words = new Int32Array(asked.shared, 0, SHARED.lineBytes / 4);
    python.setInterruptBuffer(new Uint8Array(asked.shared, 0, 1));
  }
  python.pyimport("page_words").use(python.toPy({ fault: WORDS.fault, figure_in_words: WORDS.figure_in_words }));
  python.pyimport("exercise_checks").WORDS.update(python.toPy(WORDS.checks));
  runner.prepare(words ? sleep : undefined, wayToAsk());
  send("ready", { python: python.version });
  if (started.parts) send("keep", { parts: started.parts }, [started.parts.pages.buffer]);
  tellFetched();
}

/** @param {import("../messages.js").Later} later */
const keepLater = (later) => send("keepLater", { later });

/** Say which files have come, for keeping them. */
function tellFetched() {
  const entries = performance.getEntriesByType("resource");
  if (entries.length) send("fetched", { urls: entries.map((entry) => entry.name) });
  performance.clearResourceTimings();
}

/** @param {import("../messages.js").MessageOf<"run">} asked */
async function runCell({ id, cell, source, files }) {
  /** @param {Part} part */
  const emit = (part) => send("output", { id, parts: [part] });
  coming = { stopped: false };
  clearTimeout(calm);
  try {
    await arrivals.fetchFor(source, runner.needed(source).toJs());
    for (const { name, bytes } of files) python.FS.writeFile(`${DATA_FOLDER}/${name}`, bytes);
    const isUnwanted = coming.stopped || (words && Atomics.load(words, SHARED.interrupt));
    if (isUnwanted) throw new DOMException("Stop came before the cell had begun.", "AbortError");
  } catch (error) {
    const { name, type, message } = /** @type {Error & { type?: string }} */ (error);
    const stopped = name === "AbortError" || type === "KeyboardInterrupt"; // the second from `needed`
    if (!stopped) sayMissing(id, message);
    send("ended", { id, outcome: stopped ? "stopped" : "failed", seconds: 0 });
    return;
  } finally {
    coming = null;
    arriving.end();
  }
  python.setStdout(rawStream("stdout", emit));
  python.setStderr(rawStream("stderr", emit));
  send("started", { id });
  const begin = performance.now();
  running = { id, cell };
  const outcome = await runner.run(source, (/** @type {PyProxy} */ part) => emit(part.toJs()), cell);
  running = null;
  send("ended", { id, outcome, seconds: (performance.now() - begin) / 1000 });
  rest.fetch().then(tellFetched, tellFetched); // what is missing, whoever needs it tells
  calm = setTimeout(() => rest.bring().catch(() => {}), CALM);
}

/** Say in a cell that something did not arrive. @param {number} id of its run @param {string} reason */
function sayMissing(id, reason) {
  const text = fill(WORDS.fetching.for_cell, { reason });
  send("output", { id, parts: [{ part: "error", name: "Fault", ours: true, text }] });
}

/** @param {import("../messages.js").MessageOf<"put">} asked */
function put({ file: { name, bytes } }) {
  python.FS.writeFile(`${ENVIRONMENT.HOME}/${name}`, bytes);
}

/** The page wants the running cell to stop: it arrives here only if the cell, or its run, waits for something. */
function stop() {
  send("stopping", {});
  clearInterrupt();
  if (coming) coming.stopped = true;
  arrivals.stop();
  if (gotLine) settle(undefined);
  else runner.stop();
}

/** End the wait for a line. @param {string|undefined} line */
function settle(line) {
  gotLine?.(line);
  gotLine = null;
}

/** @param {import("../messages.js").MessageOf<"ask">} asked */
async function ask({ id, about, text }) {
  if (about === "help") await rest.bring().catch(() => {}); // where descriptions do not come, a notice says so
  try {
    send("answer", { id, content: runner.answer(about, text)?.toJs() ?? null });
  } catch {
    send("answer", { id, content: null }); // whoever asked can do without
  }
}

/**
 * Sleep, and take the interrupt that ends it, if one comes.
 * @param {number} seconds @returns {boolean} whether one came
 */
function sleep(seconds) {
  const shared = /** @type {Words} */ (words);
  if (Atomics.wait(shared, SHARED.interrupt, 0, seconds * 1000) === "timed-out") return false;
  clearInterrupt();
  return true;
}

function clearInterrupt() {
  if (words) Atomics.store(words, SHARED.interrupt, 0);
}

/**
 * How Python gets a line from the reader: it waits for shared memory to change, or, where the engine can switch stacks,
 * for a message. Undefined where neither can be had; the function returns undefined after Stop.
 */
function wayToAsk() {
  if (words) return waitForLine;
  if (!python._module.jspiSupported) return undefined;
  /** @param {boolean} secret */
  const ask = (secret) => {
    sendPrompt(secret);
    return new Promise((resolve) => (gotLine = resolve));
  };
  return python.pyimport("input_lines").waiting(ask, python.pyimport("pyodide.ffi").run_sync);
}

/** @param {boolean} secret */
function waitForLine(secret) {
  const shared = /** @type {Words} */ (words);
  Atomics.store(shared, SHARED.lineState, LINE.awaited);
  sendPrompt(secret);
  Atomics.wait(shared, SHARED.lineState, LINE.awaited);
  clearInterrupt();
  if (Atomics.load(shared, SHARED.lineState) === LINE.stopped) return undefined;
  const bytes = new Uint8Array(shared.buffer, SHARED.lineBytes, shared[SHARED.lineLength]);
  return new TextDecoder().decode(bytes.slice()); // decoders refuse memory that is shared
}

/** @param {boolean} secret */
function sendPrompt(secret) {
  if (!running) throw new Error(WORDS.fetching.late_input);
  send("prompt", { id: running.id, secret });
}

/**
 * What C code prints: it does not pass through Python's sys.stdout.
 * @param {"stdout"|"stderr"} kind @param {(part: Part) => void} emit
 */
function rawStream(kind, emit) {
  const decoder = new TextDecoder();
  return {
    /** @param {Uint8Array<ArrayBuffer>} bytes */
    write(bytes) {
      emit({ part: kind, text: decoder.decode(bytes, { stream: true }) });
      return bytes.length;
    },
  };
}
