// What the kernel needs of a browser, made of plain objects: a worker whose Python does what the test says, locks, and a
// clock that stands until it is told to go on.

import assert from "node:assert/strict";
import { message, read } from "../../live_cells/live/messages.ts";

Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

/** @type {FakeWorker[]} every worker that was ever made */
export const workers = [];
/** The name of each lock that is held, and who waits for it. @type {Map<string, (() => void)[]>} */
const locks = new Map();
let timers = [];

export class FakeWorker {
  isAlive = true;
  isReady = false;
  /** The run under way. */
  current = null;
  /** The names of the files that were put here. @type {string[]} */
  files = [];
  /** The code of the runs that were done here: what its variables come from. @type {string[]} */
  done = [];
  #inbox = [];
  #before = null;
  #lock;

  constructor() {
    workers.push(this);
  }

  postMessage(message) {
    this.#inbox.push(read(message, "boot", "run", "put", "stop", "reply", "ask"));
  }

  terminate() {
    this.#leave();
  }

  /** Say something to the page: it arrives a moment later, even if the worker is gone by then. */
  say(said) {
    if (this.isAlive) queueMicrotask(() => this.onmessage({ data: said }));
  }

  get hasMail() {
    return this.isAlive && this.#inbox.length > 0 && (this.current === null || this.#inbox[0].type !== "run");
  }

  /** Take the next message. A busy Python hears nothing but the wish to stop, if it `awaits` something. */
  takeMail(awaits) {
    const mail = this.#inbox.shift();
    if (mail.type === "boot") {
      this.#lock = mail.lock;
      locks.set(this.#lock, []);
      this.say(message("locked", {}));
      this.say(message("progress", { name: "Python", loaded: 1, total: 2 }));
    } else if (mail.type === "put") {
      this.files.push(mail.file.name);
    } else if (mail.type === "run") {
      assert.ok(this.isReady, "Python was asked to run before it was ready");
      this.current = mail;
      this.say(message("started", { id: mail.id }));
    } else if (mail.type === "stop" && awaits && this.current) {
      this.finish("stopped");
    } else if (mail.type === "ask") {
      this.say(message("answer", { id: mail.id, content: awaits ? { seconds: 1 } : null }));
    }
  }

  becomeReady() {
    this.isReady = true;
    this.say(message("ready", { python: "3.14" }));
  }

  /** Print something, maybe too late: from what a run before has left behind. */
  print(late) {
    const { id, source } = (late && this.#before) || this.current;
    this.say(message("output", { id, parts: [{ part: "stdout", text: source }] }));
  }

  askForLine() {
    this.say(message("prompt", { id: this.current.id, secret: false }));
  }

  /** @param {import("../../live_cells/live/messages.ts").Outcome} outcome */
  finish(outcome) {
    const { id, source } = this.current;
    this.#before = this.current;
    this.current = null;
    if (outcome === "done") this.done.push(source);
    if (outcome !== "done") this.say(message("output", { id, parts: [{ part: "error", text: source }] }));
    this.say(message("ended", { id, outcome, seconds: 0.1 }));
  }

  /** End in one of the ways in which a worker can. */
  die(way) {
    const says = {
      fault: () => this.say(message("fault", { text: "it crashed.", line: null })),
      error: () => this.isAlive && this.onerror({ preventDefault() {}, message: "Uncaught Error" }),
      unreadable: () => this.isAlive && this.onmessageerror({}),
      malformed: () => this.say({ type: "ended", id: "one" }),
      foreign: () => this.say("hello"),
      silently: () => this.#lock && this.#leave(), // before it holds its lock, nobody could tell
    };
    says[way]();
  }

  #leave() {
    this.isAlive = false;
    for (const freed of locks.get(this.#lock) ?? []) queueMicrotask(freed);
    locks.delete(this.#lock);
  }
}

export const WAYS_TO_DIE = ["fault", "error", "unreadable", "malformed", "foreign", "silently"];

/** All that was to happen within so many milliseconds happens now. */
export function letTimePass(milliseconds = 10_000) {
  const due = timers.filter(({ after }) => after <= milliseconds);
  timers = timers.filter(({ after }) => after > milliseconds);
  for (const { action } of due) action();
}

/** Everything that waits for a promise goes on. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

const fakes = {
  Worker: FakeWorker,
  document: { documentElement: { dataset: {} } },
  navigator: { locks: { request: async (name, freed) => void (locks.get(name)?.push(freed) ?? freed()) } },
  setTimeout: (action, after) => void timers.push({ action, after }) || action,
  clearTimeout: (cleared) => (timers = timers.filter(({ action }) => action !== cleared)),
  console: { ...console, warn: () => {} },
};
for (const [name, value] of Object.entries(fakes))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
