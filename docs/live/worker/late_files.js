/**
 * What of Python comes after the first result. It is fetched while no run waits for anything else; a run that needs it
 * hears of every byte.
 */

import { fetchWhole, fetchWholeNow } from "./downloads.js";

/** @typedef {import("../messages.js").Download} Download */

/** A file that comes later. */
export class LateFile {
  #download;
  #loaded = 0;
  #hasCome;
  #tellNow;
  #turn = Promise.resolve();
  #abort = new AbortController();
  /** Who is told that more of it has come. @type {Set<() => void>} */
  listeners = new Set();

  /**
   * @param {Download} download
   * @param {(loaded: number, total: number) => void} tellNow is told of a fetch that the running code waits for
   * @param {boolean} [hasCome] is it here from an earlier start?
   */
  constructor(download, tellNow, hasCome = false) {
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
    /** @param {number} loaded */
    const tell = (loaded) => {
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

  /** Fetch nothing of it before this has ended. @param {Promise<unknown>} other */
  putOff(other) {
    this.#turn = other.then(
      () => {},
      () => {},
    );
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** @template Content @param {Content} content */
  #came(content) {
    this.#hasCome = true;
    return content;
  }
}

/**
 * What there is to do about a file: to fetch it, and to bring it to where Python finds it, which keeps the processor busy.
 * @typedef {{file: LateFile, fetch: () => Promise<void>, bring: () => Promise<void>}} Late
 */

/** All that comes later: the rest of Python's library, of the memory image, and of packages. */
export class Rest {
  #all;

  /** @param {Record<string, Late>} all by name */
  constructor(all) {
    this.#all = all;
  }

  /** Something more has come later than its beginning. @param {string} name @param {Late} late */
  add(name, late) {
    this.#all[name] = late;
  }

  /** The bytes for which a run would wait. @param {string[]} [names] of what it needs */
  missing(names) {
    return sum(this.#named(names).map(({ file }) => file.missing));
  }

  /** Fetch it, and do nothing with it yet. */
  async fetch() {
    await Promise.all(this.#named().map(({ fetch }) => fetch()));
  }

  /**
   * Bring it to where Python finds it.
   * @param {(loaded: number) => void} [tell] is told how much has come of what was missing
   * @param {string[]} [names] of what is needed; the rest makes way
   */
  async bring(tell = () => {}, names = undefined) {
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

  /** Fetch nothing of it before this has ended: a run waits for it. @param {Promise<unknown>} other */
  putOff(other) {
    for (const { file } of this.#named()) file.putOff(other);
  }

  #named(names = Object.keys(this.#all)) {
    return names.flatMap((name) => this.#all[name] ?? []);
  }
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
