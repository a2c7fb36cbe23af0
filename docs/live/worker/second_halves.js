/**
 * Of Python's and NumPy's compiled code, a first result needs the smaller part. The build splits each module in two
 * (docs/hooks/image/split_module.mjs): the first halves come with the memory image, the second ones after the first
 * result, or at once should a function of theirs be called earlier.
 */

/** How the names begin under which a first half exports what is not for Emscripten. */
const HIDDEN = "~";

/** A module that makes a function of WebAssembly, as tables want them, of one of JavaScript's. */
const BRIDGE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 5, 1, 0, 0, 0, 0, 7, 4, 1, 0, 0, 0];

/** @typedef {Record<string, WebAssembly.ExportValue>} Exports */

export class SecondHalves {
  #bringNow;
  /** What each second half will import, by its place among the modules. @type {Exports[]} */
  #hidden = [];
  #areHere = false;

  /** @param {() => WebAssembly.Module[]} bringNow gives the second halves without returning before they are here */
  constructor(bringNow) {
    this.#bringNow = bringNow;
  }

  /**
   * Take what a first half, just instantiated, exports for its second half.
   * @param {WebAssembly.Exports} exports
   * @returns {Exports} the rest of it
   */
  take(exports) {
    const entries = Object.entries(exports);
    const hidden = Object.fromEntries(entries.filter(([name]) => name.startsWith(HIDDEN)));
    this.#hidden.push(hidden);
    const table = /** @type {WebAssembly.Table} */ (hidden[`${HIDDEN}functions`]);
    table.set(
      0,
      compiledFunction(() => this.arrive(this.#bringNow())),
    );
    return Object.fromEntries(entries.filter(([name]) => !name.startsWith(HIDDEN)));
  }

  /** @param {WebAssembly.Module[]} modules the second halves, in the order in which the first ones were taken */
  arrive(modules) {
    if (this.#areHere) return;
    modules.forEach((module, place) => {
      const hidden = this.#hidden[place];
      new WebAssembly.Instance(module, { "": hidden }); // puts its functions into the table
      const isHere = /** @type {WebAssembly.Global} */ (hidden[`${HIDDEN}isHere`]);
      isHere.value = 1;
    });
    this.#areHere = true;
  }
}

/** @param {() => void} work */
function compiledFunction(work) {
  const bridge = new WebAssembly.Module(Uint8Array.from(BRIDGE));
  return new WebAssembly.Instance(bridge, { "": { "": work } }).exports[""];
}
