/**
 * The page's end of one worker: what is said to it, what it says, and its end, however that comes about. The only file
 * that talks to the worker.
 */

import {
  message,
  read,
  LINE,
  SHARED,
  SIGINT,
  type Python,
  type Dataset,
  type Package,
  type MessageOf,
  type Parts,
  type File,
  type About,
  type Answers,
  type ToWorker,
  type Content,
} from "../../messages.ts";
import { reasonOf } from "../../phrases.ts";
import { workerAddress } from "../../workers.ts";
import { HEARD, type Heard, type Job } from "./contract.ts";

/** What a worker starts with: all addresses are absolute. */
export type KernelConfig = { worker: string; python: Python; datasets: Dataset[]; packages: Package[] };

/** Is told what the worker says, and why it cannot go on. */
type Listener = { heard: (message: Heard) => void; ended: (reason: string, line: number | null) => void };

/**
 * Milliseconds that a running cell has to obey before its worker is ended, for that costs all variables. Where it shares
 * memory with the page, Python itself sees the wish to stop; elsewhere only a cell that awaits something can. Once the
 * wish is seen, the cell has more time to end.
 */
const PATIENCE = { shared: 2000, alone: 100, seen: 5000 };

/**
 * Milliseconds after which a worker that has not said a word is taken for gone. No event tells of one that ends before it
 * holds its lock; a slow line or a busy machine takes a fraction of this.
 */
const SILENCE = 60_000;

/** The same for all of a visit. */
let started: string | null = null;

export class WorkerLink {
  #worker: Worker;
  #lock = navigator.locks ? crypto.randomUUID() : null;
  #awake = Promise.withResolvers<void>();
  #silence = setTimeout(() => this.#ended(WORDS.ends.killed), SILENCE);
  #isStopping = false;
  #shared = SharedMemory.create();
  #questions = new OpenQuestions();
  #listener: Listener | null = null;
  /** What there is to tell the listener once there is one; null after `close`. */
  #unheard: ((listener: Listener) => void)[] | null = [];

  /** @param parts of the memory image, if they are here @param draws will it draw figures? */
  constructor({ worker, python, datasets, packages }: KernelConfig, parts: Parts | null, draws: boolean) {
    started ??= workerAddress(worker);
    this.#worker = new Worker(started, { type: "module", name: "python" });
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onmessageerror = () => this.#ended(WORDS.ends.unreadable);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#ended(event.message || WORDS.ends.not_loaded);
    };
    const shared = this.#shared?.buffer ?? null;
    this.#post(message("boot", { python, datasets, packages, shared, parts, draws, lock: this.#lock }));
  }

  /** @param listener is told of all that has been said and will be, and of nothing more after `close` */
  listen(listener: Listener) {
    this.#listener = listener;
    for (const tell of this.#unheard?.splice(0) ?? []) this.#tell(tell); // the first may be the last: it closes
  }

  execute(id: number, { cell, source, files = [] }: Job) {
    this.#post(message("run", { id, cell, source, files }));
  }

  /** Put a file into Python's working folder. */
  put(file: File) {
    this.#post(message("put", { file }));
  }

  /** Import a package while nothing runs. */
  ahead(name: string) {
    this.#post(message("ahead", { name }));
  }

  /** Can what runs be told to end without the end of the worker? */
  get stopsGently() {
    return this.#shared !== null;
  }

  /** Is kept once the worker has said its first word, or has ended. */
  get awake() {
    return this.#awake.promise;
  }

  /** Wish that what runs may end. @returns the milliseconds that it has for that */
  interrupt(): number {
    this.#isStopping = false;
    this.#shared?.interrupt();
    this.#post(message("stop", {}));
    return this.#shared ? PATIENCE.shared : PATIENCE.alone;
  }

  /** How long what runs still has when that time is over: it may be about to end. @returns milliseconds */
  get grace(): number {
    const isSeen = this.#shared ? this.#shared.isInterruptSeen : this.#isStopping;
    return isSeen ? PATIENCE.seen : 0;
  }

  /** The line that what runs waits for. */
  reply(text: string) {
    if (this.#shared) this.#shared.reply(text);
    else this.#post(message("reply", { text }));
  }

  /** @returns null without an answer */
  ask<A extends About>(about: A, text: string): Promise<Answers[A] | null> {
    const answer = this.#questions.ask((id) => this.#post(message("ask", { id, about, text })));
    return answer as Promise<Answers[A] | null>;
  }

  close() {
    this.#listener = this.#unheard = null;
    clearTimeout(this.#silence);
    this.#worker.terminate();
    this.#questions.forget();
  }

  #post(said: ToWorker) {
    this.#worker.postMessage(said);
  }

  #heard(data: unknown) {
    let said: MessageOf<(typeof HEARD)[number]>;
    try {
      said = read(data, ...HEARD);
    } catch (error) {
      console.warn("A message from Python:", reasonOf(error));
      return this.#ended(WORDS.ends.not_understood);
    }
    clearTimeout(this.#silence);
    this.#awake.resolve();
    if (said.type === "locked") this.#awaitLock();
    else if (said.type === "stopping") this.#isStopping = true;
    else if (said.type === "answer") this.#questions.answered(said);
    else if (said.type === "fault") this.#ended(said.text, said.line);
    else this.#tell((listener) => listener.heard(said));
  }

  #tell(tell: (listener: Listener) => void) {
    if (this.#listener) tell(this.#listener);
    else this.#unheard?.push(tell);
  }

  /** Whatever ends the worker frees its lock, even what no event tells of. */
  #awaitLock() {
    const freed = () => this.#ended(WORDS.ends.killed);
    const lock = this.#lock as string; // only who was given one says that it is held
    navigator.locks.request(lock, freed).catch(() => {}); // the page itself is being left
  }

  #ended(reason: string, line: number | null = null) {
    this.#awake.resolve();
    this.#tell((listener) => listener.ended(reason, line));
  }
}

/** The memory that the page shares with its worker: how to reach a Python that is too busy for messages. */
class SharedMemory {
  buffer = new SharedArrayBuffer(SHARED.size);
  #words = new Int32Array(this.buffer, 0, SHARED.lineBytes / 4);

  /** @returns null where the page's host does not allow it, or the browser has none */
  static create(): SharedMemory | null {
    return globalThis.crossOriginIsolated && globalThis.SharedArrayBuffer ? new SharedMemory() : null;
  }

  /** Raise KeyboardInterrupt in what runs, sleeps, or waits for a line. */
  interrupt() {
    Atomics.add(this.#words, SHARED.stops, 1);
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

/** Questions to Python that are on their way, and the promises of their answers. */
class OpenQuestions {
  #open = new Map<number, (content: Content | null) => void>();
  #lastId = 0;

  /** @param send puts the question @returns null if there is no answer, or Python goes before it */
  ask(send: (id: number) => void): Promise<Content | null> {
    const { promise, resolve } = Promise.withResolvers<Content | null>();
    this.#open.set(++this.#lastId, resolve);
    send(this.#lastId);
    return promise;
  }

  answered({ id, content }: MessageOf<"answer">) {
    this.#open.get(id)?.(content);
    this.#open.delete(id);
  }

  /** Nobody is there to answer any more. */
  forget() {
    for (const resolve of this.#open.values()) resolve(null);
    this.#open.clear();
  }
}
