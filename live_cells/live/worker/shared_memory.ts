/**
 * The worker's end of the memory that it shares with the page (page/kernel/shared_memory.ts). While Python computes, the
 * worker gets no messages: Stop and the reader's line reach it only here.
 */

import { LINE, SHARED, SIGINT } from "../messages.ts";
import type { Pyodide } from "../../image/format.ts";

export class SharedMemoryReader {
  #words;
  #stopsHeard = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer, 0, SHARED.lineBytes / 4);
  }

  /**
   * Let Python look here for interrupts. It reads a byte and then writes 0 there, even if it read 0: what the page wrote
   * between the two would be lost (https://github.com/python/cpython/issues/157548). So it sees the byte only while there
   * is an interrupt to take.
   */
  interrupts({ setInterruptBuffer, _module }: Pyodide) {
    const buffer = new Uint8Array(this.#words.buffer, 4 * SHARED.interrupt, 1);
    setInterruptBuffer(buffer);
    const get = () => (this.#isInterrupted ? buffer : null);
    Object.defineProperty(_module, "Py_EmscriptenSignalBuffer", { get });
  }

  /** Has Stop been pressed, and its message not arrived yet? Python may have consumed the interrupt already. */
  get isStopOnItsWay() {
    return Atomics.load(this.#words, SHARED.stops) !== this.#stopsHeard;
  }

  /** An interrupt came where it could not be handled: raise it again, until the message of its Stop arrives. */
  interruptLater = () => {
    if (this.isStopOnItsWay) Atomics.store(this.#words, SHARED.interrupt, SIGINT);
  };

  /** The message of a Stop has arrived. */
  acknowledgeStop() {
    this.#stopsHeard += 1;
    this.#clearInterrupt();
  }

  /** Sleep until an interrupt, which is consumed. @returns whether there was one */
  sleep = (seconds: number): boolean => {
    if (Atomics.wait(this.#words, SHARED.interrupt, 0, seconds * 1000) === "timed-out") return false;
    this.#clearInterrupt();
    return true;
  };

  /** Wait for a line from the reader. @param ask asks for it @returns undefined after Stop */
  waitForLine(ask: () => void): string | undefined {
    const words = this.#words;
    Atomics.store(words, SHARED.lineState, LINE.awaited);
    if (!this.#isInterrupted) {
      ask();
      Atomics.wait(words, SHARED.lineState, LINE.awaited);
    }
    if (this.#isInterrupted || Atomics.load(words, SHARED.lineState) === LINE.stopped) {
      this.#clearInterrupt();
      return undefined;
    }
    const bytes = new Uint8Array(words.buffer, SHARED.lineBytes, words[SHARED.lineLength]);
    return new TextDecoder().decode(bytes.slice()); // decoders refuse memory that is shared
  }

  get #isInterrupted() {
    return Atomics.load(this.#words, SHARED.interrupt) !== 0;
  }

  #clearInterrupt() {
    Atomics.store(this.#words, SHARED.interrupt, 0);
  }
}
