/**
 * What of Python comes after the first result. It is fetched while no run waits for anything else; a run that needs it
 * hears of every byte.
 */

import type { Download } from "../messages.ts";
import { fetchWhole, fetchWholeNow } from "./downloads.ts";

/** A file that comes later. */
export class LateFile {
  #download;
  #loaded = 0;
  #hasCome;
  #tellNow;
  #turn = Promise.resolve();
  #abort = new AbortController();
  /** Who is told that more of it has come. */
  listeners = new Set<() => void>();

  /**
   * @param tellNow is told of a fetch that the running code waits for
   * @param hasCome is it here from an earlier start?
   */
  constructor(download: Download, tellNow: (loaded: number, total: number) => void, hasCome = false) {
    this.#download = download;
    this.#tellNow = tellNow;
    this.#hasCome = hasCome;
  }

  /** The bytes for which a run would wait; 0 once the file is here. */
  get missing() {
    return this.#hasCome ? 0 : this.#download.bytes;
  }

  get loaded() {
    return this.#loaded;
  }

  /** Its content, when its turn has come. */
  async fetch() {
    const tell = (loaded: number) => {
      this.#loaded = loaded;
      for (const listener of this.listeners) listener();
    };
    for (;;) {
      await this.#turn;
      const { signal } = this.#abort;
      try {
        return this.#came(await fetchWhole(this.#download, { signal, tell }));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }

  /** The same without returning before it is here. */
  fetchNow() {
    return this.#came(fetchWholeNow(this.#download, (loaded) => this.#tellNow(loaded, this.#download.bytes)));
  }

  /** Fetch nothing of it before this has ended. */
  putOff(other: Promise<unknown>) {
    this.#turn = other.then(
      () => {},
      () => {},
    );
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  #came<Content>(content: Content) {
    this.#hasCome = true;
    return content;
  }
}

/**
 * What there is to do about a file: to fetch it, and to bring it to where Python finds it, which keeps the processor busy.
 */
export type Late = { file: LateFile; fetch: () => Promise<void>; bring: () => Promise<void> };

/** All that comes later: the rest of Python's library, of the memory image, and of packages. */
export class Rest {
  #all;

  /** @param all by name */
  constructor(all: Record<string, Late>) {
    this.#all = all;
  }

  /** Something more has come later than its beginning. */
  add(name: string, late: Late) {
    this.#all[name] = late;
  }

  /** The bytes for which a run would wait. @param names of what it needs */
  missing(names?: string[]) {
    return sum(this.#named(names).map(({ file }) => file.missing));
  }

  /** Fetch it, and do nothing with it yet. */
  async fetch() {
    await Promise.all(this.#named().map(({ fetch }) => fetch()));
  }

  /**
   * Bring it to where Python finds it.
   * @param tell is told how much has come of what was missing
   * @param names of what is needed; the rest makes way
   */
  async bring(tell: (loaded: number) => void = () => {}, names?: string[]) {
    const needed = this.#named(names);
    const awaited = needed.map(({ file }) => file).filter(({ missing }) => missing);
    const listener = () => tell(sum(awaited.map(({ loaded }) => loaded)));
    for (const { listeners } of awaited) listeners.add(listener);
    listener();
    const brought = Promise.all(needed.map(({ bring }) => bring()));
    for (const late of this.#named()) if (!needed.includes(late)) late.file.putOff(brought);
    try {
      await brought;
    } finally {
      for (const { listeners } of awaited) listeners.delete(listener);
    }
  }

  /** Fetch nothing of it before this has ended: a run waits for it. */
  putOff(other: Promise<unknown>) {
    for (const { file } of this.#named()) file.putOff(other);
  }

  #named(names = Object.keys(this.#all)) {
    return names.flatMap((name) => this.#all[name] ?? []);
  }
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
