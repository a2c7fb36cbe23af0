/**
 * The page's end of one worker: what is said to it, what it says, and its end, however that comes about. The only file
 * that talks to the worker.
 */

import { message, read } from "../../messages.js";
import { workerAddress } from "../../workers.js";
import { OpenQuestions } from "./open_questions.js";
import { SharedMemory } from "./shared_memory.js";

/** What the worker may say. */
const HEARD = /** @type {const} */ ([
  "locked",
  "stage",
  "ready",
  "keep",
  "keepLater",
  "fetched",
  "started",
  "prompt",
  "stopping",
  "output",
  "ended",
  "answer",
  "fault",
]);

/**
 * What a worker starts with: all addresses are absolute.
 * @typedef {{worker: string, python: import("../../messages.js").Python,
 *            datasets: import("../../messages.js").Dataset[], packages: import("../../messages.js").Package[]}} KernelConfig
 *
 * What is said to the listener.
 * @typedef {Exclude<import("../../messages.js").MessageOf<typeof HEARD[number]>,
 *                   import("../../messages.js").MessageOf<"locked"|"stopping"|"answer"|"fault">>} Heard
 *
 * Is told what the worker says, and why it cannot go on.
 * @typedef {{heard: (message: Heard) => void, ended: (reason: string, line: number|null) => void}} Listener
 */

/**
 * Milliseconds that a running cell has to obey before its worker is ended, for that costs all variables. Where it shares
 * memory with the page, Python itself sees the wish to stop; elsewhere only a cell that awaits something can. Once the
 * wish is seen, the cell has more time to end.
 */
const PATIENCE = { shared: 2000, alone: 100, seen: 5000 };

/** The same for all of a visit. @type {string|null} */
let started = null;

export class WorkerLink {
  /** @type {Worker} */
  #worker;
  #lock = navigator.locks ? crypto.randomUUID() : null;
  #awake = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
  #isStopping = false;
  #shared = SharedMemory.create();
  #questions = new OpenQuestions();
  /** @type {Listener|null} */
  #listener = null;
  /** What there is to tell the listener once there is one; null after `close`. @type {((listener: Listener) => void)[]|null} */
  #unheard = [];

  /**
   * @param {KernelConfig} config
   * @param {import("../../messages.js").Parts|null} parts of the memory image, if they are here
   */
  constructor({ worker, python, datasets, packages }, parts) {
    started ??= workerAddress(worker);
    this.#worker = new Worker(started, { type: "module", name: "python" });
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onmessageerror = () => this.#ended(WORDS.ends.unreadable);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#ended(event.message || WORDS.ends.not_loaded);
    };
    const shared = this.#shared?.buffer ?? null;
    this.#post(message("boot", { python, datasets, packages, shared, parts, lock: this.#lock }));
  }

  /** @param {Listener} listener is told of all that has been said and will be, and of nothing more after `close` */
  listen(listener) {
    this.#listener = listener;
    for (const tell of this.#unheard?.splice(0) ?? []) this.#tell(tell); // the first may be the last: it closes
  }

  /** @param {number} id @param {import("./kernel.js").Job} job */
  run(id, { cell, source, files = [] }) {
    this.#post(message("run", { id, cell, source, files }));
  }

  /** Put a file into Python's working folder. @param {import("../../messages.js").File} file */
  put(file) {
    this.#post(message("put", { file }));
  }

  /** Can what runs be told to end without the end of the worker? */
  get stopsGently() {
    return this.#shared !== null;
  }

  /** Is kept once the worker has said its first word, or has ended. */
  get awake() {
    return this.#awake.promise;
  }

  /** Wish that what runs may end. @returns {number} the milliseconds that it has for that */
  interrupt() {
    this.#isStopping = false;
    this.#shared?.interrupt();
    this.#post(message("stop", {}));
    return this.#shared ? PATIENCE.shared : PATIENCE.alone;
  }

  /** How long what runs still has when that time is over: it may be about to end. @returns {number} milliseconds */
  get grace() {
    const isSeen = this.#shared ? this.#shared.isInterruptSeen : this.#isStopping;
    return isSeen ? PATIENCE.seen : 0;
  }

  /** The line that what runs waits for. @param {string} text */
  reply(text) {
    if (this.#shared) this.#shared.reply(text);
    else this.#post(message("reply", { text }));
  }

  /**
   * @template {import("../../messages.js").About} A
   * @param {A} about @param {string} text
   * @returns {Promise<import("../../messages.js").Answers[A]|null>} null without an answer
   */
  ask(about, text) {
    const answer = this.#questions.ask((id) => this.#post(message("ask", { id, about, text })));
    return /** @type {Promise<import("../../messages.js").Answers[A]|null>} */ (answer);
  }

  close() {
    this.#listener = this.#unheard = null;
    this.#worker.terminate();
    this.#questions.forget();
  }

  /** @param {import("../../messages.js").ToWorker} said */
  #post(said) {
    this.#worker.postMessage(said);
  }

  /** @param {unknown} data */
  #heard(data) {
    let said;
    try {
      said = read(data, ...HEARD);
    } catch (error) {
      console.warn("A message from Python:", /** @type {Error} */ (error).message);
      return this.#ended(WORDS.ends.not_understood);
    }
    this.#awake.resolve();
    if (said.type === "locked") this.#awaitLock();
    else if (said.type === "stopping") this.#isStopping = true;
    else if (said.type === "answer") this.#questions.answered(said);
    else if (said.type === "fault") this.#ended(said.text, said.line);
    else this.#tell((listener) => listener.heard(said));
  }

  /** @param {(listener: Listener) => void} tell */
  #tell(tell) {
    if (this.#listener) tell(this.#listener);
    else this.#unheard?.push(tell);
  }

  /** Whatever ends the worker frees its lock, even what no event tells of. */
  #awaitLock() {
    const freed = () => this.#ended(WORDS.ends.killed);
    const lock = /** @type {string} */ (this.#lock); // only who was given one says that it is held
    navigator.locks.request(lock, freed).catch(() => {}); // the page itself is being left
  }

  /** @param {string} reason @param {number|null} [line] */
  #ended(reason, line = null) {
    this.#awake.resolve();
    this.#tell((listener) => listener.ended(reason, line));
  }
}
