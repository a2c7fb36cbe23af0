/** Starts Python from the site's memory image, and knows what of it is still to come. */

import type { Download, Figures, Later, Parts, Python as Config } from "../../live/messages.ts";
import { fetchSync, once } from "../../live/worker/downloads.ts";
import { DeferredFile, DeferredFiles } from "../../live/worker/deferred_files.ts";
import type { ArrivingParts, Pyodide, PyProxy } from "../format.ts";
import { DeferredParts, type Arrived } from "./deferred_parts.ts";
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
  deferredFiles: DeferredFiles;
  unpacker: Unpacker;
  parts: Parts | null;
  figures: Figures | null;
};

/**
 * `kept` are the parts that the page has from an earlier start, and `draws` says whether Python shall have drawn already.
 * `onProgress` is called as bytes arrive, also later, where running code waits; `onDeferred` with those parts that came
 * later, of the image or of what draws.
 */
export type StartOptions = {
  kept: Parts | null;
  draws: boolean;
  onProgress: OnProgress;
  onDeferred: (later: Later, isOfFigures: boolean) => void;
};

type Image = NonNullable<Config["image"]>;

/** @param options what loadPyodide is to be given */
export async function startFromImage(
  image: Image,
  config: Config,
  startOptions: StartOptions,
  options: object,
): Promise<Started> {
  const { kept, draws, onProgress, onDeferred } = startOptions;
  const unpacker = new Unpacker(config.decoder);
  const bytes = (kept ? 0 : image.bytes) + (draws && !kept?.figures ? (image.figures?.bytes ?? 0) : 0);
  const arriving = fetchParts(image.url, kept, draws, unpacker, bytes ? counter(bytes, onProgress) : () => {});
  const arrived: Arrived = {};
  const allArrived = arrival(arriving, arrived)
    .then(() => bytes && onProgress(bytes, bytes))
    .catch(() => {}) // the start fails where it waits for the part
    .finally(() => unpacker.terminateWorker())
    .then(() => unpacker.getReady());
  const tools = { unpacker, onProgress };
  const drawn = draws ? image.figures : null;
  const figures = drawn?.later
    ? new DeferredParts(drawn.later, kept?.figures?.later ?? null, arrived, "layer", null, tools)
    : null;
  const later = image.later
    ? new DeferredParts(image.later, kept?.later ?? null, arrived, "head", figures, tools)
    : null;
  const hideInternals = (exports: WebAssembly.Exports) => {
    arrived.core ??= exports; // it is the first
    return later?.filterExports(exports) ?? exports;
  };
  const hideFigureInternals = (exports: WebAssembly.Exports) => figures?.filterExports(exports) ?? exports;
  const folders = { pyodide: config.url, image: image.url, lock: config.lock };
  const python = await restorePython(arriving, hideInternals, hideFigureInternals, folders, options);
  arrived.python = python;
  await allArrived;
  const deferredFiles = new DeferredFiles({
    library: findMissingModules(python, config, later, onProgress),
    ...(later && { image: later.deferredLoad((parts) => onDeferred(parts, false)) }),
    ...(figures && { figures: figures.deferredLoad((parts) => onDeferred(parts, true)) }),
  });
  const parts = kept ? null : { head: await arriving.head, ...(await arriving.code), pages: await arriving.pages };
  return {
    python,
    runner: python.pyimport("live_runner.runner"),
    deferredFiles,
    unpacker,
    parts,
    figures: await arriving.figures,
  };
}

/** Note what has come. */
async function arrival(arriving: ArrivingParts<Figures>, arrived: Arrived) {
  arrived.head = await arriving.head;
  await arriving.code;
  await arriving.pages;
  arrived.layer = (await arriving.figures)?.head;
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
      later?.loadSync(); // numpy.ma makes docstrings of its own out of others
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
