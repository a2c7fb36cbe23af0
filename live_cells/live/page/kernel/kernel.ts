/** The page's side of Python: its queue of runs, and the three strengths of Stop. */

import type { About, Answers, File, MessageOf, Outcome } from "../../messages.ts";
import type { Batch, End, Job, Run, WorkerMessage } from "./contract.ts";
import {
  GONE,
  NOT_ALL_AGAIN,
  RESTARTED,
  TOO_EARLY,
  crashNotice,
  stoppedElsewhere,
  History,
  backgroundJob,
  notRun,
} from "./history.ts";
import { ImageParts } from "./image_parts.ts";
import { SETUP, setupJob } from "./setup.ts";
import { WorkerLink, type KernelConfig } from "./worker_link.ts";

/** Repeats a run in its cell, as part of a batch; undefined where the open page has no such cell. */
type Rerun = (run: Run, batch: Batch) => Promise<Outcome> | undefined;

/** A batch of repeated runs. `why`: what is said if not all can be repeated. */
type Replay = Batch & { why: string };

/** Code that draws figures; an import alone does not. */
const DRAWS = /\b(?:plt|pyplot)\s*\./;

export type KernelState = "off" | "loading" | "ready" | "busy" | "dead";
export class Kernel {
  /** What is being loaded. */
  progress: MessageOf<"progress"> | null = null;
  /** The addresses of the files that Python has fetched so far. */
  fetched = new Set<string>();
  /** Counts the workers: the variables of one are gone with it. */
  generation = 0;

  #config;
  #state: KernelState = "off";
  #link: WorkerLink | null = null;
  /** A worker that could not start, while it is checked whether the site has been updated. */
  #linkBeingChecked: WorkerLink | null = null;
  /** Starts while Stop waits for the running cell, so that it is ready if the worker has to be terminated. */
  #standby: WorkerLink | null = null;
  #image = new ImageParts();
  #draws = false;
  #isUsed = false;
  #current: { id: number; job: Job } | null = null;
  #queue: Job[] = [];
  #history = new History();
  #replay: Replay | null = null;
  #lastId = 0;
  /** The packages that other cells of the page will use. */
  #preloads = new Set<string>();
  /** The reader's own files, by name. */
  #files = new Map<string, File>();
  #watchers = new Set<(kernel: Kernel) => void>();

  constructor(config: KernelConfig & { isOutdated?: () => Promise<boolean> }) {
    this.#config = config;
  }

  get state() {
    return this.#state;
  }

  /** Has code been queued that draws figures? */
  get draws() {
    return this.#draws;
  }

