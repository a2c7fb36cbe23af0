// What a first result needs neither of memory nor of compiled code: it is left out of the image, computed again in the
// browser (implied_words.ts) or brought later (second_halves.ts, late_texts.ts).
import { fileURLToPath } from "node:url";

import { SHORTEST, fileOf, putTexts } from "../../live/worker/also_in_node/late_texts.ts";
import { PAGE } from "../../live/worker/also_in_node/restore_image.ts";
import { SecondHalves } from "../../live/worker/also_in_node/second_halves.ts";
import { call } from "../python_programs.mjs";
import { Descriptions } from "./descriptions.mjs";
import { markHashes, openRing, sortRings } from "./implied_words.mjs";
import { withoutStackSwitching } from "./no_chance.mjs";
import { splitModule } from "./split_module.mjs";
import { Watch, watchedModule } from "./watched_module.mjs";

const programs = fileURLToPath(new URL("programs.py", import.meta.url));

/** The texts that `help()` shows. @returns {string[]} */
export const descriptionsIn = (python) => JSON.parse(call(python, programs, "descriptions", String(SHORTEST)));

export class LeftOut {
  #described;
  #descriptions;
  #fresh;
  #shipped;

  /**
   * Take out of memory what can be.
   * @param {Buffer} memory is changed @param {Buffer} fresh memory as a fresh instance has it
   * @param {any} module whose memory it is @param {string[]} described from `descriptionsIn`
   */
  constructor(memory, fresh, module, described) {
    this.#described = described;
    this.#descriptions = new Descriptions(described);
    this.#fresh = fresh;
    /** For each page from here to there, whether the image has to bring it. */
    this.#shipped = (from, to) => {
      const first = Math.floor(from / PAGE);
      const pages = Array.from({ length: Math.ceil(to / PAGE) - first }, (_, index) => (first + index) * PAGE);
      return pages.map((at) => !memory.subarray(at, at + PAGE).equals(fresh.subarray(at, at + PAGE)));
    };
    const isShipped = (from, to) => this.#shipped(from, to).every(Boolean);
    /** The descriptions that were taken out of memory. */
    this.inMemory = this.#descriptions.takeFrom(memory, isShipped);
    const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.length / 4);
    const rings = sortRings(words, module);
    /** What a browser is to have once all is computed again. */
    this.whole = Buffer.from(memory);
    this.hashMark = markHashes(words, module, isShipped);
    for (const ring of rings) openRing(words, ring);
    this.rings = rings.map(([first]) => first);
    if (!rings.length || !words.includes(this.hashMark)) {
      const what = rings.length ? "hash of a string" : "ring of the garbage collector";
      throw new Error(`no ${what} was found in Python's memory: CPython has changed, see implied_words.mjs`);
    }
  }

  /**
   * Split all compiled code: what has to come first, and what later.
   * @param {Uint8Array[]} all modules
   * @param {(modules: Uint8Array[], take: import("./fresh_python.mjs").Modules["take"], memory?: {isWhole: boolean}) =>
   *     Promise<any>} restored starts from the image, with such modules, and proves that it works
   * @returns {Promise<{firsts: Buffer[], later: Uint8Array[]}>}
   */
  async split(all, restored) {
    const watch = new Watch();
    await restored(all.map(watchedModule), (exports) => watch.take(exports));
    const called = watch.called();
    const ofOneKind = (from, to) => new Set(this.#shipped(from, to)).size === 1; // or a half of it would come with the image
    const undescribed = all.map((bytes) => this.#descriptions.takeFromModule(bytes, this.#fresh, ofOneKind));
    const texts = fileOf([...this.inMemory, ...undescribed.flatMap(({ taken }) => taken)]);
    const halves = undescribed.map(({ bytes }, index) => splitModule(bytes, called[index]));
    const [firsts, seconds] = [halves.map(({ first }) => first), halves.map(({ second }) => second)];
    const late = new SecondHalves(() => {
      throw new Error("what usual cells do needs a second half");
    });
    const take = (exports) => late.take(exports);
    const python = await withoutStackSwitching(() => restored(firsts, take, { isWhole: false })); // texts are missing
    late.arrive(seconds.map((second) => new WebAssembly.Module(second)));
    putTexts(python._module.HEAPU8, texts);
    const cameBack = new Set(descriptionsIn(python));
    const lost = this.#described.filter((text) => !cameBack.has(text));
    if (lost.length) throw new Error(`${lost.length} descriptions did not come back: ${lost[0]}`);
    call(python, programs, "prove_all");
    return { firsts, later: [...seconds, texts] };
  }
}
