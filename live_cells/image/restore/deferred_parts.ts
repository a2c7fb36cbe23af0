/**
 * What the build leaves out of a memory image (live_cells/image/slim/slim_memory.mjs): where it lies in the browser, and how it comes
 * to Python, after the first result or as soon as something calls for it.
 */

import type { Download, Later } from "../../live/messages.ts";
import { fill } from "../../live/phrases.ts";
import { putLate } from "../slim/deferred_memory.ts";
import type { Layer, Pyodide } from "../format.ts";
import { SecondHalves } from "../slim/deferred_functions.ts";
import { once } from "../../live/worker/downloads.ts";
import { DeferredFile, type DeferredLoad } from "../../live/worker/deferred_files.ts";
import { LaterParts, laterParts } from "./parts.ts";
import type { Unpacker } from "./unpacking.ts";

/**
 * The head of the image, or of what lies above it, Python's memory, and Python, as far as they have come. What is above has
 * to be whole before the second halves of the core are here: these are asked for what functions are missing.
 */
type Seen = {
  head: () => Layer;
  memory: () => Uint8Array;
  python: () => Pyodide | undefined;
  above: LeftOut | null;
};

export class LeftOut {
  #file;
  #halves;
  #isKept;
  #parts;
  #seen;
  /** Bring all of it, and put it where it belongs. */
  #bring;

  /** @param kept what of it the page has from an earlier start @param tell is told of a fetch that the running code waits for */
  constructor(
    download: Download,
    kept: Later | null,
    seen: Seen,
    { unpacker, tell }: { unpacker: Unpacker; tell: (loaded: number, total: number) => void },
  ) {
    this.#seen = seen;
    this.#isKept = kept !== null;
    this.#file = new DeferredFile(download, tell, this.#isKept);
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
        return this.putNow();
      } catch (error) {
        const reason = (error as Error).message;
        throw endedBy(seen.python(), new Error(fill(WORDS.ends.part_missing, { reason })));
      }
    });
    this.#bring = once(async () => {
      if (seen.above) await seen.above.#bring();
      const later = await this.#parts.ready();
      putLate(seen.memory(), later.memory);
      this.#halves.arrive(later.code);
      return later;
    });
  }

  /** @param exports of a first half, just instantiated */
  take(exports: WebAssembly.Exports) {
    return this.#halves.take(exports);
  }

  /**
   * Put into memory what is missing there, without returning before it is there.
   * @returns the second halves of compiled code
   */
  putNow(): WebAssembly.Module[] {
    this.#seen.above?.putNow();
    const { code, memory } = this.#parts.now();
    putLate(this.#seen.memory(), memory);
    return code;
  }

  /** @param tell called with those parts that came */
  late(tell: (later: Later) => void): DeferredLoad {
    const load = once(async () => {
      const later = await this.#bring();
      if (!this.#isKept) tell(later);
    });
    return { file: this.#file, fetch: this.#parts.fetch, load };
  }
}

/**
 * End Python: C code, which has called what is not here, cannot go on.
 * @param python undefined while it starts
 * @param error why
 */
function endedBy(python: Pyodide | undefined, error: Error) {
  try {
    python?._api.fatal_error(error);
  } catch {
    // which it throws in any case
  }
  python?._api.on_fatal?.(error); // what it did before that may have needed what is not here
  return error;
}
