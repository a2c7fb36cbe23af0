/** What cells need beyond Python itself: data, and packages that load when they are first used. Each is fetched once. */

import type { Dataset, Download, Package } from "../messages.ts";
import { DATA_FOLDER } from "../../image/file_system.ts";
import { fetchVerified, fetchSync, type Bytes } from "./downloads.ts";
import { DeferredFile } from "./deferred_files.ts";
import { DeferredPart, putFiles } from "./package_files.ts";
import type { Started } from "../../image/restore/start.ts";

/** Code that shows a docstring: docstrings are in the deferred part of the image. */
const DESCRIBES = /\bhelp\b|__doc__|getdoc|\bdoctest\b|^\s*\?|^\s*[\w.]+\s*\?{1,2}\s*$/m;
/** Imports at the top level, which run in any case. */
const IMPORTS = /^(?:import +(?<modules>[\w., ]+)|from +(?<one>[\w.]+) +import\b)/gm;

type Progress = (name: string, loaded: number, total: number) => void;

export class Dependencies {
  #python;
  #lazyImports;
  /** Python's own modules, and those that have been imported. */
  #modules;
  #packages;
  #datasets;
  #deferredFiles;
  #unpacker;
  #onProgress;
  #onUnreadable;
  #loaded = new Set<string>();
  #abort = new AbortController();

  /**
   * @param started see startPython
   * @param onUnreadable called when a file cannot be read because it did not arrive
   */
  constructor(
    { python, deferredFiles, unpacker, figures }: Pick<Started, "python" | "deferredFiles" | "unpacker" | "figures">,
    { packages, datasets }: { packages: Package[]; datasets: Dataset[] },
    onProgress: Progress,
    onUnreadable: (reason: string) => void,
  ) {
    this.#python = python;
    this.#lazyImports = python.pyimport("live_runner.lazy_imports");
    const sys = python.pyimport("sys");
    this.#modules = { library: sys.stdlib_module_names, here: sys.modules }; // which cells may put something else in place of
    this.#packages = packages;
    this.#datasets = datasets;
    this.#deferredFiles = deferredFiles;
    this.#unpacker = unpacker;
    this.#onProgress = onProgress;
    this.#onUnreadable = onUnreadable;
    this.#lazyImports.install((name: string) => this.#loadSync(name)); // for a use that reading the code does not show
    if (figures) this.#putAround(figures.files, this.#offered("matplotlib"));
  }

