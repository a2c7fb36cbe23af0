/**
 * The page's side of Python: one kernel, its queue of runs, and every way to stop it. The only file that
 * talks to the worker.
 */

import { NOT_RUN, REPLACED, TOO_EARLY, deathNotice } from "./endings.js";
import { boot, read, reply, run, stop } from "./messages.js";
import { Questions } from "./questions.js";
import { SharedMemory } from "./shared_memory.js";

/**
 * Milliseconds that a running cell has to obey before its worker is ended: where it shares memory with the page,
 * Python itself sees the wish to stop; elsewhere only a cell that awaits something can.
 */
const PATIENCE = { shared: 500, alone: 150 };

/**
 * A run asked for, and who wants to hear of it; `files` it will read; `again` asks for the same run once more,
 * unless the run is `fleeting`: no variable depends on it.
 * @typedef {{cell: string, source: string, files?: import("./messages.js").File[], fleeting?: boolean, batch?: object, onStart: () => void,
 *            onPrompt: (secret: boolean) => void, onParts: (parts: import("./messages.js").Part[]) => void, onEnd: (end: import("./endings.js").End) => void,
 *            again?: (batch: object) => Promise<import("./messages.js").Outcome>}} Job
 */

/** @typedef {"off"|"loading"|"ready"|"busy"|"dead"} KernelState */
export class Kernel {
  /** @type {KernelState} */
  state = "off";
  /** What is being loaded: a stage message, or null. */
  progress = null;
  /** The addresses of the files that Python has had so far. */
  fetched = new Set();
  /** Counts the workers: variables belong to one of them. */
  generation = 0;

  #config;
  #worker = null;
  #shared = null;
  #parts = null;
  #current = null;
  #queue = [];
  #finished = [];
  #replay = null;
  #lastId = 0;
  #watchers = new Set();
  #questions = new Questions();

  /** @param {{python: object, datasets: object[], packages: object[]}} config all addresses absolute */
  constructor(config) {
    this.#config = config;
  }

  /** Call `watcher` now and at every change of state or progress; returns the function that ends this. */
  watch(watcher) {
    this.#watchers.add(watcher);
    watcher(this);
    return () => this.#watchers.delete(watcher);
  }

  /** Start Python unless it is there or on its way. */
  start() {
    if (this.state === "off" || this.state === "dead") this.#spawn();
  }

  /** Run a cell in its turn. Jobs of one `batch` are dropped when one does not finish. @param {Job} job */
  run(job) {
    this.#queue.push(job);
    this.start();
    this.#next();
  }

