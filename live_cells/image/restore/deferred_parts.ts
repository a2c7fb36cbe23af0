/**
 * What the build leaves out of a memory image (../slim/): where it lies in the browser, and how it comes to Python, after the
 * first result or as soon as something calls for it. It is compiled only then, because that takes a while.
 */

import type { Download, Later } from "../../live/messages.ts";
import { fill } from "../../live/phrases.ts";
import { once, type Bytes } from "../../live/worker/downloads.ts";
import { DeferredFile, type DeferredLoad } from "../../live/worker/deferred_files.ts";
import type { Head, Layer, Pyodide } from "../format.ts";
import { DeferredFunctions } from "../slim/deferred_functions.ts";
import { putDeferred } from "../slim/deferred_memory.ts";
import { exactly } from "./parts.ts";
import type { Unpacker } from "./unpacking.ts";

/** The head of the image and of what lies above it, the exports of Python's core, and Python, as far as they have come. */
export type Arrived = { head?: Head; layer?: Layer; core?: WebAssembly.Exports; python?: Pyodide };

export class DeferredParts {
  #file;
  #functions = new DeferredFunctions(() => this.#loadSyncOrAbort());
  #isKept;
  #parts;
  #packed: Bytes | null = null;
  #arrived;
  #of: "head" | "layer";
  #figures;
  #unpacker;

  /**
   * @param kept what of it the page has from an earlier start
   * @param of what it was left out of: the image, or the layer above it
   * @param figures what lies above: it has to be whole before the functions of the core are here, for these are asked for it
   * @param onProgress called during a fetch that the running code waits for
   */
  constructor(
    download: Download,
    kept: Later | null,
    arrived: Arrived,
    of: "head" | "layer",
    figures: DeferredParts | null,
    { unpacker, onProgress }: { unpacker: Unpacker; onProgress: (loaded: number, total: number) => void },
  ) {
    this.#arrived = arrived;
    this.#of = of;
    this.#figures = figures;
    this.#isKept = kept !== null;
    this.#parts = kept;
    this.#unpacker = unpacker;
    this.#file = new DeferredFile(download, onProgress, this.#isKept);
  }

  get #head() {
    return this.#arrived[this.#of] as Layer;
  }

  /** @param exports of a first half, just instantiated */
  filterExports(exports: WebAssembly.Exports) {
    return this.#functions.filterExports(exports);
  }

  /**
   * Put into memory what is missing there, without returning before it is there.
   * @returns the second halves of compiled code
   */
  loadSync(): WebAssembly.Module[] {
    this.#figures?.loadSync();
    if (!this.#parts) {
      const bytes = this.#unpacker.unpackNow(this.#packed ?? this.#file.fetchSync(), this.#head.sizes.later);
      const { code, memory } = this.#placed(bytes);
      this.#keep(
        code.map((half) => new WebAssembly.Module(half)),
        memory,
      );
    }
    return this.#put().code;
  }

  /** @param onLoad called with those parts that came */
  deferredLoad(onLoad: (later: Later) => void): DeferredLoad {
    const load = once(async () => {
      await this.#load();
      if (!this.#isKept) onLoad(this.#parts as Later);
    });
    return { file: this.#file, fetch: this.#fetch, load };
  }

  /** Have the file, and do nothing with it yet. */
  #fetch = once(async () => {
    if (!this.#parts) this.#packed = await this.#file.fetch();
  });

  /** Load all of it, and put it where it belongs. */
  #load = once(async () => {
    if (this.#figures) await this.#figures.#load();
    await this.#fetch();
    if (!this.#parts) {
      const bytes = await this.#unpacker.unpack(this.#packed as Bytes, this.#head.sizes.later);
      this.#unpacker.terminateWorker();
      const { code, memory } = this.#placed(bytes);
      this.#keep(await Promise.all(code.map((half) => WebAssembly.compile(half))), memory);
    }
    this.#functions.link(this.#put().code);
  });

  /** The second halves of all compiled code, and what is missing in memory. */
  #placed(bytes: Bytes) {
    exactly(this.#head.sizes.later, bytes, "later");
    const parts = this.#head.later.map(({ start, end }) => bytes.subarray(start, end));
    return { code: parts.slice(0, -1), memory: parts[parts.length - 1] };
  }

  #keep(code: WebAssembly.Module[], memory: Bytes) {
    this.#packed = null;
    this.#parts ??= { code, memory: memory.slice() }; // not the code's bytes with it
  }

  #put() {
    const { memory } = this.#arrived.core as { memory: WebAssembly.Memory };
    const later = this.#parts as Later;
    putDeferred(new Uint8Array(memory.buffer), later.memory);
    return later;
  }

  /** C code, which has called what is not here, cannot go on: without it, Python ends. */
  #loadSyncOrAbort() {
    try {
      return this.loadSync();
    } catch (error) {
      const { python } = this.#arrived; // none while it starts
      const reason = new Error(fill(WORDS.ends.part_missing, { reason: (error as Error).message }));
      try {
        python?._api.fatal_error(reason);
      } catch {
        // which it throws in any case
      }
      python?._api.on_fatal?.(reason); // what it did before that may have needed what is not here
      throw reason;
    }
  }
}
