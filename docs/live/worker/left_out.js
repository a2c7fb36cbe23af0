/**
 * What the build leaves out of a memory image (docs/hooks/image/left_out.mjs): where it lies in the browser, and how it comes
 * to Python, after the first result or as soon as something calls for it.
 */

import { once } from "./downloads.js";
import { fill } from "../phrases.js";
import { laterParts } from "./image_parts.js";
import { LateFile } from "./late_files.js";
import { putTexts } from "./late_texts.js";
import { LaterParts } from "./later_parts.js";
import { SecondHalves } from "./second_halves.js";

/**
 * @typedef {import("../messages.js").Later} Later
 *
 * The image's head and Python, as far as they have come.
 * @typedef {{head: () => import("./restore_image.js").Head, python: () => import("./start_python.js").Pyodide|undefined}} Seen
 */

export class LeftOut {
  #file;
  #halves;
  #isKept;
  #parts;
  #seen;

  /**
   * @param {import("./late_files.js").Download} download @param {Later|null} kept what of it the page has from an earlier start
   * @param {Seen} seen @param {import("./unpacking.js").Unpacker} unpacker
   */
  constructor(download, kept, seen, unpacker) {
    this.#seen = seen;
    this.#isKept = kept !== null;
    this.#file = new LateFile(download, this.#isKept);
    this.#parts = new LaterParts(this.#file, kept, {
      now: (packed) => laterParts(seen.head(), unpacker.unpackNow(packed, seen.head().sizes.later)),
      aside: async (packed) => {
        const bytes = await unpacker.unpack(packed, seen.head().sizes.later);
        unpacker.rest();
        return laterParts(seen.head(), bytes);
      },
    });
    this.#halves = new SecondHalves(() => {
      try {
        return this.#parts.now().code;
      } catch (error) {
        const reason = /** @type {Error} */ (error).message;
        throw endedBy(seen.python(), new Error(fill(WORDS.ends.part_missing, { reason })));
      }
    });
  }

  /** @param {WebAssembly.Exports} exports of a first half, just instantiated */
  take(exports) {
    return this.#halves.take(exports);
  }

  /** Put the descriptions where they belong, without returning before they are there. */
  putTextsNow() {
    putTexts(this.#seen.python()._module.HEAPU8, this.#parts.now().texts);
  }

  /** @param {(later: Later) => void} tell called with those parts that came @returns {import("./late_files.js").Late} */
  late(tell) {
    const bring = once(async () => {
      const { code, texts } = await this.#parts.ready();
      this.#halves.arrive(code);
      putTexts(this.#seen.python()._module.HEAPU8, texts);
      if (!this.#isKept) tell({ code, texts });
    });
    return { file: this.#file, fetch: this.#parts.fetch, bring };
  }
}

/**
 * End Python: C code, which has called what is not here, cannot go on.
 * @param {import("./start_python.js").Pyodide|undefined} python undefined while it starts @param {Error} error why
 */
function endedBy(python, error) {
  try {
    python?._api.fatal_error(error);
  } catch {
    // which it throws in any case
  }
  python?._api.on_fatal?.(error); // what it did before that may have needed what is not here
  return error;
}
