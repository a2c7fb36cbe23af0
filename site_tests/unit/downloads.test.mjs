// A fetch that running code waits for: Python's objects are released after it, not amid it.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";

/** Calls a finalizer, as a browser does. */
let finalize;
globalThis.FinalizationRegistry = class {
  constructor(release) {
    finalize = release;
  }
};
globalThis.XMLHttpRequest = class {
  status = 200;
  response = new ArrayBuffer(3);
  open() {}
  send() {
    finalize("amid the fetch"); // as WebKit does
  }
};
const { DeferringRegistry, fetchSync } = await import("../../live_cells/live/worker/downloads.ts");

test("what is gone while code waits for a fetch is released when the code has ended", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const released = [];
  new DeferringRegistry((held) => released.push(held));
  finalize("before");
  assert.equal(fetchSync({ name: "plots", url: "plots", bytes: 3 }, () => {}).length, 3);
  assert.deepEqual(released, ["before"]);
  mock.timers.tick(1);
  assert.deepEqual(released, ["before", "amid the fetch"]);
});
