/**
 * Starts Python in the worker: from the site's memory image, which takes a fraction of the time, or, should that
 * fail for whatever reason, the plain way. Both give the same Python.
 */

import type { Download, Figures, Later, Parts, Python as Config } from "../messages.ts";
import { fill } from "../phrases.ts";
import { DATA_FOLDER, ENVIRONMENT, OUR_FOLDER } from "../../image/file_system.ts";
import type { Head, Layer, Pyodide, PyProxy } from "../../image/format.ts";
import { startFromImage } from "../../image/restore/memory.ts";
import { DeferringRegistry, checked, eachPart, fetchSync, once } from "./downloads.ts";
import { DeferredFile, DeferredFiles } from "./deferred_files.ts";
import { LeftOut } from "../../image/restore/deferred_parts.ts";
import { comingParts } from "../../image/restore/parts.ts";
import { Unpacker } from "../../image/restore/unpacking.ts";

/**
 * Pyodide, the module runner.py, what is still missing of Python, what unpacks, the image's parts if they are new, and
 * what makes it one that draws, if it is.
 */
export type Started = {
  python: Pyodide;
  runner: PyProxy;
  rest: DeferredFiles;
  unpacker: Unpacker;
  parts: Parts | null;
  figures: Figures | null;
};

const OPTIONS = {
  env: ENVIRONMENT,
  stdout: () => {}, // what loading says is no cell's output
  stderr: (text: string) => console.warn(text),
  fsInit: async (FS: { mkdirTree: (folder: string) => void }) => {
    for (const folder of [OUR_FOLDER, DATA_FOLDER]) FS.mkdirTree(folder);
  },
};

/**
 * @param config where the files are, and how large together
 * @param kept the image's parts, if the page has them from an earlier start
 * @param draws shall it have drawn already?
 * @param tell called as bytes arrive, also later, where running code waits
 * @param tellLater called with those parts that came later, of the image or of what draws
 */
export async function startPython(
  config: Config,
  kept: Parts | null,
  draws: boolean,
  tell: (loaded: number, total: number) => void,
  tellLater: (later: Later, isOfFigures: boolean) => void,
): Promise<Started> {
  Object.assign(self, { FinalizationRegistry: DeferringRegistry });
  const { image } = config;
  if (image?.figures && draws) {
    try {
      return await fromImage(image, config, { kept, draws }, { tell, tellLater });
    } catch (error) {
      console.warn(`The memory image with figures did not work here, so Python starts from the one without: ${error}`);
    }
  }
  if (image) {
    try {
      return await fromImage(image, config, { kept, draws: false }, { tell, tellLater });
    } catch (error) {
      console.warn(`Python's memory image did not work here, so Python starts without it: ${error}`);
    }
  }
  return counting(config.bytes, tell, () => plainly(config));
}