  /** The cells that ran in a Python that is gone, and not again since; and why it is gone. */
  get lost(): { runs: Run[]; why: string } {
    return { runs: this.#history.lost.filter(({ cell }) => cell !== SETUP), why: this.#history.why };
  }

  /** What has run in this Python, in its order. */
  get runs(): Run[] {
    return this.#history.runs;
  }

  /** Call `watcher` now and at every change of state or progress; returns the function that ends this. */
  watch(watcher: (kernel: Kernel) => void) {
    this.#watchers.add(watcher);
    watcher(this);
    return () => this.#watchers.delete(watcher);
  }

  /** Start Python unless it has started. @param source the code that it will run first */
  start(source = "") {
    this.#draws ||= DRAWS.test(source);
    if (this.#state === "off" || this.#state === "dead") this.#startWorker();
  }

  /** Queue a run. Jobs of one `batch` are dropped when one does not finish. */
  enqueue(job: Job) {
    this.#queue.push(job);
    this.start(job.source);
    if (!this.#next()) this.#notify(); // others see that it waits
  }

  /** Repeat the lost runs in order, up to the first that does not finish; other runs wait until then. */
  async replay(rerun: Rerun) {
    if (this.#replay) return;
    const replay = { why: NOT_ALL_AGAIN };
    this.#replay = replay;
    this.#history.beginReplay();
    this.#notify();
    let outcome = "done";
    while (outcome === "done" && this.#history.next)
      outcome = await (rerun(this.#history.next, replay) ?? this.#runInBackground(this.#history.next, replay));
    this.#replay = null;
    this.#history.endReplay(replay.why);
    if (!this.#next()) this.#notify();
  }

  /** Let Python import a package while nothing runs: the browser has fetched its files. */
  preload(name: string) {
    this.#preloads.add(name);
    if (this.#state === "ready" || this.#state === "busy") this.#link?.preload(name);
  }

  /** Do without what is lost. */
  dismissLost() {
    this.#history.dismissLost();
    this.#notify();
  }

  /**
   * Ask Python a question, if nothing runs.
   * @param session whose variables it is about
   * @param others the code of other cells that may say more
   * @returns null without an answer
   */
  async ask<A extends About>(about: A, text = "", session?: string, others?: string[]): Promise<Answers[A] | null> {
    return this.#link && this.#state === "ready" ? this.#link.ask(about, text, session, others) : null;
  }

  /** Has nothing run in this Python, and is nothing queued? Then a page load loses nothing. */
  get isUnused() {
    return !this.#isUsed && !this.#queue.length && !this.#history.lost.length;
  }

  /** Can a run be stopped without losing all variables? */
  get stopsGently() {
    return this.#link?.stopsGently ?? false;
  }

  get running(): Job | null {
    return this.#current?.job ?? null;
  }

  /** Which it is of the jobs that wait for another one, counted from 1; 0 if it does not. */
  placeOf(job: Job) {
    const place = this.#queue.indexOf(job) + 1;
    if (this.#state === "busy") return place;
    return this.#state === "loading" && place > 1 ? place - 1 : 0; // the first waits for Python
  }

  /** Take a queued job back; if it is the one that runs, or Python is still loading, stop all. */
  stop(job: Job) {
    const { batch } = job;
    if (!this.placeOf(job) || (batch?.together && this.#current?.job.batch === batch)) this.interrupt();
    else
      this.#drop(
        (other) => other === job || (other.batch === batch && batch?.together === true),
        () => WORDS.kernel.taken_back,
      );
  }

  /** Stop the running cell, drop the waiting ones; also while Python loads. */
  interrupt() {
    if (this.#state === "loading") {
      this.#close();
      this.#become("off"); // first: a run's end may queue another
      this.#drop(
        () => true,
        () => TOO_EARLY,
      );
      return;
    }
    this.#drop(() => true, notRun(this.#current?.job, "stopped"));
    if (this.#link && this.#current) {
      const running = this.#current;
      const stillRuns = () => this.#current === running;
      const terminate = () => stillRuns() && this.#replaceStopped();
      const startGracePeriod = () => stillRuns() && setTimeout(terminate, this.#link?.grace ?? 0);
      const timeout = this.#link.interrupt();
      if (this.#link.stopsGently) setTimeout(startGracePeriod, timeout);
      else {
        this.#standby ??= new WorkerLink(this.#config, this.#image.parts, this.#draws);
        // On a busy machine messages are late: once a new worker has answered, the running one could have.
        this.#standby.responsive.then(() => setTimeout(startGracePeriod, timeout));
      }
    }
  }

  /** Put a file into the working folder of this Python and of those that follow. */
  put(file: File) {
    this.#files.set(file.name, file);
    if (this.#state === "ready" || this.#state === "busy") this.#link?.put(file);
  }

  /** Hand over the line for which the running cell waits. */
  reply(text: string) {
    this.#link?.reply(text);
  }

  /** A fresh Python, without any variables. */
  restart() {
    this.#history.clear();
    this.#drop(
      () => true,
      () => RESTARTED.waiting,
    );
    this.#replace({ outcome: "stopped", note: RESTARTED.running });
  }

  /** Start the next run, if Python is free. @returns whether there was one */
  #next(): boolean {
    const index = this.#replay ? this.#queue.findIndex((job) => job.batch === this.#replay) : 0;
    if (!this.#link || this.#current || !["ready", "busy"].includes(this.#state) || !this.#queue[index]) return false;
    const job = this.#withSetup(this.#queue.splice(index, 1)[0]);
    this.#current = { id: ++this.#lastId, job };
    this.#isUsed = true;
    this.#link.execute(this.#lastId, job);
    this.#become("busy");
    return true;
  }

  /** The job, or first the set-up of its page, if that has not run in this Python. */
  #withSetup(job: Job): Job {
    const first = setupJob(job, () => this.#queue.unshift(job));
    return first && !this.#history.has(first) ? first : job;
  }

  #runInBackground(run: Run, replay: Replay) {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const onEnd = (outcome: Outcome, error: string) => {
      if (error) replay.why = stoppedElsewhere(error);
      resolve(outcome);
    };
    this.enqueue(backgroundJob(run, replay, () => this.interrupt(), onEnd));
    return promise;
  }

  #startWorker() {
    this.#link = this.#standby ?? new WorkerLink(this.#config, this.#image.parts, this.#draws);
    this.#standby = null;
    this.generation += 1;
    this.#isUsed = false;
    this.#become("loading");
    this.#link.listen({
      received: (message) => this.#received(message),
      ended: (reason, line) => this.#crashed(reason, line),
    });
  }

  #received(message: WorkerMessage) {
    const job = "id" in message && this.#current?.id === message.id ? this.#current?.job : undefined;
    switch (message.type) {
      case "progress":
        this.progress = message;
        return this.#notify();
      case "ready":
        for (const file of this.#files.values()) this.#link?.put(file);
        this.#state = "ready";
        if (!this.#next()) this.#become("ready"); // only now: what watchers ask waits for the run
        return;
      case "keep":
      case "keepFigures":
      case "keepLater":
        return this.#image.keep(message);
      case "fetched":
        for (const url of message.urls) this.fetched.add(url);
        return this.#notify();
      case "started":
        this.progress = null;
        return job?.onStart();
      case "prompt":
        return job?.onPrompt(message.secret);
      case "output":
        return job?.onParts(message.parts);
      case "ended":
        return job && this.#ended(job, message);
    }
  }

  #ended(job: Job, { outcome: ended, seconds }: MessageOf<"ended">) {
    const outcome = job.judge?.(ended) ?? ended;
    if (outcome === "done" && !job.fleeting) this.#history.add(job, job.batch === this.#replay);
    job.onEnd({ outcome, seconds });
    if (outcome !== "done" && job.batch) this.#drop((other) => other.batch === job.batch, notRun(job, outcome));
    this.#current = null; // only now: what callbacks queue waits its turn
    this.#standby?.close();
    this.#standby = null;
    for (const name of this.#preloads) this.#link?.preload(name); // this may be another Python than before
    if (!this.#next()) this.#become("ready");
  }

  /** Python has crashed. If it could not start, its files may be gone with an older version of the site. */
  #crashed(reason: string, line: number | null) {
    const link = this.#link;
    const { isOutdated } = this.#config;
    if (this.#state !== "loading" || !isOutdated) return this.#report(reason, line, false);
    if (this.#linkBeingChecked === link) return; // being checked already
    this.#linkBeingChecked = link;
    isOutdated().then((outdated) => link === this.#link && this.#report(reason, line, outdated));
  }

  /** Show in the cell that Python is gone, and start a new one if this one had started. */
  #report(reason: string, line: number | null, isOutdated: boolean) {
    const booting = this.#state === "loading";
    const part = crashNotice(reason, line, booting, isOutdated);
    const jobs = this.#current ? [this.#current.job] : booting ? this.#queue.splice(0, 1) : [];
    this.#close();
    this.#history.lose(part.text);
    if (isOutdated) this.#history.dismissLost(); // nothing can run again on this page
    for (const job of jobs) {
      job.onParts([part]);
      job.onEnd({ outcome: "failed", lost: true });
    }
    this.#drop(() => true, notRun(jobs[0], "failed"));
    this.#become("dead");
    if (!booting) this.#startWorker();
  }

  #replaceStopped() {
    this.#history.lose(GONE);
    this.#replace({ outcome: "stopped", note: `${WORDS.kernel.stopped} ${GONE}`, lost: true });
  }

  #replace(end: End) {
    const job = this.#current?.job;
    this.#close();
    job?.onEnd(end);
    this.#startWorker();
  }

  #close() {
    this.#link?.close();
    this.#link = null;
    this.#current = null;
    this.progress = null;
  }

  #drop(isDropped: (job: Job) => boolean, why: (job: Job) => string) {
    const dropped = this.#queue.filter(isDropped);
    this.#queue = this.#queue.filter((job) => !dropped.includes(job));
    for (const job of dropped) job.onEnd({ outcome: "stopped", note: why(job) });
    if (dropped.length) this.#notify();
  }

  #become(state: KernelState) {
    this.#state = state;
    if (state !== "loading") this.progress = null;
    document.documentElement.dataset.kernel = state;
    this.#notify();
  }

  #notify() {
    for (const watcher of this.#watchers) watcher(this);
  }
}
