/** The memory that the page shares with its worker: how to reach a Python that is too busy for messages. */

import { LINE, SHARED } from "../../messages.ts";

const SIGINT = 2;

export class SharedMemory {
  buffer = new SharedArrayBuffer(SHARED.size);
  #words = new Int32Array(this.buffer, 0, SHARED.lineBytes / 4);

  /** @returns null where the page's host does not allow it, or the browser has none */
  static create(): SharedMemory | null {
    return globalThis.crossOriginIsolated && globalThis.SharedArrayBuffer ? new SharedMemory() : null;
  }

  /** Raise KeyboardInterrupt in what runs, sleeps, or waits for a line. */
  interrupt() {
    this.#set(SHARED.interrupt, SIGINT);
    this.#set(SHARED.lineState, LINE.stopped);
  }

  /** Has Python seen the wish to stop? It clears the word then. */
  get isInterruptSeen() {
    return Atomics.load(this.#words, SHARED.interrupt) !== SIGINT;
  }

  /** Hand over the line that Python waits for. */
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
