/** What a memory image consists of. It imports nothing: the page, the worker and the build describe images by it. */

/** What loadPyodide gives. */
// biome-ignore lint/suspicious/noExplicitAny: it has no types of its own, and its inner parts are used, too
export type Pyodide = any;

/** Something of Python's, as Pyodide shows it. */
// biome-ignore lint/suspicious/noExplicitAny: it has no types of its own, and its inner parts are used, too
export type PyProxy = any;

/** Emscripten's module, or the settings that become one. */
// biome-ignore lint/suspicious/noExplicitAny: it has no types of its own, and its inner parts are used, too
export type Module = any;

/** Takes, of the exports of a module of WebAssembly, what Emscripten is not to see, and gives the rest. */
export type ExportFilter = (exports: WebAssembly.Exports) => WebAssembly.Exports;

export const PAGE = 4096;
/** What is done with a page of memory: nothing, as a fresh instance has it; cleared; filled; changed where it differs. */
export const [KEEP, ZERO, DATA, XOR] = [0, 1, 2, 3];

/** The mark that stands in the place of strings' hashes, and how many bytes after the beginning of a string that is. */
export type Hashes = { mark: number; offset: number };

/** What an image says about its memory, and the compiled parts that this needs. */
export type Layer = {
  sides: { path: string; start: number; end: number }[];
  handles: Record<string, string>;
  bytes: number;
  tableBefore: number;
  tableAfter: number;
  runs: [number, number][];
  rings: number[];
  hashes: Hashes | null;
  sizes: Record<string, number>;
  later: { start: number; end: number }[];
};

/** What an image says about itself. */
export type Head = Layer & {
  version: number[];
  sitePackages: string;
  stub: string;
  stackSwitchingAt: number;
  packages: Record<string, string>;
};

type Bytes = Uint8Array<ArrayBuffer>;

/** A compiled part of a package. */
export type SideModule = { path: string; compiled: WebAssembly.Module };

/** What is compiled: Pyodide's core, NumPy's parts, and those of what draws figures. */
export type Code = { core: WebAssembly.Module; sides: SideModule[]; figureModules?: SideModule[] };

/** What a Python that draws has beyond the image; `files` is an archive of those that it opens. */
export type FiguresLayer = { head: Layer; sides: SideModule[]; pages: Bytes; files: Bytes };

/** The parts as they come: memory, the largest, is last, and needed last. */
export type ArrivingParts<Figures extends FiguresLayer = FiguresLayer> = {
  head: Promise<Head>;
  code: Promise<Code>;
  pages: Promise<Bytes>;
  figures: Promise<Figures | null>;
};
