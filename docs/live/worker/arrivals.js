/**
 * What cells need beyond Python itself: data, and packages that come when they are first used. Fetched once each, with
 * their bytes told while they arrive.
 */

import { fetchWhole, fetchWholeNow } from "./downloads.js";
import { DATA_FOLDER } from "./folders.js";
import { LateFile } from "./late_files.js";
import { SecondPart, putFiles } from "./package_files.js";

/**
 * @typedef {import("../messages.js").Package} Package
 * @typedef {import("../messages.js").Dataset} Dataset
 * @typedef {import("./archive.js").Bytes} Bytes
 */

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
  /** @type {Set<string>} */
  #here = new Set();
  #abort = new AbortController();

  /**
   * @param {Pick<import("./start_python.js").Started, "python"|"rest"|"unpacker">} started see startPython
   * @param {{packages: Package[], datasets: Dataset[]}} offer
   * @param {(name: string, loaded: number, total: number) => void} tell
   * @param {(reason: string) => void} complain called when a file cannot be read because it did not arrive
   */
  constructor({ python, rest, unpacker }, { packages, datasets }, tell, complain) {
    this.#python = python;
    this.#standIns = python.pyimport("stand_ins");
    const sys = python.pyimport("sys");
    this.#modules = { library: sys.stdlib_module_names, here: sys.modules }; // which cells may put something else in place of
    this.#packages = packages;
    this.#datasets = datasets;
    this.#rest = rest;
    this.#unpacker = unpacker;
    this.#tell = tell;
    this.#complain = complain;
    this.#standIns.install((/** @type {string} */ name) => this.#bringNow(name)); // for a use that nobody saw coming
  }

  /**
   * Fetch what a cell will use: the data that it names, and `packages`.
   * @param {string} source @param {string[]} packages
   * @throws an AbortError after `stop`
   */
  async fetchFor(source, packages) {
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
    const arrives = this.#bringRest("Python", describes ? undefined : ["library"]);
    await arrives.catch(() => this.#abort.signal.throwIfAborted());
  }

  /** Does code import what the image has left out of Python's library? @param {string} source */
  #importsMore(source) {
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

  /** @param {string} name of a package that there is */
  #offered(name) {
    return /** @type {Package} */ (this.#packages.find((offered) => offered.name === name));
  }

  /** @param {Dataset[]} datasets */
  async #bringData(datasets) {
    const { signal } = this.#abort;
    for (const { name, file, ...download } of datasets) {
      /** @param {number} loaded */
      const tell = (loaded) => this.#tell(name, loaded, download.bytes);
      this.#python.FS.writeFile(`${DATA_FOLDER}/${file}`, await fetchWhole({ name, ...download }, { signal, tell }));
      this.#here.add(name);
    }
  }

  /** @param {Package} offered */
  async #bringPackage(offered) {
    const { signal } = this.#abort;
    /** @param {number} loaded */
    const tell = (loaded) => this.#tell(offered.name, loaded, offered.bytes);
    const fetched = fetchWhole(offered, { signal, tell });
    this.#rest.putOff(fetched);
    this.#put(offered, await this.#unpacker.unpackHere(await fetched));
  }

  /**
   * Bring the rest of Python.
   * @param {string} name under which this is told @param {string[]} [needed] what of it, if not all
   */
  async #bringRest(name, needed) {
    const { signal } = this.#abort;
    const total = this.#rest.missing(needed);
    let isAwaited = total > 0;
    const rest = this.#rest.bring((loaded) => isAwaited && this.#tell(name, loaded, total), needed);
    try {
      await Promise.race([rest, ended(signal)]);
    } finally {
      isAwaited = false;
    }
  }

  /** @param {string} name */
  #bringNow(name) {
    const offered = this.#offered(name);
    const packed = fetchWholeNow(offered, (loaded) => this.#tell(name, loaded, offered.bytes));
    this.#put(offered, this.#unpacker.unpackNow(packed));
  }

  /** @param {Package} offered @param {Bytes} archive */
  #put({ name, later }, archive) {
    const { _api, FS } = this.#python;
    const { sitePackages } = _api;
    /** @param {number} loaded @param {number} total */
    const tell = (loaded, total) => this.#tell(name, loaded, total);
    const second = later && new SecondPart(new LateFile(later, tell), this.#unpacker);
    const bringNow = () => {
      try {
        second?.now();
      } catch (error) {
        this.#complain(/** @type {Error} */ (error).message);
        throw error;
      }
    };
    const put = putFiles(FS, sitePackages, archive, bringNow);
    if (second) this.#rest.add(name, second.late(put));
    this.#standIns.arrived(name, sitePackages);
  }
}

/** @param {AbortSignal} signal @returns {Promise<never>} */
const ended = (signal) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
