/** The memory that the page shares with its worker: how to reach a Python that is too busy for messages. */

import { LINE, SHARED } from "../../messages.js";

const SIGINT = 2;

export class SharedMemory {
  buffer = new SharedArrayBuffer(SHARED.size);
  #words = new Int32Array(this.buffer, 0, SHARED.lineBytes / 4);

  /** @returns {SharedMemory|null} null where the page's host does not allow it, or the browser has none */
  static create() {
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

  /** Hand over the line that Python waits for. @param {string} text */
  reply(text) {
    const room = new Uint8Array(this.buffer, SHARED.lineBytes);
    const bytes = new TextEncoder().encode(text).subarray(0, room.length);
    room.set(bytes);
    this.#words[SHARED.lineLength] = bytes.length;
    this.#set(SHARED.lineState, LINE.there);
  }

  /** @param {number} word @param {number} value */
  #set(word, value) {
    Atomics.store(this.#words, word, value);
    Atomics.notify(this.#words, word);
  }
}
