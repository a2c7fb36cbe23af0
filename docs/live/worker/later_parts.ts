/**
 * What of a memory image comes after the first result: the second halves of all compiled code (second_halves.js), and
 * texts (late_texts.js). Compiling them takes a while, so whoever needs them says when.
 */

import { once } from "./downloads.js";

/**
 * @typedef {import("../messages.ts").Later} Later
 * @typedef {import("./late_files.js").LateFile} LateFile
 * @typedef {import("./unpacking.js").Bytes} Bytes
 *
 * Gives what is packed in a file: `now`, or beside all else.
 * @typedef {{code: Bytes[], texts: Bytes}} Unpacked
 * @typedef {{now: (packed: Bytes) => Unpacked, aside: (packed: Bytes) => Promise<Unpacked>}} Unpack
 */

export class LaterParts {
  #file;
  #unpack;
  #parts;
  /** @type {Bytes|null} */
  #packed = null;

  /** @param {LateFile} file @param {Later|null} parts if they are here @param {Unpack} unpack */
  constructor(file, parts, unpack) {
    this.#file = file;
    this.#unpack = unpack;
    this.#parts = parts;
  }

  /** Bring the file, and do nothing with it yet. */
  fetch = once(async () => {
    if (!this.#parts) this.#packed = await this.#file.fetch();
  });

  /** @returns {Promise<Later>} */
  async ready() {
    await this.fetch();
    if (this.#parts) return this.#parts;
    const { code, texts } = await this.#unpack.aside(/** @type {Bytes} */ (this.#packed));
    const compiled = await Promise.all(code.map((half) => WebAssembly.compile(half)));
    return this.#keep({ code: compiled, texts });
  }

  /** The same without returning before they are here. @returns {Later} */
  now() {
    if (this.#parts) return this.#parts;
    const { code, texts } = this.#unpack.now(this.#packed ?? this.#file.fetchNow());
    return this.#keep({ code: code.map((half) => new WebAssembly.Module(half)), texts });
  }

  /** @param {Later} parts */
  #keep(parts) {
    this.#packed = null;
    this.#parts = { ...parts, texts: parts.texts.slice() }; // not the code's bytes with them
    return this.#parts;
  }
}
