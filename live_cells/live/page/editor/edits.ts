/** What the reader has changed, kept in this browser: by page, cell, and the original that was changed; and two edits compared. */

import { store, stored, texts } from "../elements/storage.ts";

/** A short fingerprint (FNV-1a, 32 bits) of a version of a cell. */
function fingerprint(code: string) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < code.length; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x01000193);
  const text = (hash >>> 0).toString(36);
  return /^\d+$/.test(text) ? `_${text}` : text; // objects keep numbers in another order than that of their coming
}

/** Keeps what a reader writes into one cell. */
export interface KeptEdits {
  /** Is there a published version, from which the code may differ? */
  readonly isPublished: boolean;
  readonly current: string | null;
  readonly aside: string | null;
  readonly outdated: string | null;
  keep(source: string): boolean;
  putAside(source: string | null): boolean;
  watch(listener: () => void): () => void;
  forget(): void;
  forgetOutdated(): void;
  adopt(): boolean;
}

/** The edits of one published cell. */
export class Edits implements KeptEdits {
  readonly isPublished = true;
  #key;
  #version;
  #asideVersion;

  /** @param key names the cell among all of the site @param original the code as published */
  constructor(key: string, original: string) {
    this.#key = `live-cells:${key}`;
    this.#version = fingerprint(original);
    this.#asideVersion = `${this.#version}+`;
  }

  /** The edit of the present original, or null. */
  get current() {
    return this.#read()[this.#version] ?? null;
  }

  /** An edit of the present original that another tab has kept, and that the reader has not decided about, or null. */
  get aside() {
    return this.#read()[this.#asideVersion] ?? null;
  }

  /** The latest edit of an original that has been replaced since, or null. */
  get outdated() {
    const mine = [this.#version, this.#asideVersion];
    const others = Object.entries(this.#read()).filter(([version]) => !mine.includes(version));
    return others.at(-1)?.[1] ?? null;
  }

  /** Keep an edit. @returns whether the browser kept it */
  keep(source: string): boolean {
    const { [this.#version]: _, ...others } = this.#read();
    return this.#write({ ...others, [this.#version]: source });
  }

  /** Keep another tab's edit beside this one's, or no longer. @returns as `keep` */
  putAside(source: string | null): boolean {
    const { [this.#asideVersion]: _, ...others } = this.#read();
    return this.#write(source === null ? others : { [this.#asideVersion]: source, ...others });
  }

  /** Call `listener` whenever another tab changes what is kept; returns the function that ends this. */
  watch(listener: () => void) {
    const heard = ({ key }: StorageEvent) => key === this.#key && listener();
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }

  /** Forget the edit of the present original. */
  forget() {
    const { [this.#version]: _, ...others } = this.#read();
    this.#write(others);
  }

  /** Forget the edits of originals that have been replaced. */
  forgetOutdated() {
    const mine = Object.entries(this.#read()).filter(([v]) => v === this.#version || v === this.#asideVersion);
    this.#write(Object.fromEntries(mine));
  }

  /**
   * Make the latest edit of a replaced original one of the present original, and forget the others.
   * @returns whether that was done: all stays as it is without such an edit, and where the browser keeps nothing
   */
  adopt(): boolean {
    const { outdated } = this;
    return outdated !== null && this.#write({ [this.#version]: outdated });
  }

  /** @returns version → edit, the latest last */
  #read(): Record<string, string> {
    return texts(stored(this.#key));
  }

  /** @returns whether the browser kept them */
  #write(edits: Record<string, string>): boolean {
    return store(this.#key, Object.keys(edits).length ? edits : undefined);
  }
}
