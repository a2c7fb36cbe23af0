/**
 * What cells need beyond Python itself: data, and packages that come when they are first used. Fetched once each, with
 * their bytes told while they arrive.
 */

import { DATA_FOLDER, checked, fetchNow } from "./start_python.js";

export class Arrivals {
  #python;
  #standIns;
  #packages;
  #datasets;
  #bringRest;
  #tell;
  #here = new Set();
  #abort = new AbortController();

  /**
   * @param {{python: object, bringRest: () => Promise<void>}} started see startPython
   * @param {{packages: import("./messages.js").Package[], datasets: import("./messages.js").Dataset[]}} offer
   * @param {(name: string, loaded: number, total: number) => void} tell
   */
  constructor({ python, bringRest }, { packages, datasets }, tell) {
    this.#python = python;
    this.#standIns = python.pyimport("stand_ins");
    this.#packages = packages;
    this.#datasets = datasets;
    this.#bringRest = bringRest;
    this.#tell = tell;
    this.#standIns.install((name) => this.#bringNow(name)); // for a use that nobody saw coming
  }

  /** Fetch what a cell will use: the data that it names, and `packages`. @throws an AbortError after `stop` */
  async fetchFor(source, packages) {
    this.#abort = new AbortController();
    for (const { name, pattern, url, bytes, file } of this.#datasets) {
      if (this.#here.has(name) || !new RegExp(pattern).test(source)) continue;
      this.#python.FS.writeFile(`${DATA_FOLDER}/${file}`, await this.#fetch(name, url, bytes));
      this.#here.add(name);
    }
    for (const name of packages) {
      const { url, bytes } = this.#packages.find((offered) => offered.name === name);
      const [archive] = await Promise.all([this.#fetch(name, url, bytes, "gzip"), this.#bringRest()]);
      this.#unpack(name, archive);
    }
  }

  /** End the fetching that is under way. */
  stop() {
    this.#abort.abort();
  }

  async #fetch(name, url, total, compression) {
    const { signal } = this.#abort;
    let loaded = 0;
    this.#tell(name, 0, total);
    const count = new TransformStream({
      transform: (chunk, controller) => {
        this.#tell(name, Math.min((loaded += chunk.byteLength), total), total);
        controller.enqueue(chunk);
      },
    });
    let stream = checked(await fetch(url, { signal })).body.pipeThrough(count);
    if (compression) stream = stream.pipeThrough(new DecompressionStream(compression));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  #bringNow(name) {
    const { url } = this.#packages.find((offered) => offered.name === name);
    const { decompress } = this.#python.pyimport("gzip");
    this.#unpack(name, decompress(this.#python.toPy(fetchNow(url))).toJs());
  }

  #unpack(name, archive) {
    const { sitePackages } = this.#python._api;
    this.#python.unpackArchive(archive, "zip", { extractDir: sitePackages });
    this.#standIns.arrived(name, sitePackages);
  }
}
