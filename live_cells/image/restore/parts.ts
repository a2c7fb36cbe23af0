/**
 * Loads the parts of a memory image: fetched, unpacked and compiled. They outlive the Python that starts from them: the
 * page keeps them, and the next one need not wait. What comes after the first result is compiled only when it is needed,
 * because that takes a while.
 */

import type { Figures, Later, Parts } from "../../live/messages.ts";
import type { ArrivingParts, Head, Layer } from "../format.ts";
import { checked, contentOf, once, type Bytes } from "../../live/worker/downloads.ts";
import type { LateFile } from "../../live/worker/late_files.ts";
import type { Unpacker } from "./unpacking.ts";

/**
 * @param url the image's folder
 * @param kept the parts that are here
 * @param draws shall Python have drawn already?
 * @param unpacker is asked first for what has to be compiled
 * @param count called with the number of bytes that have come
 */
export function fetchParts(
  url: string,
  kept: Parts | null,
  draws: boolean,
  unpacker: Unpacker,
  count: (count: number) => void,
): ArrivingParts<Figures> {
  const folder = new Folder(url, unpacker, count);
  const image = kept ? alreadyHere(kept) : fetchImage(folder);
  if (!draws) return { ...image, above: Promise.resolve(null) };
  const above = kept?.figures ? Promise.resolve(kept.figures) : fetchFigures(folder.inner("figures/"), image.pages);
  above.catch(() => {}); // it is waited for after the code, if that came
  const code = Promise.all([image.code, above]).then(([code, figures]) => ({ ...code, above: figures.sides }));
  code.catch(() => {}); // it is waited for once Pyodide starts
  return { ...image, code, above };
}

type Image = Omit<ArrivingParts, "above">;

/** Parts that are here. */
function alreadyHere({ head, core, sides, pages }: Parts): Image {
  return {
    head: Promise.resolve(head),
    code: Promise.resolve({ core, sides }),
    pages: Promise.resolve(pages),
  };
}

function fetchImage(folder: Folder): Image {
  // All requests leave at once.
  const head = folder.json<Head>("head");
  const [core, sides, memory] = ["core", "sides", "memory"].map((name) => folder.part(name));
  const coreUnpacked = folder.unpacked("core", head, core);
  const sidesUnpacked = folder.unpacked("sides", head, sides, core);
  const pages = folder.unpacked("memory", head, memory, sides);
  pages.catch(() => {}); // it is waited for after the code, if that came
  const compile = async () => {
    const [core, sides] = await Promise.all([
      coreUnpacked.then((bytes) => WebAssembly.compile(bytes)),
      compiledSides(head, sidesUnpacked),
    ]);
    return { core, sides };
  };
  return { head, code: compile(), pages };
}

/** What a Python that draws has beyond the image. @param before what is unpacked first */
async function fetchFigures(folder: Folder, before: Promise<unknown>): Promise<Figures> {
  const head = folder.json<Layer>("head");
  const [sidesArrive, memoryArrives, filesArrive] = ["sides", "memory", "files"].map((name) => folder.part(name));
  const [sides, pages, files] = await Promise.all([
    compiledSides(head, folder.unpacked("sides", head, sidesArrive, before)),
    folder.unpacked("memory", head, memoryArrives, sidesArrive),
    folder.unpacked("files", head, filesArrive, memoryArrives),
  ]);
  return { head: await head, sides, pages, files };
}

/** The image's folder. */
class Folder {
  #url;
  #unpacker;
  #count;

  constructor(url: string, unpacker: Unpacker, count: (count: number) => void) {
    this.#url = url;
    this.#unpacker = unpacker;
    this.#count = count;
    unpacker.start();
  }

  inner(name: string) {
    return new Folder(new URL(name, this.#url).href, this.#unpacker, this.#count);
  }

  async json<Content>(name: string): Promise<Content> {
    const response = await fetch(new URL(`${name}.json`, this.#url));
    return checked(response).json();
  }

  async part(name: string) {
    return contentOf(checked(await fetch(new URL(`${name}.zst`, this.#url))), this.#count);
  }

  /** @param before what is to have arrived before this is unpacked */
  async unpacked(name: string, head: Promise<Layer>, arrives: Promise<Bytes>, before?: Promise<unknown>) {
    const [{ sizes }, bytes] = await Promise.all([head, arrives, before]);
    return exactly(sizes[name], await this.#unpacker.unpack(bytes, sizes[name]), name);
  }
}

/** What comes later: the second halves of all compiled code (deferred_functions.ts), and what is missing in memory (deferred_memory.ts). */
export function laterParts(head: Layer, bytes: Bytes) {
  exactly(head.sizes.later, bytes, "later");
  const parts = head.later.map(({ start, end }) => bytes.subarray(start, end));
  return { code: parts.slice(0, -1), memory: parts[parts.length - 1] };
}

async function compiledSides(head: Promise<Layer>, arrive: Promise<Bytes>) {
  const [{ sides }, bytes] = await Promise.all([head, arrive]);
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
type Unpacked = { code: Bytes[]; memory: Bytes };
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
    const { code, memory } = await this.#unpack.aside(this.#packed as Bytes);
    const compiled = await Promise.all(code.map((half) => WebAssembly.compile(half)));
    return this.#keep({ code: compiled, memory });
  }

  /** The same without returning before they are here. */
  now(): Later {
    if (this.#parts) return this.#parts;
    const { code, memory } = this.#unpack.now(this.#packed ?? this.#file.fetchNow());
    return this.#keep({ code: code.map((half) => new WebAssembly.Module(half)), memory });
  }

  #keep(parts: Later) {
    this.#packed = null;
    this.#parts = { ...parts, memory: parts.memory.slice() }; // not the code's bytes with them
    return this.#parts;
  }
}
