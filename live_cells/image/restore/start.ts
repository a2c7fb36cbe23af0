/** Starts Python from the site's memory image, and knows what of it is still to come. */

import type { Download, Figures, Later, Parts, Python as Config } from "../../live/messages.ts";
import { fetchSync, once } from "../../live/worker/downloads.ts";
import { DeferredFile, DeferredFiles } from "../../live/worker/deferred_files.ts";
import type { ArrivingParts, Pyodide, PyProxy } from "../format.ts";
import { DeferredParts, type Seen } from "./deferred_parts.ts";
import { fetchParts } from "./parts.ts";
import { restorePython } from "./python.ts";
import { Unpacker } from "./unpacking.ts";

export type OnProgress = (loaded: number, total: number) => void;

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

/**
 * `kept` are the parts that the page has from an earlier start, and `draws` says whether Python shall have drawn already.
 * `onProgress` is called as bytes arrive, also later, where running code waits; `onDeferred` with those parts that came
 * later, of the image or of what draws.
 */
export type How = {
  kept: Parts | null;
  draws: boolean;
  onProgress: OnProgress;
  onDeferred: (later: Later, isOfFigures: boolean) => void;
};

type Image = NonNullable<Config["image"]>;

/** @param options what loadPyodide is to be given */
export async function startFromImage(image: Image, config: Config, how: How, options: object): Promise<Started> {
  const { kept, draws, onProgress, onDeferred } = how;
  const unpacker = new Unpacker(config.decoder);
  const bytes = (kept ? 0 : image.bytes) + (draws && !kept?.figures ? (image.figures?.bytes ?? 0) : 0);
  const arriving = fetchParts(image.url, kept, draws, unpacker, bytes ? counter(bytes, onProgress) : () => {});
  const seen: Seen = {};
  const cameAll = arrival(arriving, seen)
    .then(() => bytes && onProgress(bytes, bytes))
    .catch(() => {}) // the start fails where it waits for the part
    .finally(() => unpacker.rest())
    .then(() => unpacker.getReady());
  const tools = { unpacker, onProgress };
  const drawn = draws ? image.figures : null;
  const figures = drawn?.later
    ? new DeferredParts(drawn.later, kept?.figures?.later ?? null, seen, "layer", null, tools)
    : null;
  const later = image.later ? new DeferredParts(image.later, kept?.later ?? null, seen, "head", figures, tools) : null;
  const take = (exports: WebAssembly.Exports) => {
    seen.core ??= exports; // it is the first
    return later?.take(exports) ?? exports;
  };
  const takeAbove = (exports: WebAssembly.Exports) => figures?.take(exports) ?? exports;
  const folders = { pyodide: config.url, image: image.url, lock: config.lock };
  const python = await restorePython(arriving, take, takeAbove, folders, options);
  seen.python = python;
  await cameAll;
  const rest = new DeferredFiles({
    library: findMissingModules(python, config, later, onProgress),
    ...(later && { image: later.late((parts) => onDeferred(parts, false)) }),
    ...(figures && { figures: figures.late((parts) => onDeferred(parts, true)) }),
  });
  const parts = kept ? null : { head: await arriving.head, ...(await arriving.code), pages: await arriving.pages };
  return {
    python,
    runner: python.pyimport("live_runner.runner"),
    rest,
    unpacker,
    parts,
    figures: await arriving.above,
  };
}

/** Note what has come. */
async function arrival(arriving: ArrivingParts<Figures>, seen: Seen) {
  seen.head = await arriving.head;
  await arriving.code;
  await arriving.pages;
  seen.layer = (await arriving.above)?.head;
}

/**
 * Have imports find what the image left out of the standard library, of NumPy and of the engine.
 * @returns how the standard library comes without being asked for
 */
function findMissingModules(
  python: Pyodide,
  { library, numpy, engine }: Config,
  later: DeferredParts | null,
  onProgress: OnProgress,
) {
  const { FS, _api } = python;
  const place = `/lib/python${_api.pyVersionTuple.slice(0, 2).join("")}.zip`;
  const isHere = () => FS.analyzePath(place).exists;
  const file = new DeferredFile(library, onProgress);
  const unpackNow = (wheel: Download) => {
    const content = fetchSync(wheel, (loaded) => onProgress(loaded, wheel.bytes));
    python.unpackArchive(content, "wheel", { extractDir: _api.sitePackages });
  };
  python.pyimport("live_runner.restored").after_restore(
    () => isHere() || FS.writeFile(place, file.fetchSync()),
    () => {
      later?.putNow(); // numpy.ma makes docstrings of its own out of others
      unpackNow(numpy);
    },
    () => unpackNow(engine),
  );
  const load = once(async () => {
    if (isHere()) return;
    const bytes = await file.fetch();
    if (!isHere()) FS.writeFile(place, bytes);
  });
  return { file, fetch: load, load };
}

/** What is called with the number of bytes that have come, as they come. */
export function counter(total: number, onProgress: OnProgress) {
  let loaded = 0;
  onProgress(0, total);
  return (count: number) => {
    loaded += count;
    onProgress(Math.min(loaded, total), total);
  };
}
