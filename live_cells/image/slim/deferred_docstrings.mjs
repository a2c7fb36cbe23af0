// Takes the docstrings that `help()` shows out of an image's memory and out of compiled code (deferred_memory.ts puts them back).
import { notice } from "./deferred_memory.ts";
import { readModule, segmentsOf } from "./wasm_module.mjs";

/** @typedef {{at: number, bytes: Buffer}[]} Taken what was taken from where */

export class Docstrings {
  /** By their first four bytes, the longest first. @type {Map<number, Buffer[]>} */
  #byBeginning = new Map();

  /** @param {string[]} texts */
  constructor(texts) {
    for (const text of texts.map((each) => Buffer.from(each)).sort((one, other) => other.length - one.length)) {
      const beginning = text.readUInt32LE();
      if (!this.#byBeginning.has(beginning)) this.#byBeginning.set(beginning, []);
      this.#byBeginning.get(beginning).push(text);
    }
  }

  /**
   * Put a notice in the place of each docstring, wherever it stands.
   * @param {Buffer} memory @param {(from: number, to: number) => boolean} may the bytes from here to there be changed?
   * @returns {Taken}
   */
  takeFrom(memory, may = () => true) {
    const taken = [];
    for (let at = 0; at + 4 <= memory.length; at++) {
      const texts = this.#byBeginning.get(memory.readUInt32LE(at));
      const bytes = texts?.find((each) => each.equals(memory.subarray(at, at + each.length)));
      if (!bytes || !may(at, at + bytes.length)) continue;
      taken.push({ at, bytes });
      memory.set(notice(bytes.length), at);
      at += bytes.length - 1;
    }
    return taken;
  }

  /**
   * The same with the data of a module, for which it gives another.
   * @param {Uint8Array} module @param {Buffer} fresh memory, in which the data lies
   * @param {(from: number, to: number) => boolean} may the bytes of memory from here to there be changed?
   * @returns {{bytes: Buffer, taken: Taken}}
   */
  takeFromModule(module, fresh, may) {
    const bytes = Buffer.from(module);
    const taken = segmentsOf(readModule(bytes)).flatMap((segment) => {
      const data = Buffer.from(segment.bytes.buffer, segment.bytes.byteOffset, segment.bytes.length);
      const place = segment.at ?? placeOf(this.takeFrom(Buffer.from(data)), fresh);
      if (place === null) return [];
      const found = this.takeFrom(data, (from, to) => may(place + from, place + to));
      return found.map(({ at, bytes }) => ({ at: place + at, bytes }));
    });
    return { bytes, taken };
  }
}

/** Where data begins in memory, by a text of it that stands there once; null where there is none. @param {Taken} found */
function placeOf(found, memory) {
  for (const { at, bytes } of found) {
    const place = memory.indexOf(bytes);
    if (place !== -1 && memory.indexOf(bytes, place + 1) === -1) return place - at;
  }
  return null;
}
