/**
 * Starts Python in the worker: from the site's memory image, which takes a fraction of the time, or, should that
 * fail for whatever reason, the plain way. Both give the same Python.
 */

import {
  type StartOptions,
  type OnProgress,
  type Started,
  counter,
  startFromImage,
} from "../../image/restore/start.ts";
import { Unpacker } from "../../image/restore/unpacking.ts";
import { DATA_FOLDER, ENVIRONMENT, OUR_FOLDER } from "../../image/file_system.ts";
import type { Python as Config } from "../messages.ts";
import { fill } from "../phrases.ts";
import { DeferringRegistry, checked, eachPart } from "./downloads.ts";
import { DeferredFiles } from "./deferred_files.ts";

const OPTIONS = {
  env: ENVIRONMENT,
  stdout: () => {}, // what loading says is no cell's output
  stderr: (text: string) => console.warn(text),
  fsInit: async (FS: { mkdirTree: (folder: string) => void }) => {
    for (const folder of [OUR_FOLDER, DATA_FOLDER]) FS.mkdirTree(folder);
  },
};

/** @param config where the files are, and options large together */
export async function startPython(config: Config, options: StartOptions): Promise<Started> {
  Object.assign(self, { FinalizationRegistry: DeferringRegistry });
  const { image } = config;
  if (image?.figures && options.draws) {
    try {
      return await startFromImage(image, config, options, OPTIONS);
    } catch (error) {
      console.warn(`The memory image with figures did not work here, so Python starts from the one without: ${error}`);
    }
  }
  if (image) {
    try {
      return await startFromImage(image, config, { ...options, draws: false }, OPTIONS);
    } catch (error) {
      console.warn(`Python's memory image did not work here, so Python starts without it: ${error}`);
    }
  }
  return counting(config.bytes, options.onProgress, () => plainly(config));
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
    deferredFiles: new DeferredFiles({}),
    unpacker,
    parts: null,
    figures: null,
  };
}

/** Do something with every fetch counted, and a missing file made an error. */
async function counting<Result>(total: number, onProgress: OnProgress, work: () => Promise<Result>) {
  const plainFetch = self.fetch;
  const count = counter(total, onProgress);
  self.fetch = async (...request) => {
    const response = checked(await plainFetch(...request));
    eachPart(response.clone(), (part) => count(part.length)).catch(() => {});
    return response;
  };
  try {
    return await work();
  } finally {
    self.fetch = plainFetch;
    onProgress(total, total);
  }
}

async function ownFile(name: string) {
  const response = checked(await fetch(new URL(`../python/${name}`, import.meta.url)));
  return [name, await response.text()];
}
