/**
 * Loads the parts of a memory image: fetched, unpacked and compiled. They outlive the Python that starts from them: the
 * page keeps them, and the next one need not wait.
 */

import type { Figures, Parts } from "../../live/messages.ts";
import type { ArrivingParts, Head, Layer } from "../format.ts";
import { checked, contentOf, type Bytes } from "../../live/worker/downloads.ts";
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
  if (!draws) return { ...image, figures: Promise.resolve(null) };
  const figures = kept?.figures ? Promise.resolve(kept.figures) : fetchFigures(folder.inner("figures/"), image.pages);
  figures.catch(() => {}); // it is waited for after the code, if that came
  const code = Promise.all([image.code, figures]).then(([code, figures]) => ({
    ...code,
    figureModules: figures.sides,
  }));
  code.catch(() => {}); // it is waited for once Pyodide starts
  return { ...image, code, figures };
}

type Image = Omit<ArrivingParts, "figures">;

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

async function compiledSides(head: Promise<Layer>, arrive: Promise<Bytes>) {
  const [{ sides }, bytes] = await Promise.all([head, arrive]);
  return Promise.all(
    sides.map(async ({ path, start, end }) => {
      return { path, compiled: await WebAssembly.compile(bytes.subarray(start, end)) };
    }),
  );
}

/** The decoder gives what it got as far as it understood: check the length. */
export function exactly(size: number, bytes: Bytes, name: string) {
  if (bytes.length === size) return bytes;
  throw new Error(`the image's part "${name}" is damaged: ${bytes.length} bytes unpacked, wanted ${size}`);
}