async function fromImage(
  image: NonNullable<Config["image"]>,
  { url, lock, library, numpy, engine, decoder }: Config,
  { kept, draws }: { kept: Parts | null; draws: boolean },
  {
    tell,
    tellLater,
  }: { tell: (loaded: number, total: number) => void; tellLater: (later: Later, isOfFigures: boolean) => void },
): Promise<Started> {
  const unpacker = new Unpacker(decoder);
  const bytes = (kept ? 0 : image.bytes) + (draws && !kept?.figures ? (image.figures?.bytes ?? 0) : 0);
  const coming = comingParts(image.url, kept, draws, unpacker, bytes ? counter(bytes, tell) : () => {});
  let head: Head;
  let layer: Layer;
  let python: Pyodide | undefined;
  const follow = async () => {
    head = await coming.head;
    await coming.code;
    await coming.pages;
    const figures = await coming.above;
    if (figures) layer = figures.head;
  };
  const cameAll = follow()
    .then(() => bytes && tell(bytes, bytes))
    .catch(() => {}) // who waits for the parts will be told
    .finally(() => unpacker.rest())
    .then(() => unpacker.getReady());
  const libraryFile = new DeferredFile(library, tell);
  let core: WebAssembly.Exports;
  const memory = () => new Uint8Array((core.memory as WebAssembly.Memory).buffer);
  const seen = { head: () => head, memory, python: () => python, above: null };
  const figuresLater =
    draws && image.figures
      ? new LeftOut(
          image.figures.later,
          kept?.figures?.later ?? null,
          { ...seen, head: () => layer },
          { unpacker, tell },
        )
      : null;
  const below = { ...seen, above: figuresLater };
  const later = image.later && new LeftOut(image.later, kept?.later ?? null, below, { unpacker, tell });
  const take = (exports: WebAssembly.Exports) => {
    core ??= exports; // it is the first
    return later?.take(exports) ?? exports;
  };
  const takeAbove = (exports: WebAssembly.Exports) => figuresLater?.take(exports) ?? exports;
  python = await startFromImage(coming, take, takeAbove, { pyodide: url, image: image.url, lock, options: OPTIONS });
  await cameAll;
  const { FS, _api } = python;
  const place = `/lib/python${_api.pyVersionTuple.slice(0, 2).join("")}.zip`;
  const isHere = () => FS.analyzePath(place).exists;
  const unpackNow = (wheel: Download) =>
    python.unpackArchive(
      fetchSync(wheel, (loaded) => tell(loaded, wheel.bytes)),
      "wheel",
      {
        extractDir: _api.sitePackages,
      },
    );
  python.pyimport("live_runner.restored").awake(
    () => isHere() || FS.writeFile(place, libraryFile.fetchSync()),
    () => {
      later?.putNow(); // numpy.ma makes descriptions of its own out of others
      unpackNow(numpy);
    },
    () => unpackNow(engine),
  );
  const loadLibrary = once(async () => {
    if (isHere()) return;
    const bytes = await libraryFile.fetch();
    if (!isHere()) FS.writeFile(place, bytes);
  });
  const rest = new DeferredFiles({
    library: { file: libraryFile, fetch: loadLibrary, load: loadLibrary },
    ...(later && { image: later.late((later) => tellLater(later, false)) }),
    ...(figuresLater && { figures: figuresLater.late((later) => tellLater(later, true)) }),
  });
  const parts = kept ? null : { head: await coming.head, ...(await coming.code), pages: await coming.pages };
  return { python, runner: python.pyimport("live_runner.runner"), rest, unpacker, parts, figures: await coming.above };
}

async function plainly({ url, lock, packages, files, decoder }: Config): Promise<Started> {
  const unpacker = new Unpacker(decoder);
  const decoderArrives = unpacker.getReady();
  const filesArrive = Promise.all(files.map(ownFile));
  const { loadPyodide } = await import(new URL("pyodide.mjs", url).href);
  const python = await loadPyodide({ ...OPTIONS, indexURL: url, lockFileURL: lock, packages });
  // A package with a wrong checksum is left out without an exception.
  const missing = packages.filter((name) => !(name in python.loadedPackages));
  if (missing.length) throw new Error(fill(WORDS.fetching.missing_packages, { names: missing.join(", ") }));
  for (const [name, text] of await filesArrive) {
    python.FS.mkdirTree(`${OUR_FOLDER}/${name}`.replace(/\/[^/]*$/, ""));
    python.FS.writeFile(`${OUR_FOLDER}/${name}`, text);
  }
  python.pyimport("sys").path.append(OUR_FOLDER);
  python.pyimport("seqlite.as_torch").install();
  await decoderArrives;
  return {
    python,
    runner: python.pyimport("live_runner.runner"),
    rest: new DeferredFiles({}),
    unpacker,
    parts: null,
    figures: null,
  };
}

/** Do something with every fetch counted, and a missing file made an error. */
async function counting<Result>(
  total: number,
  tell: (loaded: number, total: number) => void,
  work: () => Promise<Result>,
) {
  const plainFetch = self.fetch;
  const count = counter(total, tell);
  self.fetch = async (...request) => {
    const response = checked(await plainFetch(...request));
    eachPart(response.clone(), (part) => count(part.length)).catch(() => {});
    return response;
  };
  try {
    return await work();
  } finally {
    self.fetch = plainFetch;
    tell(total, total);
  }
}

/** What is called with the number of bytes that have come, as they come. */
function counter(total: number, tell: (loaded: number, total: number) => void) {
  let loaded = 0;
  tell(0, total);
  return (count: number) => {
    loaded += count;
    tell(Math.min(loaded, total), total);
  };
}

async function ownFile(name: string) {
  const response = checked(await fetch(new URL(`../python/${name}`, import.meta.url)));
  return [name, await response.text()];
}
