// Instruments a module, so that it says which of its functions have been called: each sets a global of its own, exported
// under a name that begins with HIDDEN.
import { HIDDEN, apart } from "./deferred_functions.ts";
import { KIND, OP, SECTION, list, name, number, sized } from "./wasm_file.mjs";
import { Sections, bodyAfterLocals, readModule } from "./wasm_module.mjs";

const FLAG = [0x7f, 1, OP.constant, 0, OP.end]; // a number that changes, and is 0 at first

/** @param {Uint8Array} bytes a module @returns {Buffer} */
export function instrumented(bytes) {
  const module = readModule(bytes);
  const sections = new Sections(module);
  const flags = module.bodies.map((_, index) => module.globals.length + index);
  const code = module.bodies.map((body, index) => {
    const { at } = bodyAfterLocals(body);
    return sized(body.subarray(0, at), [OP.constant, 1, OP.globalSet, ...number(flags[index])], body.subarray(at));
  });
  sections.put(SECTION.code, list(code));
  sections.append(SECTION.globals, ...flags.map(() => FLAG));
  const exported = (flag, index) => [...name(`${HIDDEN}${index}`), KIND.global, ...number(flag)];
  sections.append(SECTION.exports, ...flags.map(exported));
  return sections.asModule();
}

/** Which functions of instrumented modules have been called. */
export class CallProfile {
  #flags = [];

  /** Take the flags from the exports of an instrumented module, just instantiated; the rest is for others. */
  filterExports(exports) {
    const { hidden, others } = apart(exports);
    this.#flags.push(Object.values(hidden)); // in the order of the functions, as they are exported
    return others;
  }

  /** For each module, in the order in which they were taken, and each of its functions: has it been called? */
  called() {
    return this.#flags.map((flags) => flags.map(({ value }) => value === 1));
  }
}
