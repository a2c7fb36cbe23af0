/**
 * The page's end of one worker: what is said to it, what it says, and its end, however that comes about. The only file
 * that talks to the worker.
 */

import { ask, boot, read, reply, run, stop } from "../../messages.js";
import { OpenQuestions } from "./open_questions.js";
import { SharedMemory } from "./shared_memory.js";

/** What the worker may say. */
const HEARD = ["locked", "stage", "ready", "keep", "fetched", "started", "prompt", "output", "ended", "fault"];

/**
 * Milliseconds that a running cell has to obey before its worker is ended: where it shares memory with the page,
 * Python itself sees the wish to stop; elsewhere only a cell that awaits something can.
 */
const PATIENCE = { shared: 500, alone: 150 };

export class WorkerLink {
  #worker = new Worker(new URL("../../worker/worker.js", import.meta.url), { type: "module", name: "python" });
  #lock = navigator.locks ? crypto.randomUUID() : null;
  #shared = SharedMemory.create();
  #questions = new OpenQuestions();
  #listener;

  /**
   * @param {{python: object, datasets: object[], packages: object[]}} config all addresses absolute
   * @param {import("../../messages.js").Parts|null} parts of the memory image, if they are here
   * @param {{heard: (message: object) => void, ended: (reason: string, line?: number|null) => void}} listener is told
   *     what the worker says, and why it cannot go on; of nothing more after `close`
   */
  constructor({ python, datasets, packages }, parts, listener) {
    this.#listener = listener;
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onmessageerror = () => this.#ended("what it said could not be read.");
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#ended(event.message || "its program could not be loaded.");
    };
    this.#post(boot(python, datasets, packages, this.#shared?.buffer ?? null, parts, this.#lock));
  }

  /** @param {import("./kernel.js").Job} job */
  run(id, { cell, source, files = [] }) {
    this.#post(run(id, cell, source, files));
  }

  /** Can what runs be told to end without the end of the worker? */
  get stopsGently() {
    return this.#shared !== null;
  }

  /** Wish that what runs may end. @returns {number} the milliseconds that it has for that */
  interrupt() {
    this.#shared?.interrupt();
    this.#post(stop());
    return this.#shared ? PATIENCE.shared : PATIENCE.alone;
  }

  /** The line that what runs waits for. */
  reply(text) {
    if (this.#shared) this.#shared.reply(text);
    else this.#post(reply(text));
  }

  /** @returns {Promise<import("../../messages.js").Content|null>} null without an answer */
  ask(about, text) {
    return this.#questions.ask((id) => this.#post(ask(id, about, text)));
  }

  close() {
    this.#listener = null;
    this.#worker.terminate();
    this.#questions.forget();
  }

  #post(message) {
    this.#worker.postMessage(message);
  }

  #heard(data) {
    if (!this.#listener) return;
    let message;
    try {
      message = read(data, ...HEARD, "answer");
    } catch (error) {
      console.warn("A message from Python:", error.message);
      return this.#ended("it sent a message that the page does not understand.");
    }
    if (message.type === "locked") this.#awaitLock();
    else if (message.type === "answer") this.#questions.answered(message);
    else if (message.type === "fault") this.#ended(message.text, message.line);
    else this.#listener.heard(message);
  }

  /** Whatever ends the worker frees its lock, even what no event tells of. */
  #awaitLock() {
    const freed = () => this.#ended("it was ended, by the code or by the browser.");
    navigator.locks.request(this.#lock, freed).catch(() => {}); // the page itself is being left
  }

  #ended(reason, line = null) {
    this.#listener?.ended(reason, line);
  }
}
