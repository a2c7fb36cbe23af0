/**
 * The worker: load Python, then run the cells that the page sends, one at a time, through runner.py. It never
 * touches the page; all it says, it says in messages.
 */

import {
  message,
  read,
  type Part,
  type ToPage,
  type ToWorker,
  type FieldsOf,
  type MessageOf,
  type Later,
  type Package,
} from "../messages.ts";
import { fill } from "../phrases.ts";
import { Arrivals, Paced } from "./arrivals.ts";
import { confine } from "./confine.ts";
import { DATA_FOLDER, ENVIRONMENT } from "../../image/file_system.ts";
import type { PyProxy } from "../../image/format.ts";
import type { Started } from "../../image/restore/start.ts";
import { hearLastWords, lineOf, reasonOf } from "./last_words.ts";
import { SharedMemory } from "./shared_memory.ts";
import { startPython } from "./start_python.ts";

/** Milliseconds without a run after which there is time for what no cell has needed yet. */
const CALM = 1500;
/** Milliseconds after which a run that has neither begun nor ended will do neither. */
const TO_GO_ON = 500;

/** `isMissing`: it has been said that something for it did not arrive. */
type Running = { id: number; cell: string; isMissing?: boolean };

let python: Started["python"];
let runner: Started["runner"];
let rest: Started["rest"];
let calm: ReturnType<typeof setTimeout> | undefined;
let shared: SharedMemory | undefined;
let running: Running | null = null;
/** The run that was asked for and still waits for what it needs; has it been stopped? */
let coming: { stopped: boolean } | null = null;
let hasEnded = false;
let gotLine: ((line: string | undefined) => void) | null = null;
let arrivals: Arrivals;

/** What cells do not have. */
const post = self.postMessage.bind(self);
const { locks } = navigator;
confine();

/** Each message is read here as well: what is wrong with one is then an error where it was made. */
const send = <T extends ToPage["type"]>(type: T, fields: FieldsOf<T>, handedOver: Transferable[] = []) =>
  post(read(message(type, fields), type), handedOver);

const arriving = new Paced((name, loaded, total) => send("stage", { name, loaded, total }));

const HANDLERS: { [Type in ToWorker["type"]]: (asked: MessageOf<Type>) => unknown } = {
  boot: start,
  run: runCell,
  put,
  ahead,
  stop,
  reply: ({ text }) => settle(text),
  ask,
};

