/**
 * What cells need beyond Python itself: data, and packages that come when they are first used. Fetched once each, with
 * their bytes told while they arrive.
 */

import { filesOf } from "./archive.js";
import { bytesOf, fetchWhole, fetchWholeNow } from "./downloads.js";
import { DATA_FOLDER } from "./folders.js";

/**
 * @typedef {import("../messages.js").Download} Package
 * @typedef {import("../messages.js").Dataset} Dataset
 */

/** What code may say that shows a description: it comes with the rest. */
const DESCRIBES = /\bhelp\b|__doc__|getdoc|\bdoctest\b|^\s*\?|\?\s*$/m;

export class Arrivals {
  #python;
  #standIns;
  #packages;
  #datasets;
  #bringRest;
  #tell;
  /** @type {Set<string>} */
  #here = new Set();
  #abort = new AbortController();

  /**
   * @param {{python: import("./start_python.js").Pyodide, bringRest: () => Promise<void>}} started see startPython
   * @param {{packages: Package[], datasets: Dataset[]}} offer
   * @param {(name: string, loaded: number, total: number) => void} tell
   */
  constructor({ python, bringRest }, { packages, datasets }, tell) {
    this.#python = python;
    this.#standIns = python.pyimport("stand_ins");
    this.#packages = packages;
    this.#datasets = datasets;
    this.#bringRest = bringRest;
    this.#tell = tell;
    this.#standIns.install((/** @type {string} */ name) => this.#bringNow(name)); // for a use that nobody saw coming
  }

  /**
   * Fetch what a cell will use: the data that it names, and `packages`.
   * @param {string} source @param {string[]} packages
   * @throws an AbortError after `stop`
   */
  async fetchFor(source, packages) {
    this.#abort = new AbortController();
    for (const dataset of this.#datasets) {
      if (this.#here.has(dataset.name) || !new RegExp(dataset.pattern).test(source)) continue;
      this.#python.FS.writeFile(`${DATA_FOLDER}/${dataset.file}`, await this.#fetch(dataset));
      this.#here.add(dataset.name);
    }
    if (DESCRIBES.test(source)) await this.#bringRest().catch(() => {});
    for (const name of packages) {
      const [packed] = await Promise.all([this.#fetch(this.#offered(name)), this.#bringRest()]);
      this.#unpack(name, await gunzipped(packed));
    }
  }

  /** End the fetching that is under way. */
  stop() {
    this.#abort.abort();
  }

  /** @param {string} name of a package that there is */
  #offered(name) {
    return /** @type {Package} */ (this.#packages.find((offered) => offered.name === name));
  }

  /** @param {import("../messages.js").Download} download */
  #fetch(download) {
    const { name, bytes } = download;
    /** @param {number} loaded */
    const tell = (loaded) => this.#tell(name, loaded, bytes);
    return fetchWhole(download, { signal: this.#abort.signal, tell });
  }

  /** @param {string} name */
  #bringNow(name) {
    const packed = fetchWholeNow(this.#offered(name));
    const { decompress } = this.#python.pyimport("gzip");
    this.#unpack(name, decompress(this.#python.toPy(packed)).toJs());
  }

  /** @param {string} name @param {Uint8Array<ArrayBuffer>} archive */
  #unpack(name, archive) {
    const { _api, FS } = this.#python;
    const { sitePackages } = _api;
    const files = [...filesOf(archive)];
    const folders = new Set(files.map(([file]) => file.slice(0, file.lastIndexOf("/") + 1)));
    for (const folder of folders) FS.mkdirTree(`${sitePackages}/${folder}`);
    for (const [file, content] of files) FS.writeFile(`${sitePackages}/${file}`, content, { canOwn: true });
    this.#standIns.arrived(name, sitePackages);
  }
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
const gunzipped = (bytes) => bytesOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
