/**
 * Files of Python that are deferred until after the first result. They are fetched while no run waits for anything else; a
 * run that needs one reports every byte.
 */

import type { Download } from "../messages.ts";
import { fetchVerified, fetchSync } from "./downloads.ts";

/** A file that is fetched later. */
export class DeferredFile {
  #download;
  #loaded = 0;
  #isLoaded;
  #onSyncProgress;
  #turn = Promise.resolve();
  #abort = new AbortController();
  /** Called when more of it has arrived. */
  listeners = new Set<() => void>();

  /**
   * @param onSyncProgress called for a fetch that the running code waits for
   * @param isLoaded is it here from an earlier start?
   */
  constructor(download: Download, onSyncProgress: (loaded: number, total: number) => void, isLoaded = false) {
    this.#download = download;
    this.#onSyncProgress = onSyncProgress;
    this.#isLoaded = isLoaded;
  }

  /** The bytes for which a run would wait; 0 once the file is here. */
  get missing() {
    return this.#isLoaded ? 0 : this.#download.bytes;
  }

  get loaded() {
    return this.#loaded;
  }

  /** Its content, once nothing that a run waits for is being fetched. */
  async fetch() {
    const onProgress = (loaded: number) => {
      this.#loaded = loaded;
      for (const listener of this.listeners) listener();
    };
    for (;;) {
      await this.#turn;
      const { signal } = this.#abort;
      try {
        return this.#finished(await fetchVerified(this.#download, { signal, onProgress }));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  /** The same, synchronously. */
  fetchSync() {
    return this.#finished(fetchSync(this.#download, (loaded) => this.#onSyncProgress(loaded, this.#download.bytes)));
  }

  /** Fetch nothing of it until another promise has settled. */
  putOff(other: Promise<unknown>) {
    this.#turn = other.then(
      () => {},
      () => {},
    );
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #finished<Content>(content: Content) {
    this.#isLoaded = true;
    return content;
  }
}

/** The two steps of a deferred file: `fetch` it, and `load` it to where Python finds it, which keeps the processor busy. */
export type DeferredLoad = { file: DeferredFile; fetch: () => Promise<void>; load: () => Promise<void> };

/** All that is deferred: the rest of Python's library, of the memory image, and of packages. */
export class DeferredFiles {
  #all;

  /** @param all by name */
  constructor(all: Record<string, DeferredLoad>) {
    this.#all = all;
  }

  add(name: string, deferred: DeferredLoad) {
    this.#all[name] = deferred;
  }

  /** The bytes for which a run would wait. @param names of what it needs, if not all */
  missing(names?: string[]) {
    return sum(this.#named(names).map(({ file }) => file.missing));
  }

  /** Fetch all, and load nothing yet. */
  async fetch() {
    await Promise.all(this.#named().map(({ fetch }) => fetch()));
  }

  /**
   * Load files to where Python finds them.
   * @param onProgress called with the bytes that have arrived of those that were missing
   * @param names of what is needed; the rest is put off
   */
  async load(onProgress: (loaded: number) => void = () => {}, names?: string[]) {
    const needed = this.#named(names);
    const awaited = needed.map(({ file }) => file).filter(({ missing }) => missing);
    const listener = () => onProgress(sum(awaited.map(({ loaded }) => loaded)));
    for (const { listeners } of awaited) listeners.add(listener);
    listener();
    const loads = Promise.all(needed.map(({ load }) => load()));
    for (const other of this.#named()) if (!needed.includes(other)) other.file.putOff(loads);
    try {
      await loads;
    } finally {
      for (const { listeners } of awaited) listeners.delete(listener);
    }
  }

  /** Fetch nothing until a promise has settled for which a run waits. */
  putOff(other: Promise<unknown>) {
    for (const { file } of this.#named()) file.putOff(other);
  }

  #named(names = Object.keys(this.#all)) {
    return names.flatMap((name) => this.#all[name] ?? []);
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
