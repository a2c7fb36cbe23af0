/**
 * Of Python's and NumPy's compiled code, a first result needs the smaller part. The build splits each module in two
 * (deferred_functions.mjs): the first halves come with the memory image, the second ones after the first result, or at once
 * if one of their functions is called earlier.
 */

/** How the names begin under which a module exports what is not for Emscripten. */
export const HIDDEN = "~";
/** The table through which the halves call each other. */
export const BETWEEN = `${HIDDEN}functions`;
/** A global that says whether the second half is here. */
export const IS_HERE = `${HIDDEN}isHere`;

/** A module that makes a function of WebAssembly, as tables want them, of one of JavaScript's. */
const BRIDGE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 5, 1, 0, 0, 0, 0, 7, 4, 1, 0, 0, 0];

type Exports = Record<string, WebAssembly.ExportValue>;

export class DeferredFunctions {
  #loadNow;
  /** What each second half will import, by its place among the modules. */
  #hidden: Exports[] = [];
  #areHere = false;

  /** @param loadNow gives the second halves without returning before they are here */
  constructor(loadNow: () => WebAssembly.Module[]) {
    this.#loadNow = loadNow;
  }

  /** Take what a first half, just instantiated, exports for its second half. @returns the rest of it */
  filterExports(exports: WebAssembly.Exports): Exports {
    const { hidden, others } = apart(exports);
    if (!(BETWEEN in hidden)) return exports; // a module that is whole
    this.#hidden.push(hidden);
    const table = hidden[BETWEEN] as WebAssembly.Table;
    table.set(
      0,
      compiledFunction(() => this.link(this.#loadNow())),
    );
    return others;
  }

  /** @param modules the second halves, in the order in which the first ones were taken */
  link(modules: WebAssembly.Module[]) {
    if (this.#areHere) return;
    modules.forEach((module, place) => {
      const hidden = this.#hidden[place];
      new WebAssembly.Instance(module, { "": hidden }); // puts its functions into the table
      const isHere = hidden[IS_HERE] as WebAssembly.Global;
      isHere.value = 1;
    });
    this.#areHere = true;
  }
}

/** What is hidden among the exports of a module, and what is not. */
export function apart(exports: WebAssembly.Exports) {
  const entries = Object.entries(exports);
  const isHidden = ([name]: [string, unknown]) => name.startsWith(HIDDEN);
  return {
    hidden: Object.fromEntries(entries.filter(isHidden)),
    others: Object.fromEntries(entries.filter((entry) => !isHidden(entry))),
  };
}

function compiledFunction(work: () => void) {
  const bridge = new WebAssembly.Module(Uint8Array.from(BRIDGE));
  return new WebAssembly.Instance(bridge, { "": { "": work } }).exports[""];
}
