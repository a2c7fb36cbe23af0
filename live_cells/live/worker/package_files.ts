/**
 * Puts the files of a package where Python finds them. Of a package in several parts, Python sees all files at once:
 * reading one of a deferred part loads that part synchronously.
 */

import { filesOf } from "../../image/file_system.ts";
import { once, type Bytes } from "./downloads.ts";
import type { DeferredLoad, DeferredFile } from "./deferred_files.ts";
import type { Unpacker } from "../../image/restore/unpacking.ts";
import type { Pyodide } from "../../image/format.ts";

/** In the first part: the names and sizes of the files of the others. */
const LATER = "later.json";
/** EIO: C code gets it where a file cannot be read. */
const UNREADABLE = 29;

type Put = ReturnType<typeof putFiles>;

/**
 * @param FS Emscripten's
 * @param archive the first part
 * @param loadSync puts the other parts synchronously; where it throws, the file cannot be read
 * @returns puts the content of another part
 */
export function putFiles(FS: Pyodide["FS"], folder: string, archive: Bytes, loadSync: () => void) {
  const files = [...filesOf(archive)];
  const listed = files.find(([name]) => name === LATER)?.[1];
  const later: Record<string, number> = listed ? JSON.parse(new TextDecoder().decode(listed)) : {};
  const here = files.filter(([name]) => name !== LATER);
  const names = [...here.map(([name]) => name), ...Object.keys(later)];
  const folders = new Set(names.map((name) => name.slice(0, name.lastIndexOf("/") + 1)));
  for (const inner of folders) FS.mkdirTree(`${folder}/${inner}`);
  for (const [name, content] of here) FS.writeFile(`${folder}/${name}`, content, { canOwn: true });
  const empty = new Map<string, Pyodide>();
  for (const [name, size] of Object.entries(later)) {
    FS.writeFile(`${folder}/${name}`, "");
    const { node } = FS.lookupPath(`${folder}/${name}`);
    empty.set(name, node);
    node.usedBytes = size;
    Object.defineProperty(node, "contents", {
      configurable: true,
      get() {
        try {
          loadSync();
        } catch {
          throw new FS.ErrnoError(UNREADABLE);
        }
        return node.contents; // which is a plain property now
      },
    });
  }
  return (part: Bytes) => {
    for (const [name, value] of filesOf(part)) {
      const node = empty.get(name);
      if (node) Object.defineProperty(node, "contents", { value, writable: true, enumerable: true });
    }
  };
}

/** A deferred part of a package: fetched, and put where the first one has left room for it. */
export class DeferredPart {
  #file;
  #unpacker;
  #packed: Bytes | null = null;
  #isHere = false;
  /** Puts what has been unpacked. */
  #put: Put = () => {};

  constructor(file: DeferredFile, unpacker: Unpacker) {
    this.#file = file;
    this.#unpacker = unpacker;
  }

  deferredLoad(put: Put): DeferredLoad {
    this.#put = put;
    const fetch = once(async () => {
      if (!this.#isHere) this.#packed ??= await this.#file.fetch();
    });
    const load = once(async () => {
      await fetch();
      if (this.#packed) this.#arrived(await this.#unpacker.unpackHere(this.#packed));
    });
    return { file: this.#file, fetch, load };
  }

  loadSync() {
    if (!this.#isHere) this.#arrived(this.#unpacker.unpackNow(this.#packed ?? this.#file.fetchSync()));
  }

  #arrived(archive: Bytes) {
    if (!this.#isHere) this.#put(archive);
    this.#isHere = true;
    this.#packed = null;
  }
}
