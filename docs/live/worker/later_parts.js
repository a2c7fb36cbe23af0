/**
 * What of a memory image comes after the first result: the second halves of all compiled code (second_halves.js), and
 * texts (late_texts.js). Compiling them takes a while, so whoever needs them says when.
 */

import { fetchWhole, fetchWholeNow, once } from "./downloads.js";

/**
 * @typedef {import("../messages.js").Later} Later
 * @typedef {import("../messages.js").Download} Download
 * @typedef {import("./image_parts.js").Bytes} Bytes
 * @typedef {(packed: Bytes) => {code: Bytes[], texts: Bytes}} UnpackLater
 */

export class LaterParts {
  #download;
  #unpack;
  #parts;
  /** @type {Bytes|null} */
  #packed = null;

  /** @param {Download} download @param {UnpackLater} unpack @param {Later|null} parts if they are here */
  constructor(download, unpack, parts) {
    this.#download = download;
    this.#unpack = unpack;
    this.#parts = parts;
  }

  /** Bring the file, and do nothing with it yet. */
  fetch = once(async () => {
    if (!this.#parts) this.#packed = await fetchWhole(this.#download);
  });

  /** @returns {Promise<Later>} */
  async ready() {
    await this.fetch();
    if (this.#parts) return this.#parts;
    const { code, texts } = this.#unpack(/** @type {Bytes} */ (this.#packed));
    const compiled = await Promise.all(code.map((half) => WebAssembly.compile(half)));
    return this.#keep({ code: compiled, texts });
  }

  /** The same without returning before they are here. @returns {Later} */
  now() {
    if (this.#parts) return this.#parts;
    const { code, texts } = this.#unpack(this.#packed ?? fetchWholeNow(this.#download));
    return this.#keep({ code: code.map((half) => new WebAssembly.Module(half)), texts });
  }

  /** @param {Later} parts */
  #keep(parts) {
    this.#packed = null;
    this.#parts = { ...parts, texts: parts.texts.slice() }; // not the code's bytes with them
    return this.#parts;
  }
}
