// What Stop writes into the memory that page and worker share reaches Python, whenever it comes.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINE, SHARED, SIGINT } from "../../live_cells/live/messages.ts";
import { SharedMemoryReader } from "../../live_cells/live/worker/shared_memory.ts";

/** The memory, and a Python that looks into it as CPython does for Emscripten, with something that happens amid the look. */
function memory() {
  const buffer = new SharedArrayBuffer(SHARED.size);
  const words = new Int32Array(buffer, 0, SHARED.lineBytes / 4);
  const shared = new SharedMemoryReader(buffer);
  const module = {};
  shared.interrupts({
    setInterruptBuffer: (given) => (module.Py_EmscriptenSignalBuffer = given),
    _module: module,
  });
  const takeSignal = (meanwhile = () => {}) => {
    if (!module.Py_EmscriptenSignalBuffer) {
      meanwhile();
      return 0;
    }
    const signal = module.Py_EmscriptenSignalBuffer[0];
    meanwhile();
    module.Py_EmscriptenSignalBuffer[0] = 0;
    return signal;
  };
  return { buffer, words, shared, takeSignal };
}

test("Python takes an interrupt once", () => {
  const { words, takeSignal } = memory();
  assert.equal(takeSignal(), 0);
  words[SHARED.interrupt] = SIGINT;
  assert.equal(takeSignal(), SIGINT);
  assert.equal(words[SHARED.interrupt], 0); // which is how the page sees that Python has seen it
  assert.equal(takeSignal(), 0);
});

test("an interrupt is kept that comes amid Python's look", () => {
  const { words, takeSignal } = memory();
  takeSignal(() => Atomics.store(words, SHARED.interrupt, SIGINT));
  assert.equal(takeSignal(), SIGINT);
});

test("a line that is asked for after Stop is not waited for", () => {
  const { words, shared } = memory();
  words[SHARED.interrupt] = SIGINT;
  words[SHARED.lineState] = LINE.stopped;
  assert.equal(
    shared.waitForLine(() => assert.fail("asked")),
    undefined,
  );
  assert.equal(words[SHARED.interrupt], 0);
});

test("a line of the reader arrives", () => {
  const { buffer, words, shared } = memory();
  const line = new TextEncoder().encode("Ada");
  const answer = () => {
    new Uint8Array(buffer, SHARED.lineBytes).set(line);
    words[SHARED.lineLength] = line.length;
    words[SHARED.lineState] = LINE.there;
  };
  assert.equal(shared.waitForLine(answer), "Ada");
});

test("an interrupt that could not be taken comes again until its Stop has been heard", () => {
  const { words, shared, takeSignal } = memory();
  words[SHARED.stops] += 1;
  words[SHARED.interrupt] = SIGINT;
  assert.equal(takeSignal(), SIGINT);
  shared.interruptLater();
  assert.equal(takeSignal(), SIGINT);
  shared.acknowledgeStop();
  shared.interruptLater();
  assert.equal(takeSignal(), 0);
});
