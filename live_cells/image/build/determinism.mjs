// The same sources give the same image, on every machine and at any time.
import crypto from "node:crypto";

/**
 * Chromium can switch stacks, and Pyodide then calls cells in another way; Firefox cannot, and of Node some versions can.
 * As these stand-ins switch nothing, Python takes Chromium's way in every Node, as long as nothing waits.
 */
const STACK_SWITCHING = { Suspending: asItIs, promising: asItIs };

function asItIs(called) {
  return called;
}

/**
 * Take randomness, clocks and paths of this machine away from the Python that becomes the image. Where an image is restored,
 * its generators are seeded anew (live_cells/live/python/live_runner/restored.py).
 */
export function makeDeterministic() {
  let drawn = 0;
  crypto.randomFillSync = (view) => {
    for (let at = 0; at < view.length; at++) {
      drawn = (Math.imul(drawn, 1103515245) + 12345) >>> 0;
      view[at] = drawn >>> 16;
    }
  };
  Math.random = () => 0.5;
  process.env.TZ = "UTC";
  process.argv[1] = "./this.program"; // as in browsers; the path of this file would become a part of the image
  Date.now = () => Date.UTC(2020, 0);
  performance.now = () => 0;
  Object.assign(WebAssembly, STACK_SWITCHING);
}

/** Do something in the way of an engine that cannot switch stacks. */
export async function withoutStackSwitching(work) {
  for (const name of Object.keys(STACK_SWITCHING)) delete WebAssembly[name];
  try {
    return await work();
  } finally {
    Object.assign(WebAssembly, STACK_SWITCHING);
  }
}
