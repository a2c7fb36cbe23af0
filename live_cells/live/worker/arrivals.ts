/**
 * What cells need beyond Python itself: data, and packages that come when they are first used. Fetched once each, with
 * their bytes told while they arrive.
 */

import type { Dataset, Download, Package } from "../messages.ts";
import { DATA_FOLDER } from "../../image/file_system.ts";
import { fetchWhole, fetchWholeNow, type Bytes } from "./downloads.ts";
import { LateFile } from "./late_files.ts";
import { LaterPart, putFiles } from "./package_files.ts";
import type { Started } from "../../image/restore/start.ts";

/** What code may say that shows a description: it comes with the rest. */
const DESCRIBES = /\bhelp\b|__doc__|getdoc|\bdoctest\b|^\s*\?|^\s*[\w.]+\s*\?{1,2}\s*$/m;
/** The modules that code imports in any case. */
const IMPORTS = /^(?:import +(?<modules>[\w., ]+)|from +(?<one>[\w.]+) +import\b)/gm;

export class Arrivals {
  #python;
  #standIns;
  /** Those of Python's library, and those that have been imported. */
  #modules;
  #packages;
  #datasets;
  #rest;
  #unpacker;
  #tell;
  #complain;
  #here = new Set<string>();
  #abort = new AbortController();

  /**
   * @param started see startPython
   * @param complain called when a file cannot be read because it did not arrive
   */
  constructor(
    { python, rest, unpacker, figures }: Pick<Started, "python" | "rest" | "unpacker" | "figures">,
    { packages, datasets }: { packages: Package[]; datasets: Dataset[] },
    tell: (name: string, loaded: number, total: number) => void,
    complain: (reason: string) => void,
  ) {
    this.#python = python;
    this.#standIns = python.pyimport("live_runner.stand_ins");
    const sys = python.pyimport("sys");
    this.#modules = { library: sys.stdlib_module_names, here: sys.modules }; // which cells may put something else in place of
    this.#packages = packages;
    this.#datasets = datasets;
    this.#rest = rest;
    this.#unpacker = unpacker;
    this.#tell = tell;
    this.#complain = complain;
    this.#standIns.install((name: string) => this.#bringNow(name)); // for a use that nobody saw coming
    if (figures) this.#putAround(figures.files, this.#offered("matplotlib"));
  }

  /** Fetch what a cell will use: the data that it names, and `packages`. @throws an AbortError after `stop` */
  async fetchFor(source: string, packages: string[]) {
    this.#abort = new AbortController();
    const datasets = this.#datasets.filter(
      ({ name, pattern }) => !this.#here.has(name) && new RegExp(pattern).test(source),
    );
    if (datasets.length) {
      const data = this.#bringData(datasets);
      this.#rest.putOff(data);
      await data;
    }
    for (const name of packages) await this.#bringPackage(this.#offered(name));
    const describes = DESCRIBES.test(source);
    if (!describes && !this.#importsMore(source)) return;
    // should it not come, a notice takes the place of a description, and the import tells
    const arrives = this.#bringRest(describes ? undefined : ["library"]);
    await arrives.catch(() => this.#abort.signal.throwIfAborted());
  }

  /** Bring a package, to import it a little at a time. @returns imports a little more; is there more? */
  async ahead(name: string): Promise<() => boolean> {
    const isMissing = () => this.#standIns.is_missing(name); // a run may bring it meanwhile
    const offered = this.#offered(name);
    const archive = isMissing() && (await this.#unpacker.unpackHere(await fetchWhole(offered)));
    if (archive && isMissing()) this.#put(offered, archive);
    const steps = this.#standIns.imported_in_steps(name);
    return () => !steps.next().done;
  }

  /** Does code import what the image has left out of Python's library? */
  #importsMore(source: string) {
    const { library, here } = this.#modules;
    const found = [...source.matchAll(IMPORTS)].flatMap(({ groups }) =>
      (groups?.one ?? groups?.modules ?? "").split(","),
    );
    const names = found.map((name) => name.trim().split(" ")[0]);
    // `has` would want code that comes later
    return names.some((name) => library.__contains__(name.split(".")[0]) && !here.__contains__(name));
  }

  /** End the fetching that is under way. */
  stop() {
    this.#abort.abort();
  }

  /** @param name of a package that there is */
  #offered(name: string) {
    return this.#packages.find((offered) => offered.name === name) as Package;
  }

