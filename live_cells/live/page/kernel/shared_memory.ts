/**
 * The page's end of the memory that it shares with the worker (worker/shared_memory.ts): it reaches a Python that computes,
 * which gets no messages meanwhile.
 */

import { LINE, SHARED, SIGINT } from "../../messages.ts";

export class SharedMemoryWriter {
  buffer = new SharedArrayBuffer(SHARED.size);
  #words = new Int32Array(this.buffer, 0, SHARED.lineBytes / 4);

  /** @returns null where the page's host does not allow it, or the browser has none */
  static create(): SharedMemoryWriter | null {
    return globalThis.crossOriginIsolated && globalThis.SharedArrayBuffer ? new SharedMemoryWriter() : null;
  }

  /** Raise KeyboardInterrupt in what runs, sleeps, or waits for a line. */
  interrupt() {
    Atomics.add(this.#words, SHARED.stops, 1);
    this.#set(SHARED.interrupt, SIGINT);
    this.#set(SHARED.lineState, LINE.stopped);
  }

  /** Has Python seen the interrupt? It clears the word then. */
  get isInterruptSeen() {
    return Atomics.load(this.#words, SHARED.interrupt) !== SIGINT;
  }

  /** Hand over the line for which Python waits. */
  reply(text: string) {
    const room = new Uint8Array(this.buffer, SHARED.lineBytes);
    const bytes = new TextEncoder().encode(text).subarray(0, room.length);
    room.set(bytes);
    this.#words[SHARED.lineLength] = bytes.length;
    this.#set(SHARED.lineState, LINE.there);
  }

  #set(word: number, value: number) {
    Atomics.store(this.#words, word, value);
    Atomics.notify(this.#words, word);
  }
}
