/** The page's side of Python: one kernel, its queue of runs, and every way to stop it. */

import type { About, Answers, File, MessageOf, Outcome, Parts } from "../../messages.ts";
import type { Batch, End, Heard, Job, Run } from "./contract.ts";
import {
  GONE,
  NOT_ALL_AGAIN,
  NOT_RUN,
  RESTARTED,
  TOO_EARLY,
  deathNotice,
  stoppedElsewhere,
  History,
  unseenJob,
} from "./history.ts";
import { WorkerLink, type KernelConfig } from "./worker_link.ts";

/** Runs again, as part of a batch, what its cell on the page ran before; undefined where there is no such cell. */
type RunAgain = (run: Run, batch: Batch) => Promise<Outcome> | undefined;

/** A batch of runs that have been before, and what is said if not all of them can be again. */
type Replay = Batch & { why: string };

/** What code says that draws figures; an import alone is no use of them. */
const DRAWS = /\b(?:plt|pyplot)\s*\./;

export type KernelState = "off" | "loading" | "ready" | "busy" | "dead";
export class Kernel {
  /** What is being loaded. */
  progress: MessageOf<"stage"> | null = null;
  /** The addresses of the files that Python has had so far. */
  fetched = new Set<string>();
  /** Counts the workers: variables belong to one of them. */
  generation = 0;

  #config;
  #state: KernelState = "off";
  #link: WorkerLink | null = null;
  /** Could not start, and it is being found out why. */
  #failed: WorkerLink | null = null;
  /** Starts already while it shows whether the one that is to stop has to be ended. */
  #successor: WorkerLink | null = null;
  #parts: Parts | null = null;
  /** Has anything been run, or is anything about to be, that draws figures? */
  #draws = false;
  #isUsed = false;
  #current: { id: number; job: Job } | null = null;
  #queue: Job[] = [];
  #history = new History();
  #replay: Replay | null = null;
  #lastId = 0;
  /** The packages that other cells of the page will use. */
  #ahead = new Set<string>();
  /** The reader's own files, by name. */
  #files = new Map<string, File>();
  #watchers = new Set<(kernel: Kernel) => void>();

  constructor(config: KernelConfig & { isOutdated?: () => Promise<boolean> }) {
    this.#config = config;
  }

  get state() {
    return this.#state;
  }

  /** Has code been asked for that draws figures? */
  get draws() {
    return this.#draws;
  }