  async #bringData(datasets: Dataset[]) {
    const { signal } = this.#abort;
    for (const { name, file, ...download } of datasets) {
      const tell = (loaded: number) => this.#tell(name, loaded, download.bytes);
      this.#python.FS.writeFile(`${DATA_FOLDER}/${file}`, await fetchWhole({ name, ...download }, { signal, tell }));
      this.#here.add(name);
    }
  }

  async #bringPackage(offered: Package) {
    const { signal } = this.#abort;
    const tell = (loaded: number) => this.#tell(offered.name, loaded, offered.bytes);
    const fetched = fetchWhole(offered, { signal, tell });
    this.#rest.putOff(fetched);
    this.#put(offered, await this.#unpacker.unpackHere(await fetched));
  }

  /** Bring the rest of Python. @param needed what of it, if not all */
  async #bringRest(needed?: string[]) {
    const { signal } = this.#abort;
    const total = this.#rest.missing(needed);
    let isAwaited = total > 0;
    const rest = this.#rest.bring((loaded) => isAwaited && this.#tell("Python", loaded, total), needed);
    try {
      await Promise.race([rest, ended(signal)]);
    } finally {
      isAwaited = false;
    }
  }

  #bringNow(name: string) {
    const offered = this.#offered(name);
    const packed = fetchWholeNow(offered, (loaded) => this.#tell(name, loaded, offered.bytes));
    this.#put(offered, this.#unpacker.unpackNow(packed));
  }

  #put(offered: Package, archive: Bytes) {
    this.#putInParts(offered.name, archive, offered.later ? [offered.later] : []);
    this.#standIns.arrived(offered.name, this.#python._api.sitePackages);
  }

  /** Put the few files that Python opens of a package that it has in memory; all others come later. */
  #putAround(archive: Bytes, offered: Package) {
    this.#putInParts(offered.name, archive, offered.later ? [offered, offered.later] : [offered]);
  }

  /** @param archive the first part @param later where the others are */
  #putInParts(name: string, archive: Bytes, later: Download[]) {
    const { _api, FS } = this.#python;
    const tell = (loaded: number, total: number) => this.#tell(name, loaded, total);
    const parts = later.map((download) => new LaterPart(new LateFile(download, tell), this.#unpacker));
    const bringNow = () => {
      try {
        for (const part of parts) part.now();
      } catch (error) {
        this.#complain((error as Error).message);
        throw error;
      }
    };
    const put = putFiles(FS, _api.sitePackages, archive, bringNow);
    parts.forEach((part, index) => {
      this.#rest.add(`${name} ${index}`, part.late(put));
    });
  }
}

const ended = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));

/** Milliseconds between two words on how far something has come: the page shows each, which takes it a while. */
const PACE = 100;

/** Tells how far something has come, and no more often than the page can show. */
export class Paced {
  #say;
  #saidAt = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (name: string, loaded: number, total: number) => void) {
    this.#say = say;
  }

  /** What comes too soon after the last word is told a little later, unless there is news by then. */
  tell = (name: string, loaded: number, total: number) => {
    this.end();
    const say = () => {
      this.#saidAt = performance.now();
      this.#say(name, loaded, total);
    };
    const wait = this.#saidAt + PACE - performance.now();
    if (loaded === 0 || loaded === total || wait <= 0) say();
    else this.#soon = setTimeout(say, wait);
  };

  /** Nobody waits any more. */
  end() {
    clearTimeout(this.#soon);
  }
}