  /**
   * Run once more what had run, in its order, up to the first that does not finish; other runs wait for the end.
   * @param {Job[]} jobs
   */
  async replay(jobs) {
    const replay = (this.#replay = { waiting: [...jobs] });
    while (replay.waiting.length && (await replay.waiting.shift().again(replay)) === "done");
    if (this.#replay === replay) this.#replay = null;
    this.#next();
  }

  /** Ask Python something, if it has nothing else to do; null without an answer. See {@link Questions}. */
  async ask(about, text = "") {
    return this.state === "ready" ? this.#questions.ask(this.#worker, about, text) : null;
  }

  /** The run that Python is busy with, or null. @returns {Job|null} */
  get running() {
    return this.#current?.job ?? null;
  }

  /** Is this job waiting for another? */
  isWaiting(job) {
    return this.state === "busy" && this.#queue.includes(job);
  }

  /** Take one waiting job back, or stop everything if it is this job that runs or Python is not there yet. */
  stop(job) {
    if (this.isWaiting(job)) this.#drop((other) => other === job, "Not run.");
    else this.interrupt();
  }

  /** Stop the running cell, drop the waiting ones; also while Python loads. */
  interrupt() {
    this.#drop(() => true, this.state === "loading" ? TOO_EARLY : NOT_RUN);
    if (this.state === "loading") {
      this.#terminate();
      this.#become("off");
    } else if (this.#current) {
      const running = this.#current;
      this.#shared?.interrupt();
      this.#post(stop());
      const patience = this.#shared ? PATIENCE.shared : PATIENCE.alone;
      setTimeout(() => this.#current === running && this.#replaceStopped(), patience);
    }
  }

  /** The line that the running cell waits for. */
  reply(text) {
    if (this.#shared) this.#shared.reply(text);
    else this.#post(reply(text));
  }

  /** A fresh Python, without any variables. */
  restart() {
    this.#drop(() => true, "Not run: Python was restarted.");
    this.#replace({ outcome: "stopped", note: "Stopped: Python was restarted." });
  }

  #next() {
    const index = this.#replay ? this.#queue.findIndex((job) => job.batch === this.#replay) : 0;
    if (this.state !== "ready" || !this.#queue[index]) return;
    const [job] = this.#queue.splice(index, 1);
    this.#current = { id: ++this.#lastId, job };
    this.#post(run(this.#lastId, job.cell, job.source, job.files ?? []));
    this.#become("busy");
  }

  #spawn() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "python" });
    worker.onmessage = ({ data }) => worker === this.#worker && this.#receive(data);
    worker.onmessageerror = () =>
      worker === this.#worker && this.#died("A message from Python could not be read.");
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#died(event.message || "Its program could not be loaded.");
    };
    this.#worker = worker;
    this.#finished = [];
    this.generation += 1;
    this.#shared = SharedMemory.create();
    const { python, datasets, packages } = this.#config;
    this.#post(boot(python, datasets, packages, this.#shared?.buffer ?? null, this.#parts));
    this.#become("loading");
  }

  #post(message) {
    this.#worker.postMessage(message);
  }

  #receive(data) {
    let message;
    try {
      message = read(data, "stage", "ready", "keep", "fetched", "started", "prompt", "output", "ended", "answer", "fault");
    } catch (error) {
      console.error(error);
      return;
    }
    const mine = this.#current?.id === message.id ? this.#current?.job : undefined;
    switch (message.type) {
      case "stage":
        this.progress = message;
        return this.#tell();
      case "ready":
        this.#become("ready");
        return this.#next();
      case "keep":
        this.#parts = message.parts;
        return;
      case "fetched":
        for (const url of message.urls) this.fetched.add(url);
        return this.#tell();
      case "started":
        this.progress = null;
        return mine?.onStart();
      case "prompt":
        return mine?.onPrompt(message.secret);
      case "output":
        return mine?.onParts(message.parts);
      case "ended":
        return mine && this.#ended(message);
      case "answer":
        return this.#questions.answered(message);
      case "fault":
        return this.#died(message.text);
    }
  }

  #ended({ outcome, seconds }) {
    const { job } = this.#current;
    this.#current = null;
    if (outcome === "done" && !job.fleeting) this.#finished.push(job);
    job.onEnd({ outcome, seconds });
    if (outcome !== "done" && job.batch) this.#drop((other) => other.batch === job.batch, NOT_RUN);
    this.state = "ready";
    this.#next();
    if (!this.#current) this.#become("ready");
  }

  /** Python is gone without having been asked: say so in the cell, and bring a new one if it ever worked. */
  #died(text) {
    const booting = this.state === "loading";
    const end = { outcome: "failed", lost: this.#lost };
    const part = deathNotice(text, booting);
    const jobs = this.#current ? [this.#current.job] : this.#queue.splice(0, 1);
    this.#current = null;
    this.#terminate();
    for (const job of jobs) {
      job.onParts([part]);
      job.onEnd(end);
    }
    this.#drop(() => true, NOT_RUN);
    this.#become("dead");
    if (!booting) this.#spawn();
  }

  /** What has to run for the variables to be as they are, were or are about to be. */
  get #lost() {
    return [...this.#finished, ...(this.#replay?.waiting ?? [])];
  }

  #replaceStopped() {
    this.#replace({ outcome: "stopped", note: REPLACED, lost: this.#lost });
  }

  #replace(end) {
    const job = this.#current?.job;
    this.#current = null;
    this.#terminate();
    job?.onEnd(end);
    this.#spawn();
  }

  #terminate() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#questions.forget();
    this.progress = null;
  }

  #drop(isDropped, note) {
    const dropped = this.#queue.filter(isDropped);
    this.#queue = this.#queue.filter((job) => !dropped.includes(job));
    for (const job of dropped) job.onEnd({ outcome: "stopped", note });
  }

  #become(state) {
    this.state = state;
    if (state !== "loading") this.progress = null;
    document.documentElement.dataset.kernel = state;
    this.#tell();
  }

  #tell() {
    for (const watcher of this.#watchers) watcher(this);
  }
}
