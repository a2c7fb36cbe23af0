// What a first result needs neither of memory nor of compiled code: it is left out of the image, computed again in the
// browser (implied_words.ts) or brought later (second_halves.ts, late_texts.ts, deferred_code.ts).
import { fileURLToPath } from "node:url";

import { fileOfCode } from "./deferred_bytecode.ts";
import { SHORTEST, fileOf } from "./deferred_docstrings.ts";
import { putLate } from "./deferred_memory.ts";
import { PAGE } from "../restore/memory.ts";
import { SecondHalves } from "./deferred_functions.ts";
import { call } from "../../plugin/python_programs.mjs";
import { Descriptions } from "./deferred_docstrings.mjs";
import { markHashes, openRing, sortRings } from "./recomputed_fields.mjs";
import { withoutStackSwitching } from "../build/determinism.mjs";
import { splitModule } from "./deferred_functions.mjs";
import { readModule } from "./wasm_module.mjs";
import { Watch } from "./call_profile.mjs";

const programs = fileURLToPath(new URL("../build/programs.py", import.meta.url));

/** The texts that `help()` shows. @returns {string[]} */
export const descriptionsIn = (python) => JSON.parse(call(python, programs, "descriptions", String(SHORTEST)));

export class LeftOut {
  #deferred;
  #described;
  #descriptions;
  #fresh;
  #shipped;

  /**
   * Take out of memory what can be.
   * @param {Buffer} memory is changed @param {Buffer} fresh memory as a fresh instance has it
   * @param {any} module whose memory it is, as it was when `memory` was taken
   * @param {string[]} described from `descriptionsIn`
   * @param {import("./deferred_bytecode.ts").Deferred[]} deferred what has been taken already
   */
  constructor(memory, fresh, module, described, deferred) {
    this.#deferred = deferred;
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

  /** What comes later to memory, as one file. @param {{at: number, text: Uint8Array}[]} more texts of compiled code */
  late(more = []) {
    return new Uint8Array(Buffer.concat([fileOf([...this.inMemory, ...more]), fileOfCode(this.#deferred)]));
  }

  /**
   * Split all compiled code: what has to come first, and what later.
   * @param {Uint8Array[]} all modules @param {boolean[][]} called for each and each of its functions
   * @param {(modules: Uint8Array[], take: import("../build/fresh_python.mjs").Modules["take"]) => Promise<any>} restored starts
   *     from the image, with such modules, and proves that it works
   * @returns {Promise<{firsts: Buffer[], later: Uint8Array[]}>}
   */
  async split(all, called, restored) {
    const ofOneKind = (from, to) => new Set(this.#shipped(from, to)).size === 1; // or a half of it would come with the image
    const undescribed = all.map((bytes) => this.#descriptions.takeFromModule(bytes, this.#fresh, ofOneKind));
    const memory = this.late(undescribed.flatMap(({ taken }) => taken));
    const halves = undescribed.map(({ bytes }, index) => splitModule(bytes, called[index]));
    const [firsts, seconds] = [halves.map(({ first }) => first), halves.map(({ second }) => second)];
    const compiled = seconds.map((second) => new WebAssembly.Module(second));
    let python = null;
    let hasCome = false;
    const late = new SecondHalves(() => {
      if (!python) throw new Error("what usual cells do needs a second half");
      putLate(python._module.HEAPU8, memory);
      hasCome = true;
      return compiled;
    });
    python = await withoutStackSwitching(() => restored(firsts, (exports) => late.take(exports)));
    call(python, programs, "call_unused"); // which brings all that comes later
    if (!hasCome) throw new Error("a function ran without its code: CPython has changed, see deferred_code.mjs");
    const cameBack = new Set(descriptionsIn(python));
    const lost = this.#described.filter((text) => !cameBack.has(text));
    if (lost.length) throw new Error(`${lost.length} descriptions did not come back: ${lost[0]}`);
    call(python, programs, "prove_all");
    return { firsts, later: [...seconds, memory] };
  }
}

/**
 * What a Python calls.
 * @param {(take: import("../build/fresh_python.mjs").Modules["take"]) => Promise<any>} restored starts one of watched modules
 * @returns {Promise<{called: boolean[][], memory: Buffer, python: any}>} for each module and each of its functions, whether it was
 *     called; what is in memory afterwards; and that Python
 */
export async function profile(restored) {
  const watch = new Watch();
  const python = await restored((exports) => watch.take(exports));
  return { called: watch.called(), memory: Buffer.from(python._module.HEAPU8), python };
}

/** Where CPython's `PyTypeObject` has `tp_traverse` and `tp_clear`, in words of 32 bits. */
const FOR_COLLECTOR = [23, 24];

/**
 * Mark those functions of the core as called that the garbage collector calls: it runs by itself, at any moment, and may meet
 * an object of any type.
 * @param {boolean[]} called for each function that the core defines @param {Uint8Array} core
 * @param {any} python @param {number} coreTable the length of the core's own table
 */
export function keepForCollector(called, core, python, coreTable) {
  const { HEAPU32, wasmTable } = python._module;
  const { importedFunctions } = readModule(core);
  let found = 0;
  for (const type of JSON.parse(call(python, programs, "types"))) {
    for (const word of FOR_COLLECTOR) {
      const place = HEAPU32[type / 4 + word];
      const index = place && place < coreTable ? Number(wasmTable.get(place).name) - importedFunctions : -1;
      if (index < 0) continue; // it has none, or one of NumPy's
      called[index] = true;
      found += 1;
    }
  }
  if (!found) throw new Error("no type of Python has tp_traverse: CPython has changed, see left_out.mjs");
}
