// An image that is made twice is to be the same twice.
import crypto from "node:crypto";

/**
 * The same sources are to give the same image: of this machine, Python learns no chance, no time and no place. Where
 * an image is restored, its generators are seeded anew (docs/live/python/restored.py).
 */
export function leaveNothingToChance() {
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
}
