/** The worker: starts Python, then runs the cells that the page sends, one at a time, through runner.py. */

import {
  WORKER_TYPES,
  message,
  read,
  type About,
  type Part,
  type ToPage,
  type ToWorker,
  type FieldsOf,
  type MessageOf,
  type Later,
  type Package,
} from "../messages.ts";
import { fill } from "../phrases.ts";
import { Dependencies, ThrottledProgress } from "./dependencies.ts";
import { confine } from "./confine.ts";
import { DATA_FOLDER, ENVIRONMENT } from "../../image/file_system.ts";
import type { PyProxy } from "../../image/format.ts";
import type { Started } from "../../image/restore/start.ts";
import { onCrash, lineOf, reasonOf } from "./crash_handler.ts";
import { SharedMemoryReader } from "./shared_memory.ts";
import { startPython } from "./start_python.ts";

/** Milliseconds without a run after which deferred files are loaded: they keep the processor busy. */
const IDLE = 1500;
/** Milliseconds after which a run whose promise was rejected, and that has not gone on, will not. */
const REJECTION_TIMEOUT = 500;

/** `isReported`: its cell shows already that a file did not arrive. */
type Running = { id: number; cell: string; isReported?: boolean };

let python: Started["python"];
let runner: Started["runner"];
let deferredFiles: Started["deferredFiles"];
let idle: ReturnType<typeof setTimeout> | undefined;
let shared: SharedMemoryReader | undefined;
/** The modules of named sessions. One Python has them all: another would take as much memory again. */
const sessions = new Map<string, PyProxy>();
let running: Running | null = null;
/** The run that is requested and still waits for what it needs; has it been stopped? */
let pending: { stopped: boolean } | null = null;
let hasEnded = false;
let resolveLine: ((line: string | undefined) => void) | null = null;
let dependencies: Dependencies;

/** Taken while they are here: `confine` removes them. */
const post = self.postMessage.bind(self);
const { locks } = navigator;
confine();

/** Each message is checked here as well, so that a malformed one is an error where it was made. */
const send = <T extends ToPage["type"]>(type: T, fields: FieldsOf<T>, transfer: Transferable[] = []) =>
  post(read(message(type, fields), type), transfer);

const progress = new ThrottledProgress((name, loaded, total) => send("progress", { name, loaded, total }));

const HANDLERS: { [Type in ToWorker["type"]]: (asked: MessageOf<Type>) => unknown } = {
  boot: start,
  run: runCell,
  put,
  preload,
  stop,
  reply: ({ text }) => resolveInput(text),
  ask,
};

self.onmessage = async ({ data }) => {
  try {
    const asked = read(data, ...WORKER_TYPES);
    const handle = HANDLERS[asked.type] as (asked: ToWorker) => unknown;
    await handle(asked);
  } catch (error) {
    crash(error);
  }
};

/** A rejected promise may be one of the cell's own, or the one that Python awaits to go on: then the run never ends. */
self.onunhandledrejection = (event) => {
  if (hasEnded) return event.preventDefault();
  const run = running;
  setTimeout(() => run && run === running && !isPythonRunning() && crash(event.reason), REJECTION_TIMEOUT);
};

function isPythonRunning() {
  try {
    return runner.is_running();
  } catch {
    return false;
  }
}

/** Python cannot go on; the page starts another worker. */
function crash(error: unknown, stack = "") {
  if (!hasEnded) send("fault", { text: reasonOf(error), line: running && lineOf(stack, running.cell) });
  hasEnded = true;
}

/** Hold a lock for which the page waits: it gets the lock when the worker is gone, whatever ended it. */
function holdForever() {
  send("locked", {});
  return new Promise(() => {});
}

async function start(asked: MessageOf<"boot">) {
  if (asked.lock) locks.request(asked.lock, holdForever);
  const started = await startPython(asked.python, {
    kept: asked.parts,
    draws: asked.draws,
    onProgress: (...bytes) => progress.onProgress("Python", ...bytes),
    onDeferred: keepLater,
  });
  ({ python, runner, deferredFiles } = started);
  onCrash(python, crash);
  const { torch } = asked.python;
  if (torch !== undefined) restrictImports(asked.packages, torch);
  dependencies = new Dependencies(started, asked, progress.onProgress, (reason) => {
    if (running && !running.isReported) reportMissing(running.id, reason);
    if (running) running.isReported = true;
  });
  if (asked.shared) {
    shared = new SharedMemoryReader(asked.shared);
    shared.interrupts(python);
  }
  python
    .pyimport("live_runner.page_words")
    .use(python.toPy({ fault: WORDS.fault, figure_in_words: WORDS.figure_in_words }));
  python.pyimport("live_runner.exercise_checks").WORDS.update(python.toPy(WORDS.checks));
  runner.prepare(shared?.sleep, lineReader(), shared?.interruptLater);
  send("ready", { python: python.version });
  const { parts, figures } = started;
  if (parts) send("keep", { parts }, [parts.pages.buffer]);
  if (figures && !asked.parts?.figures) send("keepFigures", { figures }, [figures.pages.buffer]);
}

/** Let cells import what this site offers, and nothing else. */
function restrictImports(packages: Package[], torch: boolean) {
  const modules = packages.map(({ name, modules }) => [name, modules ?? [name]]);
  python.pyimport("live_runner.lazy_imports").offer_only(python.toPy(Object.fromEntries(modules)), torch);
}

const keepLater = (later: Later, isOfFigures: boolean) => send("keepLater", { later, isOfFigures });

/** Report all files that were fetched, for offline use: with fewer, Python might not run without a network. */
function reportFetched() {
  const entries = performance.getEntriesByType("resource");
  if (entries.length) send("fetched", { urls: entries.map((entry) => entry.name) });
  performance.clearResourceTimings();
}

