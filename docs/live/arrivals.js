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
    for (const dataset of this.#datasets) {
      if (this.#here.has(dataset.name) || !new RegExp(dataset.pattern).test(source)) continue;
      this.#python.FS.writeFile(`${DATA_FOLDER}/${dataset.file}`, await this.#fetch(dataset));
      this.#here.add(dataset.name);
    }
    for (const name of packages) {
      const archive = this.#packages.find((offered) => offered.name === name);
      const [packed] = await Promise.all([this.#fetch(archive), this.#bringRest()]);
      this.#unpack(name, await gunzipped(packed));
    }
  }

  /** End the fetching that is under way. */
  stop() {
    this.#abort.abort();
  }

  /** What came damaged is fetched once more, past every cache. */
  async #fetch(download) {
    const bytes = await this.#attempt(download, "default");
    if (await isWhole(bytes, download)) return bytes;
    const again = await this.#attempt(download, "reload");
    if (await isWhole(again, download)) return again;
    throw new Error(`${download.name} came damaged (${again.length} of ${download.bytes} bytes). Run the cell again.`);
  }

  async #attempt({ name, url, bytes }, cache) {
    const { signal } = this.#abort;
    let loaded = 0;
    this.#tell(name, 0, bytes);
    const count = new TransformStream({
      transform: (chunk, controller) => {
        this.#tell(name, Math.min((loaded += chunk.byteLength), bytes), bytes);
        controller.enqueue(chunk);
      },
    });
    return bytesOf(checked(await fetch(url, { signal, cache })).body.pipeThrough(count));
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

const bytesOf = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

const gunzipped = (bytes) => bytesOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));

/** @param {Uint8Array} content @param {import("./messages.js").Download} download */
async function isWhole(content, { bytes, sha256 }) {
  if (content.length !== bytes) return false;
  if (!crypto.subtle) return true; // no secure context: the length has to do
  const digest = await crypto.subtle.digest("SHA-256", content);
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === sha256;
}