  /** Load what a cell will use: the data that it names, and `packages`. @throws an AbortError after `stop` */
  async loadFor(source: string, packages: string[]) {
    this.#abort = new AbortController();
    const datasets = this.#datasets.filter(
      ({ name, pattern }) => !this.#loaded.has(name) && new RegExp(pattern).test(source),
    );
    if (datasets.length) {
      const data = this.#loadData(datasets);
      this.#deferredFiles.putOff(data);
      await data;
    }
    for (const name of packages) await this.#loadPackage(this.#offered(name));
    const describes = DESCRIBES.test(source);
    if (!describes && !this.#importsMore(source)) return;
    // where it does not arrive, a notice takes the place of a docstring, and the import raises
    const loads = this.#loadDeferred(describes ? undefined : ["library"]);
    await loads.catch(() => this.#abort.signal.throwIfAborted());
  }

  /** Load a file that the page itself needs; no progress is shown. @param name that of the data */
  async loadQuietly(name: string) {
    const file = this.#datasets.find((one) => one.name === name);
    if (!file || this.#loaded.has(name)) return;
    const content = await fetchVerified(file);
    this.#python.FS.writeFile(`${DATA_FOLDER}/${file.file}`, content);
    this.#loaded.add(name);
  }

  /** Load a package before a cell uses it. @returns imports a little more of it at each call; is there more? */
  async preload(name: string): Promise<() => boolean> {
    const isMissing = () => this.#lazyImports.is_missing(name); // a run may load it meanwhile
    const offered = this.#offered(name);
    const archive = isMissing() && (await this.#unpacker.unpackHere(await fetchVerified(offered)));
    if (archive && isMissing()) this.#put(offered, archive);
    const steps = this.#lazyImports.imported_in_steps(name);
    return () => !steps.next().done;
  }

  /** Does code import what the image has left out of Python's library? */
  #importsMore(source: string) {
    const { library, here } = this.#modules;
    const found = [...source.matchAll(IMPORTS)].flatMap(({ groups }) =>
      (groups?.one ?? groups?.modules ?? "").split(","),
    );
    const names = found.map((name) => name.trim().split(" ")[0]);
    // the proxy's `has` needs code that is deferred
    return names.some((name) => library.__contains__(name.split(".")[0]) && !here.__contains__(name));
  }

  /** Abort the fetches under way. */
  stop() {
    this.#abort.abort();
  }

  #offered(name: string) {
    return this.#packages.find((offered) => offered.name === name) as Package;
  }

  async #loadData(datasets: Dataset[]) {
    const { signal } = this.#abort;
    for (const { name, file, ...download } of datasets) {
      const onProgress = (loaded: number) => this.#onProgress(name, loaded, download.bytes);
      this.#python.FS.writeFile(
        `${DATA_FOLDER}/${file}`,
        await fetchVerified({ name, ...download }, { signal, onProgress }),
      );
      this.#loaded.add(name);
    }
  }

  async #loadPackage(offered: Package) {
    const { signal } = this.#abort;
    const onProgress = (loaded: number) => this.#onProgress(offered.name, loaded, offered.bytes);
    const fetched = fetchVerified(offered, { signal, onProgress });
    this.#deferredFiles.putOff(fetched);
    this.#put(offered, await this.#unpacker.unpackHere(await fetched));
  }

  /** Load the deferred files of Python. @param needed what of it, if not all */
  async #loadDeferred(needed?: string[]) {
    const { signal } = this.#abort;
    const total = this.#deferredFiles.missing(needed);
    let isAwaited = total > 0;
    const loads = this.#deferredFiles.load((loaded) => isAwaited && this.#onProgress("Python", loaded, total), needed);
    try {
      await Promise.race([loads, ended(signal)]);
    } finally {
      isAwaited = false;
    }
  }

  #loadSync(name: string) {
    const offered = this.#offered(name);
    const packed = fetchSync(offered, (loaded) => this.#onProgress(name, loaded, offered.bytes));
    this.#put(offered, this.#unpacker.unpackNow(packed));
  }

  #put(offered: Package, archive: Bytes) {
    this.#putInParts(offered.name, archive, offered.later ? [offered.later] : []);
    this.#lazyImports.arrived(offered.name, this.#python._api.sitePackages);
  }

  /** Put the few files that Python opens of a package that it has in memory; all others are deferred. */
  #putAround(archive: Bytes, offered: Package) {
    this.#putInParts(offered.name, archive, offered.later ? [offered, offered.later] : [offered]);
  }

  /** @param archive the first part @param later the others */
  #putInParts(name: string, archive: Bytes, later: Download[]) {
    const { _api, FS } = this.#python;
    const onProgress = (loaded: number, total: number) => this.#onProgress(name, loaded, total);
    const parts = later.map((download) => new DeferredPart(new DeferredFile(download, onProgress), this.#unpacker));
    const loadSync = () => {
      try {
        for (const part of parts) part.loadSync();
      } catch (error) {
        this.#onUnreadable((error as Error).message);
        throw error;
      }
    };
    const put = putFiles(FS, _api.sitePackages, archive, loadSync);
    parts.forEach((part, index) => {
      this.#deferredFiles.add(`${name} ${index}`, part.deferredLoad(put));
    });
  }
}

const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

/** Milliseconds between two reports of progress: the page draws each. */
const INTERVAL = 100;

export class ThrottledProgress {
  #report;
  #reportedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: Progress) {
    this.#report = report;
  }

  /** What comes too soon after the last report is reported later, unless there is newer progress by then. */
  onProgress: Progress = (name, loaded, total) => {
    this.cancel();
    const report = () => {
      this.#reportedAt = performance.now();
      this.#report(name, loaded, total);
    };
    const wait = this.#reportedAt + INTERVAL - performance.now();
    if (loaded === 0 || loaded === total || wait <= 0) report();
    else this.#timer = setTimeout(report, wait);
  };

  cancel() {
    clearTimeout(this.#timer);
  }
}
