/**
 * What the build leaves out of a memory image (../slim/): where it lies in the browser, and how it comes to Python, after the
 * first result or as soon as something calls for it.
 */

import type { Download, Later } from "../../live/messages.ts";
import { fill } from "../../live/phrases.ts";
import { once } from "../../live/worker/downloads.ts";
import { DeferredFile, type DeferredLoad } from "../../live/worker/deferred_files.ts";
import type { Head, Layer, Pyodide } from "../format.ts";
import { DeferredFunctions } from "../slim/deferred_functions.ts";
import { putDeferred } from "../slim/deferred_memory.ts";
import { LaterParts, laterParts } from "./parts.ts";
import type { Unpacker } from "./unpacking.ts";

/** The head of the image and of what lies above it, the exports of Python's core, and Python, as far as they have come. */
export type Seen = { head?: Head; layer?: Layer; core?: WebAssembly.Exports; python?: Pyodide };

export class DeferredParts {
  #file;
  #functions;
  #isKept;
  #parts;
  #seen;
  #above;
  #of: "head" | "layer";
  /** Load all of it, and put it where it belongs. */
  #load;

  /**
   * @param kept what of it the page has from an earlier start
   * @param of what it was left out of: the image, or the layer above it
   * @param above what lies above: it has to be whole before the functions of the core are here, for these are asked for it
   * @param onProgress called during a fetch that the running code waits for
   */
  constructor(
    download: Download,
    kept: Later | null,
    seen: Seen,
    of: "head" | "layer",
    above: DeferredParts | null,
    { unpacker, onProgress }: { unpacker: Unpacker; onProgress: (loaded: number, total: number) => void },
  ) {
    this.#seen = seen;
    this.#above = above;
    this.#of = of;
    this.#isKept = kept !== null;
    this.#file = new DeferredFile(download, onProgress, this.#isKept);
    this.#parts = new LaterParts(this.#file, kept, {
      now: (packed) => laterParts(this.#head, unpacker.unpackNow(packed, this.#head.sizes.later)),
      aside: async (packed) => {
        const bytes = await unpacker.unpack(packed, this.#head.sizes.later);
        unpacker.rest();
        return laterParts(this.#head, bytes);
      },
    });
    this.#functions = new DeferredFunctions(() => {
      try {
        return this.putNow();
      } catch (error) {
        const reason = (error as Error).message;
        throw endedBy(seen.python, new Error(fill(WORDS.ends.part_missing, { reason })));
      }
    });
    this.#load = once(async () => {
      if (this.#above) await this.#above.#load();
      const later = await this.#parts.ready();
      putDeferred(this.#memory, later.memory);
      this.#functions.link(later.code);
      return later;
    });
  }

  get #head() {
    return this.#seen[this.#of] as Layer;
  }

  get #memory() {
    const { memory } = this.#seen.core as { memory: WebAssembly.Memory };
    return new Uint8Array(memory.buffer);
  }

  /** @param exports of a first half, just instantiated */
  take(exports: WebAssembly.Exports) {
    return this.#functions.take(exports);
  }

  /**
   * Put into memory what is missing there, without returning before it is there.
   * @returns the second halves of compiled code
   */
  putNow(): WebAssembly.Module[] {
    this.#above?.putNow();
    const { code, memory } = this.#parts.now();
    putDeferred(this.#memory, memory);
    return code;
  }

  /** @param onLoad called with those parts that came */
  late(onLoad: (later: Later) => void): DeferredLoad {
    const load = once(async () => {
      const later = await this.#load();
      if (!this.#isKept) onLoad(later);
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
