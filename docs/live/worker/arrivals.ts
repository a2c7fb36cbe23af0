/**
 * What cells need beyond Python itself: data, and packages that come when they are first used. Fetched once each, with
 * their bytes told while they arrive.
 */

import type { Dataset, Download as Package } from "../messages.ts";
import { filesOf, DATA_FOLDER } from "./also_in_node/folders.ts";
import { bytesOf, fetchWhole, fetchWholeNow } from "./downloads.ts";
import type { Started } from "./start_python.ts";

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
  #tell;
  #here = new Set<string>();
  #abort = new AbortController();

  /** @param started see startPython */
  constructor(
    { python, rest }: Pick<Started, "python" | "rest">,
    { packages, datasets }: { packages: Package[]; datasets: Dataset[] },
    tell: (name: string, loaded: number, total: number) => void,
  ) {
    this.#python = python;
    this.#standIns = python.pyimport("stand_ins");
    const sys = python.pyimport("sys");
    this.#modules = { library: sys.stdlib_module_names, here: sys.modules }; // which cells may put something else in place of
    this.#packages = packages;
    this.#datasets = datasets;
    this.#rest = rest;
    this.#tell = tell;
    this.#standIns.install((name: string) => this.#bringNow(name)); // for a use that nobody saw coming
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
    for (const name of packages) {
      const packed = await this.#fetchWithRest(name, undefined, this.#offered(name));
      this.#unpack(name, await gunzipped(packed));
    }
    const describes = DESCRIBES.test(source);
    if (packages.length || !(describes || this.#importsMore(source))) return;
    // should it not come, a notice takes the place of a description, and the import tells
    const arrives = this.#fetchWithRest("Python", describes ? undefined : ["library"]);
    await arrives.catch(() => this.#abort.signal.throwIfAborted());
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

  /**
   * Bring the rest of Python, and meanwhile fetch a package: told as one.
   * @param needed what of the rest, if not all
   * @returns the package
   */
  async #fetchWithRest(name: string, needed?: string[], download?: Package): Promise<Uint8Array<ArrayBuffer>> {
    const { signal } = this.#abort;
    const total = this.#rest.missing(needed) + (download?.bytes ?? 0);
    const come = { package: 0, rest: 0 };
    let isAwaited = total > 0;
    const tell = (news: Partial<typeof come>) => {
      Object.assign(come, news);
      if (isAwaited) this.#tell(name, come.package + come.rest, total);
    };
    const fetched = download && fetchWhole(download, { signal, tell: (loaded) => tell({ package: loaded }) });
    const rest = this.#rest.bring((loaded) => tell({ rest: loaded }), needed);
    try {
      const [packed] = await Promise.race([Promise.all([fetched, rest]), ended(signal)]);
      return packed ?? new Uint8Array();
    } finally {
      isAwaited = false;
    }
  }

  #bringNow(name: string) {
    const packed = fetchWholeNow(this.#offered(name));
    const { decompress } = this.#python.pyimport("gzip");
    this.#unpack(name, decompress(this.#python.toPy(packed)).toJs());
  }

  #unpack(name: string, archive: Uint8Array<ArrayBuffer>) {
    const { _api, FS } = this.#python;
    const { sitePackages } = _api;
    const files = [...filesOf(archive)];
    const folders = new Set(files.map(([file]) => file.slice(0, file.lastIndexOf("/") + 1)));
    for (const folder of folders) FS.mkdirTree(`${sitePackages}/${folder}`);
    for (const [file, content] of files) FS.writeFile(`${sitePackages}/${file}`, content, { canOwn: true });
    this.#standIns.arrived(name, sitePackages);
  }
}

const gunzipped = (bytes: Uint8Array<ArrayBuffer>) =>
  bytesOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));

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
