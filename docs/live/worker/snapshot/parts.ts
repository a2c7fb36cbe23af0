/**
 * Brings the parts of a memory image: fetched, unpacked and compiled. They outlive the Python that starts from them: the
 * page keeps them, and the next one need not wait. What comes after the first result is compiled only when somebody needs
 * it, for that takes a while.
 */

import type { Parts, Later } from "../../messages.ts";
import type { Head } from "../also_in_node/restore_image.ts";
import { checked, contentOf, once, type Bytes } from "../downloads.ts";
import type { LateFile } from "../late_files.ts";
import type { Unpacker } from "./unpacking.ts";

export type Code = Pick<Parts, "core" | "sides">;

/** The parts as they come: memory, the largest, is last, and needed last. */
export type Coming = { head: Promise<Head>; code: Promise<Code>; pages: Promise<Bytes> };

/**
 * @param url the image's folder
 * @param unpacker is asked first for what has to be compiled
 * @param count called with the number of bytes that have come
 */
export function fetchParts(url: string, unpacker: Unpacker, count: (count: number) => void): Coming {
  unpacker.start();
  // All requests leave at once.
  const packed = (name: string) => fetch(new URL(`${name}.zst`, url)).then((file) => contentOf(checked(file), count));
  const headArrives: Promise<Head> = fetch(new URL("head.json", url)).then((response) => response.json());
  const unpacked = async (name: string, arrives: Promise<Bytes>, before?: Promise<Bytes>) => {
    const [head, bytes] = await Promise.all([headArrives, arrives, before]);
    return exactly(head.sizes[name], await unpacker.unpack(bytes, head.sizes[name]), name);
  };
  const [coreArrives, sidesArrive, pagesArrive] = ["core", "sides", "memory"].map(packed);
  const coreUnpacked = unpacked("core", coreArrives);
  const sidesUnpacked = unpacked("sides", sidesArrive, coreArrives);
  const pages = unpacked("memory", pagesArrive, sidesArrive);
  pages.catch(() => {}); // it is waited for after the code, if that came
  const compile = async () => {
    const [core, sides] = await Promise.all([
      coreUnpacked.then((bytes) => WebAssembly.compile(bytes)),
      sidesUnpacked.then(async (bytes) => compileSides((await headArrives).sides, bytes)),
    ]);
    return { core, sides };
  };
  return { head: headArrives, code: compile(), pages };
}

/** Parts that are here. */
export function comeAlready({ head, core, sides, pages }: Parts): Coming {
  return {
    head: Promise.resolve(head),
    code: Promise.resolve({ core, sides }),
    pages: Promise.resolve(pages),
  };
}

/** What comes later: the second halves of all compiled code (second_halves.ts), and texts (late_texts.ts). */
export function laterParts(head: Head, bytes: Bytes) {
  exactly(head.sizes.later, bytes, "later");
  const parts = head.later.map(({ start, end }) => bytes.subarray(start, end));
  return { code: parts.slice(0, -1), texts: parts[parts.length - 1] };
}

function compileSides(sides: Head["sides"], bytes: Bytes) {
  return Promise.all(
    sides.map(async ({ path, start, end }) => {
      return { path, compiled: await WebAssembly.compile(bytes.subarray(start, end)) };
    }),
  );
}

/** The decoder gives what it got as far as it understood: check the length. */
function exactly(size: number, bytes: Bytes, name: string) {
  if (bytes.length === size) return bytes;
  throw new Error(`the image's part "${name}" is damaged: ${bytes.length} bytes unpacked, wanted ${size}`);
}

/** Gives what is packed in a file: `now`, or beside all else. */
type Unpacked = { code: Bytes[]; texts: Bytes };
type Unpack = { now: (packed: Bytes) => Unpacked; aside: (packed: Bytes) => Promise<Unpacked> };

export class LaterParts {
  #file;
  #unpack;
  #parts;
  #packed: Bytes | null = null;

  /** @param parts if they are here */
  constructor(file: LateFile, parts: Later | null, unpack: Unpack) {
    this.#file = file;
    this.#unpack = unpack;
    this.#parts = parts;
  }

  /** Bring the file, and do nothing with it yet. */
  fetch = once(async () => {
    if (!this.#parts) this.#packed = await this.#file.fetch();
  });

  async ready(): Promise<Later> {
    await this.fetch();
    if (this.#parts) return this.#parts;
    const { code, texts } = await this.#unpack.aside(this.#packed as Bytes);
    const compiled = await Promise.all(code.map((half) => WebAssembly.compile(half)));
    return this.#keep({ code: compiled, texts });
  }

  /** The same without returning before they are here. */
  now(): Later {
    if (this.#parts) return this.#parts;
    const { code, texts } = this.#unpack.now(this.#packed ?? this.#file.fetchNow());
    return this.#keep({ code: code.map((half) => new WebAssembly.Module(half)), texts });
  }

  #keep(parts: Later) {
    this.#packed = null;
    this.#parts = { ...parts, texts: parts.texts.slice() }; // not the code's bytes with them
    return this.#parts;
  }
}