self.onmessage = async ({ data }) => {
  try {
    const asked = read(data, "boot", "run", "put", "ahead", "stop", "reply", "ask");
    const handle = HANDLERS[asked.type] as (asked: ToWorker) => unknown;
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

/** Python is of no use any more; the page brings another. */
function end(error: unknown, stack = "") {
  if (!hasEnded) send("fault", { text: reasonOf(error), line: running && lineOf(stack, running.cell) });
  hasEnded = true;
}

/** The page, which waits for this lock, gets it when the worker is gone. */
function holdForever() {
  send("locked", {});
  return new Promise(() => {});
}

async function start(asked: MessageOf<"boot">) {
  if (asked.lock) locks.request(asked.lock, holdForever);
  const started = await startPython(asked.python, {
    kept: asked.parts,
    draws: asked.draws,
    onProgress: (...bytes) => arriving.tell("Python", ...bytes),
    onDeferred: keepLater,
  });
  ({ python, runner, rest } = started);
  hearLastWords(python, end);
  const { torch } = asked.python;
  if (torch !== undefined) offerOnly(asked.packages, torch);
  arrivals = new Arrivals(started, asked, arriving.tell, (reason) => {
    if (running && !running.isMissing) sayMissing(running.id, reason);
    if (running) running.isMissing = true;
  });
  if (asked.shared) {
    shared = new SharedMemory(asked.shared);
    shared.interrupts(python);
  }
  python
    .pyimport("live_runner.page_words")
    .use(python.toPy({ fault: WORDS.fault, figure_in_words: WORDS.figure_in_words }));
  python.pyimport("live_runner.exercise_checks").WORDS.update(python.toPy(WORDS.checks));
  runner.prepare(shared?.sleep, wayToAsk(), shared?.interruptLater);
  send("ready", { python: python.version });
  const { parts, figures } = started;
  if (parts) send("keep", { parts }, [parts.pages.buffer]);
  if (figures && !asked.parts?.figures) send("keepFigures", { figures }, [figures.pages.buffer]);
}

/** Have cells import what this site offers, and nothing else. */
function offerOnly(packages: Package[], torch: boolean) {
  const modules = packages.map(({ name, modules }) => [name, modules ?? [name]]);
  python.pyimport("live_runner.stand_ins").offer_only(python.toPy(Object.fromEntries(modules)), torch);
}

const keepLater = (later: Later, isOfFigures: boolean) => send("keepLater", { later, isOfFigures });

/** Say which files have come, for keeping them: with fewer than all, Python might not go on without a network. */
function tellFetched() {
  const entries = performance.getEntriesByType("resource");
  if (entries.length) send("fetched", { urls: entries.map((entry) => entry.name) });
  performance.clearResourceTimings();
}

async function runCell({ id, cell, source, files }: MessageOf<"run">) {
  const emit = (part: Part) => send("output", { id, parts: [part] });
  coming = { stopped: false };
  clearTimeout(calm);
  try {
    await arrivals.fetchFor(source, runner.needed(source).toJs());
    for (const { name, bytes } of files) python.FS.writeFile(`${DATA_FOLDER}/${name}`, bytes);
    if (coming.stopped || shared?.isStopOnItsWay)
      throw new DOMException("Stop came before the cell had begun.", "AbortError");
  } catch (error) {
    const { name, type, message } = error as Error & { type?: string };
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
  const outcome = await runner.run(source, (part: PyProxy) => emit(part.toJs()), cell);
  running = null;
  send("ended", { id, outcome, seconds: (performance.now() - begin) / 1000 });
  rest.fetch().then(tellFetched, () => {}); // what is missing, whoever needs it tells
  calm = setTimeout(() => rest.bring().catch(() => {}), CALM);
}

/** Say in a cell that something did not arrive. @param id of its run */
function sayMissing(id: number, reason: string) {
  const text = fill(WORDS.fetching.for_cell, { reason });
  send("output", { id, parts: [{ part: "error", name: "Fault", ours: true, text }] });
}

function put({ file: { name, bytes } }: MessageOf<"put">) {
  python.FS.writeFile(`${ENVIRONMENT.HOME}/${name}`, bytes);
}

/** Import a package in steps, between which a run may begin; that then imports the rest itself. */
async function ahead({ name }: MessageOf<"ahead">) {
  try {
    await rest.bring(); // or the import could need what cannot be had, which ends Python
    const step = await arrivals.ahead(name);
    const isFree = () => !coming && !running;
    while (isFree() && step()) await new Promise((resolve) => setTimeout(resolve));
  } catch {
    // whoever needs it brings it, and tells
  }
}

/** The page wants the running cell to stop: it arrives here only if the cell, or its run, waits for something. */
function stop() {
  send("stopping", {});
  shared?.stopHeard();
  if (coming) coming.stopped = true;
  arrivals.stop();
  if (gotLine) settle(undefined);
  else runner.stop();
}

/** End the wait for a line. */
function settle(line: string | undefined) {
  gotLine?.(line);
  gotLine = null;
}

async function ask({ id, about, text }: MessageOf<"ask">) {
  if (about === "help") await rest.bring().catch(() => {}); // where descriptions do not come, a notice says so
  try {
    send("answer", { id, content: runner.answer(about, text)?.toJs() ?? null });
  } catch {
    send("answer", { id, content: null }); // whoever asked can do without
  }
}

/**
 * How Python gets a line from the reader: it waits for shared memory to change, or, where the engine can switch stacks,
 * for a message. Undefined where neither can be had; the function returns undefined after Stop.
 */
function wayToAsk() {
  const memory = shared;
  if (memory) return (secret: boolean) => memory.waitForLine(() => sendPrompt(secret));
  if (!python._module.jspiSupported) return undefined;
  const ask = (secret: boolean) => {
    sendPrompt(secret);
    return new Promise((resolve) => (gotLine = resolve));
  };
  return python.pyimport("live_runner.input_lines").waiting(ask, python.pyimport("pyodide.ffi").run_sync);
}

function sendPrompt(secret: boolean) {
  if (!running) throw new Error(WORDS.fetching.late_input);
  send("prompt", { id: running.id, secret });
}

/** What C code prints: it does not pass through Python's sys.stdout. */
function rawStream(kind: "stdout" | "stderr", emit: (part: Part) => void) {
  const decoder = new TextDecoder();
  return {
    write(bytes: Uint8Array<ArrayBuffer>) {
      emit({ part: kind, text: decoder.decode(bytes, { stream: true }) });
      return bytes.length;
    },
  };
}