async function runCell({ id, cell, source, session, values, steps, files }: MessageOf<"run">) {
  const emit = (part: Part) => send("output", { id, parts: [part] });
  pending = { stopped: false };
  clearTimeout(idle);
  try {
    await dependencies.loadFor(source, runner.needed(source, ...mainOf(session)).toJs());
    if (steps) await deferredFiles.load();
    for (const { name, bytes } of files) python.FS.writeFile(`${DATA_FOLDER}/${name}`, bytes);
    if (pending.stopped || shared?.isStopOnItsWay)
      throw new DOMException("Stop came before the cell had begun.", "AbortError");
  } catch (error) {
    const { name, type, message } = error as Error & { type?: string };
    const stopped = name === "AbortError" || type === "KeyboardInterrupt"; // the second from `needed`
    if (!stopped) reportMissing(id, message);
    send("ended", { id, outcome: stopped ? "stopped" : "failed", seconds: 0 });
    return;
  } finally {
    pending = null;
    progress.cancel();
  }
  python.setStdout(rawStream("stdout", emit));
  python.setStderr(rawStream("stderr", emit));
  send("started", { id });
  const begin = performance.now();
  running = { id, cell };
  const [main = runner.MAIN] = mainOf(session);
  const watches = deferredFiles.missing() ? undefined : values; // a first result waits for nothing that may come later
  const outcome = await runner.run(source, (part: PyProxy) => emit(part.toJs()), cell, main, watches, steps ?? "");
  running = null;
  send("ended", { id, outcome, seconds: (performance.now() - begin) / 1000 });
  deferredFiles.fetch().then(reportFetched, () => {}); // a run that needs a file reports that it is missing
  idle = setTimeout(() => deferredFiles.load().catch(() => {}), IDLE);
}

/** The module whose variables the cells of a session share; none for those of the page's own. */
function mainOf(session: string | undefined): PyProxy[] {
  if (!session) return [];
  const main = sessions.get(session) ?? python.pyimport("types").ModuleType("__main__");
  sessions.set(session, main);
  return [main];
}

/** Show in a cell that a file did not arrive. @param id of its run */
function reportMissing(id: number, reason: string) {
  const text = fill(WORDS.fetching.for_cell, { reason });
  send("output", { id, parts: [{ part: "error", name: "Fault", ours: true, text }] });
}

function put({ file: { name, bytes } }: MessageOf<"put">) {
  python.FS.writeFile(`${ENVIRONMENT.HOME}/${name}`, bytes);
}

const isFree = () => !pending && !running;

/** Import a package in steps, between which a run may begin: it then imports what is left itself. */
async function preload({ name }: MessageOf<"preload">) {
  try {
    await deferredFiles.load(); // an import that needs a deferred file which cannot be fetched crashes Python
    const step = await dependencies.preload(name);
    while (isFree() && step()) await new Promise((resolve) => setTimeout(resolve));
  } catch {
    // a run that needs the package loads it, and reports why it cannot
  }
}

/** Stop the run. This message arrives only where the run waits for something: Python blocks messages while it computes. */
function stop() {
  send("stopping", {});
  shared?.acknowledgeStop();
  if (pending) pending.stopped = true;
  dependencies.stop();
  if (resolveLine) resolveInput(undefined);
  else runner.stop();
}

/** Resolve the wait for a line. */
function resolveInput(line: string | undefined) {
  resolveLine?.(line);
  resolveLine = null;
}

/** What the editor asks, and Python answers by a package of its own, which comes with the first such question. */
const OF_EDITOR = new Set<About>(["completions", "signature", "problems", "places"]);
let editorCalls: PyProxy | undefined;

async function ask({ id, about, text, session, others = [] }: MessageOf<"ask">) {
  const isOfEditor = OF_EDITOR.has(about);
  // where docstrings do not arrive, a notice says so
  if (about === "help" || isOfEditor) await deferredFiles.load().catch(() => {});
  try {
    if (isOfEditor) {
      await dependencies.loadQuietly("live_editor");
      if (!isFree()) throw new Error("A run has begun meanwhile: while Python answers, it could not be stopped.");
      editorCalls ??= python.pyimport("live_runner.page_calls").package_of("live_editor.zip");
    }
    const answer = isOfEditor
      ? editorCalls?.answer(about, text, python.toPy(others), ...mainOf(session))
      : runner.answer(about, text, ...mainOf(session));
    send("answer", { id, content: answer?.toJs() ?? null });
  } catch {
    send("answer", { id, content: null });
  }
}

/**
 * How Python gets a line from the reader: it waits for shared memory to change, or, where the engine can switch stacks,
 * for a message. Undefined where neither is possible; the function returns undefined after Stop.
 */
function lineReader() {
  const memory = shared;
  if (memory) return (secret: boolean) => memory.waitForLine(() => sendPrompt(secret));
  if (!python._module.jspiSupported) return undefined;
  const ask = (secret: boolean) => {
    sendPrompt(secret);
    return new Promise((resolve) => (resolveLine = resolve));
  };
  return python.pyimport("live_runner.input_lines").waiting(ask, python.pyimport("pyodide.ffi").run_sync);
}

function sendPrompt(secret: boolean) {
  if (!running) throw new Error(WORDS.fetching.late_input);
  send("prompt", { id: running.id, secret });
}

/** For what C code prints, which bypasses Python's sys.stdout. */
function rawStream(kind: "stdout" | "stderr", emit: (part: Part) => void) {
  const decoder = new TextDecoder();
  return {
    write(bytes: Uint8Array<ArrayBuffer>) {
      emit({ part: kind, text: decoder.decode(bytes, { stream: true }) });
      return bytes.length;
    },
  };
}