  /** What had run before Python went, and has not run again; and why it went. */
  get lost(): { runs: Run[]; why: string } {
    return { runs: this.#history.lost, why: this.#history.why };
  }

  /** Call `watcher` now and at every change of state or progress; returns the function that ends this. */
  watch(watcher: (kernel: Kernel) => void) {
    this.#watchers.add(watcher);
    watcher(this);
    return () => this.#watchers.delete(watcher);
  }

  /** Start Python unless it is there or on its way. @param source the code that it will run first */
  start(source = "") {
    this.#draws ||= DRAWS.test(source);
    if (this.#state === "off" || this.#state === "dead") this.#spawn();
  }

  /** Run a cell in its turn. Jobs of one `batch` are dropped when one does not finish. */
  enqueue(job: Job) {
    this.#queue.push(job);
    this.start(job.source);
    this.#next();
  }

  /** Run again what is lost, in its order, up to the first that does not finish; other runs wait for the end. */
  async replay(runAgain: RunAgain) {
    if (this.#replay) return;
    const replay = { why: NOT_ALL_AGAIN };
    this.#replay = replay;
    this.#history.beginAgain();
    this.#tell();
    let outcome = "done";
    while (outcome === "done" && this.#history.next)
      outcome = await (runAgain(this.#history.next, replay) ?? this.#runUnseen(this.#history.next, replay));
    this.#replay = null;
    this.#history.endAgain(replay.why);
    if (!this.#next()) this.#tell();
  }

  /** Have Python import a package while nothing runs: its files are here. */
  bringAhead(name: string) {
    this.#ahead.add(name);
    if (this.#state === "ready" || this.#state === "busy") this.#link?.ahead(name);
  }

  /** Do without what is lost. */
  letGo() {
    this.#history.letGo();
    this.#tell();
  }

  /** Ask Python something, if it has nothing else to do. @returns null without an answer */
  async ask<A extends About>(about: A, text = ""): Promise<Answers[A] | null> {
    return this.#link && this.#state === "ready" ? this.#link.ask(about, text) : null;
  }

  /** Has nothing run in this Python, and is nothing to run? Then a new one is as good. */
  get isUnused() {
    return !this.#isUsed && !this.#queue.length && !this.#history.lost.length;
  }

  /** Can a run be stopped without the loss of all variables? */
  get stopsGently() {
    return this.#link?.stopsGently ?? false;
  }

  /** The run that Python is busy with, or null. */
  get running(): Job | null {
    return this.#current?.job ?? null;
  }

  /** Is this job waiting for another? */
  isWaiting(job: Job) {
    return this.#state === "busy" && this.#queue.includes(job);
  }

  /** Take one waiting job back, or stop all if it is this job that runs or Python is not there yet. */
  stop(job: Job) {
    const { batch } = job;
    if (!this.isWaiting(job) || (batch?.together && this.#current?.job.batch === batch)) this.interrupt();
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
      this.#become("off"); // first, for whoever hears of a run's end may ask for another
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
      const end = () => stillRuns() && this.#replaceStopped();
      const last = () => stillRuns() && setTimeout(end, this.#link?.grace ?? 0);
      const patience = this.#link.interrupt();
      if (this.#link.stopsGently) setTimeout(last, patience);
      else {
        this.#successor ??= new WorkerLink(this.#config, this.#parts, this.#draws);
        // On a busy machine messages are late: what a new worker could hear, the running one could.
        this.#successor.awake.then(() => setTimeout(last, patience));
      }
    }
  }

  /** Put a file into the working folder of this Python and of those that follow. */
  put(file: File) {
    this.#files.set(file.name, file);
    if (this.#state === "ready" || this.#state === "busy") this.#link?.put(file);
  }

  /** The line that the running cell waits for. */
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

  /** Begin with the next run, if Python is free. @returns whether there was one */
  #next(): boolean {
    const index = this.#replay ? this.#queue.findIndex((job) => job.batch === this.#replay) : 0;
    if (!this.#link || this.#current || !["ready", "busy"].includes(this.#state) || !this.#queue[index]) return false;
    const [job] = this.#queue.splice(index, 1);
    this.#current = { id: ++this.#lastId, job };
    this.#isUsed = true;
    this.#link.execute(this.#lastId, job);
    this.#become("busy");
    return true;
  }

  #runUnseen(run: Run, replay: Replay) {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const onEnd = (outcome: Outcome, error: string) => {
      if (error) replay.why = stoppedElsewhere(error);
      resolve(outcome);
    };
    this.enqueue(unseenJob(run, replay, () => this.interrupt(), onEnd));
    return promise;
  }

  #spawn() {
    this.#link = this.#successor ?? new WorkerLink(this.#config, this.#parts, this.#draws);
    this.#successor = null;
    this.generation += 1;
    this.#isUsed = false;
    this.#become("loading");
    this.#link.listen({
      heard: (message) => this.#heard(message),
      ended: (reason, line) => this.#died(reason, line),
    });
  }

  #heard(message: Heard) {
    const mine = "id" in message && this.#current?.id === message.id ? this.#current?.job : undefined;
    switch (message.type) {
      case "stage":
        this.progress = message;
        return this.#tell();
      case "ready":
        for (const file of this.#files.values()) this.#link?.put(file);
        this.#state = "ready";
        if (!this.#next()) this.#become("ready"); // told only now: who then asks Python something waits for the run
        return;
      case "keep":
        this.#parts = message.parts;
        return;
      case "keepFigures":
        if (this.#parts) this.#parts = { ...this.#parts, figures: message.figures };
        return;
      case "keepLater":
        if (this.#parts) this.#parts = withLater(this.#parts, message);
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
        return mine && this.#ended(mine, message);
    }
  }

  #ended(job: Job, { outcome, seconds }: MessageOf<"ended">) {
    if (outcome === "done" && !job.fleeting) this.#history.add(job, job.batch === this.#replay);
    job.onEnd({ outcome, seconds });
    if (outcome !== "done" && job.batch) this.#drop((other) => other.batch === job.batch, notRun(job, outcome));
    this.#current = null; // not before: what is asked for at an end waits its turn
    this.#successor?.close();
    this.#successor = null;
    for (const name of this.#ahead) this.#link?.ahead(name); // this may be another Python than it was told before
    if (!this.#next()) this.#become("ready");
  }

  /**
   * Python is gone without having been asked. If it could not start, its files may be gone with an older version of the site.
   */
  #died(reason: string, line: number | null) {
    const link = this.#link;
    const { isOutdated } = this.#config;
    if (this.#state !== "loading" || !isOutdated) return this.#report(reason, line, false);
    if (this.#failed === link) return; // it ends only once
    this.#failed = link;
    isOutdated().then((outdated) => link === this.#link && this.#report(reason, line, outdated));
  }

  /** Say in the cell that Python is gone, and bring a new one if it ever worked. */
  #report(reason: string, line: number | null, isOutdated: boolean) {
    const booting = this.#state === "loading";
    const part = deathNotice(reason, line, booting, isOutdated);
    const jobs = this.#current ? [this.#current.job] : booting ? this.#queue.splice(0, 1) : [];
    this.#close();
    this.#history.lose(part.text);
    if (isOutdated) this.#history.letGo(); // nothing can run again on this page
    for (const job of jobs) {
      job.onParts([part]);
      job.onEnd({ outcome: "failed", lost: true });
    }
    this.#drop(() => true, notRun(jobs[0], "failed"));
    this.#become("dead");
    if (!booting) this.#spawn();
  }

  #replaceStopped() {
    this.#history.lose(GONE);
    this.#replace({ outcome: "stopped", note: `${WORDS.kernel.stopped} ${GONE}`, lost: true });
  }

  #replace(end: End) {
    const job = this.#current?.job;
    this.#close();
    job?.onEnd(end);
    this.#spawn();
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
  }

  #become(state: KernelState) {
    this.#state = state;
    if (state !== "loading") this.progress = null;
    document.documentElement.dataset.kernel = state;
    this.#tell();
  }

  #tell() {
    for (const watcher of this.#watchers) watcher(this);
  }
}

function withLater(parts: Parts, { later, isOfFigures }: MessageOf<"keepLater">): Parts {
  if (!isOfFigures) return { ...parts, later };
  return parts.figures ? { ...parts, figures: { ...parts.figures, later } } : parts;
}

/** Why what waits does not run after this one. */
const notRun =
  (cause: Job | undefined, outcome: Outcome): ((dropped: Job) => string) =>
  (dropped) =>
    (cause?.batch && cause.batch === dropped.batch && cause.batch.notRun?.(dropped, cause, outcome)) || NOT_RUN;
