/** The page's end of one worker: messages to it and from it, and its end, whatever ended it. */

import {
  PAGE_TYPES,
  message,
  read,
  type Python,
  type Dataset,
  type Package,
  type MessageOf,
  type Parts,
  type File,
  type About,
  type Answers,
  type ToPage,
  type ToWorker,
  type Content,
} from "../../messages.ts";
import { reasonOf } from "../../phrases.ts";
import { workerAddress } from "../../workers.ts";
import type { Job, WorkerMessage } from "./contract.ts";
import { SharedMemoryWriter } from "./shared_memory.ts";

/** What a worker starts with: all addresses are absolute. */
export type KernelConfig = { worker: string; python: Python; datasets: Dataset[]; packages: Package[] };

/** Gets the worker's messages, and why it cannot go on. */
type Listener = { received: (message: WorkerMessage) => void; ended: (reason: string, line: number | null) => void };

/**
 * Milliseconds that a running cell has to stop before its worker is terminated, which costs all variables. With shared
 * memory, Python itself sees the interrupt; without it, only a cell that awaits something does. A cell that has seen it has
 * more time to end.
 */
const STOP_TIMEOUT = { shared: 2000, unshared: 100, seen: 5000 };

/**
 * Milliseconds after which a worker that has sent no message is taken for gone. No event is fired for one that ends before it
 * holds its lock; a slow line or a busy machine takes a fraction of this.
 */
const RESPONSE_TIMEOUT = 60_000;

/** One address for all workers of a visit. */
let workerUrl: string | null = null;

export class WorkerLink {
  #worker: Worker;
  #lock = navigator.locks ? crypto.randomUUID() : null;
  #responsive = Promise.withResolvers<void>();
  #responseTimer = setTimeout(() => this.#ended(WORDS.ends.killed), RESPONSE_TIMEOUT);
  #isStopping = false;
  #shared = SharedMemoryWriter.create();
  #questions = new PendingQuestions();
  #listener: Listener | null = null;
  /** Calls for the listener that wait until there is one; null after `close`. */
  #undelivered: ((listener: Listener) => void)[] | null = [];

  /** @param parts of the memory image, if they are here @param draws will it draw figures? */
  constructor({ worker, python, datasets, packages }: KernelConfig, parts: Parts | null, draws: boolean) {
    workerUrl ??= workerAddress(worker);
    this.#worker = new Worker(workerUrl, { type: "module", name: "python" });
    this.#worker.onmessage = ({ data }) => this.#received(data);
    this.#worker.onmessageerror = () => this.#ended(WORDS.ends.unreadable);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#ended(event.message || WORDS.ends.not_loaded);
    };
    const shared = this.#shared?.buffer ?? null;
    this.#post(message("boot", { python, datasets, packages, shared, parts, draws, lock: this.#lock }));
  }

  /** @param listener gets all messages, earlier ones as well, and none after `close` */
  listen(listener: Listener) {
    this.#listener = listener;
    for (const call of this.#undelivered?.splice(0) ?? []) this.#deliver(call); // the first may close the link
  }

  execute(id: number, { cell, source, session, values, steps, files = [] }: Job) {
    this.#post(message("run", { id, cell, source, session, values, steps, files }));
  }

  /** Put a file into Python's working folder. */
  put(file: File) {
    this.#post(message("put", { file }));
  }

  /** Import a package while nothing runs. */
  preload(name: string) {
    this.#post(message("preload", { name }));
  }

  /** Can a run be stopped without terminating the worker? */
  get stopsGently() {
    return this.#shared !== null;
  }

  /** Resolves once the worker has sent its first message, or has ended. */
  get responsive() {
    return this.#responsive.promise;
  }

  /** Interrupt the run. @returns the milliseconds that it has to stop */
  interrupt(): number {
    this.#isStopping = false;
    this.#shared?.interrupt();
    this.#post(message("stop", {}));
    return this.#shared ? STOP_TIMEOUT.shared : STOP_TIMEOUT.unshared;
  }

  /** How many milliseconds the run has beyond that: it may be about to end. */
  get grace(): number {
    const isSeen = this.#shared ? this.#shared.isInterruptSeen : this.#isStopping;
    return isSeen ? STOP_TIMEOUT.seen : 0;
  }

  /** Hand over the line for which the run waits. */
  reply(text: string) {
    if (this.#shared) this.#shared.reply(text);
    else this.#post(message("reply", { text }));
  }

  /** @returns null without an answer */
  ask<A extends About>(about: A, text: string, session?: string, others?: string[]): Promise<Answers[A] | null> {
    const answer = this.#questions.ask((id) => this.#post(message("ask", { id, about, text, session, others })));
    return answer as Promise<Answers[A] | null>;
  }

  close() {
    this.#listener = this.#undelivered = null;
    clearTimeout(this.#responseTimer);
    this.#worker.terminate();
    this.#questions.abandon();
  }

  #post(sent: ToWorker) {
    this.#worker.postMessage(sent);
  }

  #received(data: unknown) {
    let received: ToPage;
    try {
      received = read(data, ...PAGE_TYPES);
    } catch (error) {
      console.warn("A message from Python:", reasonOf(error));
      return this.#ended(WORDS.ends.not_understood);
    }
    clearTimeout(this.#responseTimer);
    this.#responsive.resolve();
    if (received.type === "locked") this.#awaitLock();
    else if (received.type === "stopping") this.#isStopping = true;
    else if (received.type === "answer") this.#questions.answered(received);
    else if (received.type === "fault") this.#ended(received.text, received.line);
    else this.#deliver((listener) => listener.received(received));
  }

  #deliver(call: (listener: Listener) => void) {
    if (this.#listener) call(this.#listener);
    else this.#undelivered?.push(call);
  }

  /** The browser frees the worker's lock when the worker ends, even where it fires no event. */
  #awaitLock() {
    const freed = () => this.#ended(WORDS.ends.killed);
    const lock = this.#lock as string; // a worker without one sends no `locked`
    navigator.locks.request(lock, freed).catch(() => {}); // the page itself is being left
  }

  #ended(reason: string, line: number | null = null) {
    this.#responsive.resolve();
    this.#deliver((listener) => listener.ended(reason, line));
  }
}

/** Questions to Python without an answer so far. */
class PendingQuestions {
  #open = new Map<number, (content: Content | null) => void>();
  #lastId = 0;

  /** @param send puts the question @returns null if there is no answer, or the worker ends before it */
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

  /** Resolve all: Python is gone. */
  abandon() {
    for (const resolve of this.#open.values()) resolve(null);
    this.#open.clear();
  }
}
