// Takes the texts that `help()` shows out of an image's memory and out of compiled code (live_cells/image/slim/deferred_docstrings.ts puts
// them back).
import { notice } from "./deferred_docstrings.ts";
import { readModule, segmentsOf } from "./wasm_module.mjs";

/** @typedef {{at: number, text: Buffer}[]} Taken what was taken from where */

export class Descriptions {
  /** By their first four bytes, the longest first. @type {Map<number, Buffer[]>} */
  #texts = new Map();

  /** @param {string[]} texts */
  constructor(texts) {
    for (const text of texts.map((each) => Buffer.from(each)).sort((one, other) => other.length - one.length)) {
      const beginning = text.readUInt32LE();
      if (!this.#texts.has(beginning)) this.#texts.set(beginning, []);
      this.#texts.get(beginning).push(text);
    }
  }

  /**
   * Put a notice in the place of each text, wherever it stands.
   * @param {Buffer} memory @param {(from: number, to: number) => boolean} may the bytes from here to there be changed?
   * @returns {Taken}
   */
  takeFrom(memory, may = () => true) {
    const taken = [];
    for (let at = 0; at + 4 <= memory.length; at++) {
      const texts = this.#texts.get(memory.readUInt32LE(at));
      const text = texts?.find((each) => each.equals(memory.subarray(at, at + each.length)));
      if (!text || !may(at, at + text.length)) continue;
      taken.push({ at, text });
      memory.set(notice(text.length), at);
      at += text.length - 1;
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
      return found.map(({ at, text }) => ({ at: place + at, text }));
    });
    return { bytes, taken };
  }
}

/** Where data begins in memory, by a text of it that stands there once; null where there is none. @param {Taken} found */
function placeOf(found, memory) {
  for (const { at, text } of found) {
    const place = memory.indexOf(text);
    if (place !== -1 && memory.indexOf(text, place + 1) === -1) return place - at;
  }
  return null;
}
