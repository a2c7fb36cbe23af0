/**
 * Starts Python in the worker: from the site's memory image, which takes a fraction of the time, or, should that
 * fail for whatever reason, the plain way. Both give the same Python.
 */

import { fill } from "../phrases.js";
import { checked, eachPart, fetchWholeNow, once } from "./downloads.js";
import { DATA_FOLDER, ENVIRONMENT, OUR_FOLDER } from "./folders.js";
import { comeAlready, fetchParts, laterParts } from "./image_parts.js";
import { LateFile, Rest } from "./late_files.js";
import { putTexts } from "./late_texts.js";
import { LaterParts } from "./later_parts.js";
import { startFromImage } from "./restore_image.js";
import { SecondHalves } from "./second_halves.js";
import { Unpacker } from "./unpacking.js";

/**
 * What loadPyodide gives.
 * @typedef {any} Pyodide
 *
 * Something of Python's, as Pyodide shows it.
 * @typedef {any} PyProxy
 *
 * @typedef {import("../messages.js").Python} Config
 * @typedef {import("../messages.js").Parts} Parts
 * @typedef {import("../messages.js").Later} Later
 *
 * Pyodide, the module runner.py, what is still missing of Python, what unpacks, and the image's parts if they are new.
 * @typedef {{python: Pyodide, runner: PyProxy, rest: Rest, unpacker: Unpacker, parts: Parts|null}} Started
 */

const OPTIONS = {
  env: ENVIRONMENT,
  stdout: () => {}, // what loading says is no cell's output
  stderr: (/** @type {string} */ text) => console.warn(text),
  /** @param {{mkdirTree: (folder: string) => void}} FS */
  fsInit: async (FS) => {
    for (const folder of [OUR_FOLDER, DATA_FOLDER]) FS.mkdirTree(folder);
  },
};

/**
 * @param {Config} config where the files are, and how large together
 * @param {Parts|null} kept the image's parts, if the page has them from an earlier start
 * @param {(loaded: number, total: number) => void} tell called as bytes arrive, also later, where running code waits
 * @param {(later: Later) => void} tellLater called with those parts that came later
 * @returns {Promise<Started>}
 */
export async function startPython(config, kept, tell, tellLater) {
  const { image } = config;
  if (image) {
    try {
      return await fromImage(image, config, kept, { tell, tellLater });
    } catch (error) {
      console.warn(`Python's memory image did not work here, so Python starts without it: ${error}`);
    }
  }
  return counting(config.bytes, tell, () => plainly(config));
}

/**
 * @param {NonNullable<Config["image"]>} image @param {Config} config @param {Parts|null} kept
 * @param {{tell: (loaded: number, total: number) => void, tellLater: (later: Later) => void}} telling
 * @returns {Promise<Started>}
 */
async function fromImage(image, { url, lock, library, numpy, decoder }, kept, { tell, tellLater }) {
  const unpacker = new Unpacker(decoder);
  const coming = kept ? comeAlready(kept) : fetchParts(image.url, unpacker, counter(image.bytes, tell));
  /** @type {import("./restore_image.js").Head} */
  let head;
  const follow = async () => {
    head = await coming.head;
    await coming.code;
    await coming.pages;
  };
  const cameAll = follow()
    .then(() => tell(image.bytes, image.bytes))
    .catch(() => {}) // who waits for the parts will be told
    .finally(() => unpacker.rest())
    .then(() => unpacker.getReady());
  const libraryFile = new LateFile(library, tell);
  const laterFile = new LateFile(image.later, tell, Boolean(kept?.later));
  const later = new LaterParts(laterFile, kept?.later ?? null, {
    now: (packed) => laterParts(head, unpacker.unpackNow(packed, head.sizes.later)),
    aside: async (packed) => {
      const bytes = await unpacker.unpack(packed, head.sizes.later);
      unpacker.rest();
      return laterParts(head, bytes);
    },
  });
  /** @type {Pyodide|undefined} */
  let python;
  const halves = new SecondHalves(() => {
    try {
      return later.now().code;
    } catch (error) {
      const reason = /** @type {Error} */ (error).message;
      throw endedBy(python, new Error(fill(WORDS.ends.part_missing, { reason })));
    }
  });
  /** @param {WebAssembly.Exports} exports */
  const take = (exports) => halves.take(exports);
  python = await startFromImage(coming, take, { pyodide: url, image: image.url, lock, options: OPTIONS });
  await cameAll;
  const { FS, _api } = python;
  const place = `/lib/python${_api.pyVersionTuple.slice(0, 2).join("")}.zip`;
  const isHere = () => FS.analyzePath(place).exists;
  python.pyimport("restored").awake(
    () => isHere() || FS.writeFile(place, libraryFile.fetchNow()),
    () => {
      putTexts(python._module.HEAPU8, later.now().texts); // numpy.ma makes descriptions of its own out of others
      const wheel = fetchWholeNow(numpy, (loaded) => tell(loaded, numpy.bytes));
      python.unpackArchive(wheel, "wheel", { extractDir: _api.sitePackages });
    },
  );
  const bringLibrary = once(async () => {
    if (isHere()) return;
    const bytes = await libraryFile.fetch();
    if (!isHere()) FS.writeFile(place, bytes);
  });
  const bringLater = once(async () => {
    const { code, texts } = await later.ready();
    halves.arrive(code);
    putTexts(python._module.HEAPU8, texts);
    if (!kept?.later) tellLater({ code, texts });
  });
  const rest = new Rest({
    library: { file: libraryFile, fetch: bringLibrary, bring: bringLibrary },
    image: { file: laterFile, fetch: later.fetch, bring: bringLater },
  });
  const parts = kept ? null : { head: await coming.head, ...(await coming.code), pages: await coming.pages };
  return { python, runner: python.pyimport("runner"), rest, unpacker, parts };
}

/**
 * End Python: C code, which has called what is not here, cannot go on.
 * @param {Pyodide|undefined} python undefined while it starts @param {Error} error why
 */
function endedBy(python, error) {
  try {
    python?._api.fatal_error(error);
  } catch {
    // which it throws in any case
  }
  python?._api.on_fatal?.(error); // what it did before that may have needed what is not here
  return error;
}

/** @param {Config} config @returns {Promise<Started>} */
async function plainly({ url, lock, packages, files, decoder }) {
  const unpacker = new Unpacker(decoder);
  const decoderArrives = unpacker.getReady();
  const filesArrive = Promise.all(files.map(ownFile));
  const { loadPyodide } = await import(new URL("pyodide.mjs", url).href);
  const python = await loadPyodide({ ...OPTIONS, indexURL: url, lockFileURL: lock, packages });
  // A package with a wrong checksum is left out without an exception.
  const missing = packages.filter((name) => !(name in python.loadedPackages));
  if (missing.length) throw new Error(fill(WORDS.fetching.missing_packages, { names: missing.join(", ") }));
  for (const [name, text] of await filesArrive) python.FS.writeFile(`${OUR_FOLDER}/${name}`, text);
  python.pyimport("sys").path.append(OUR_FOLDER);
  python.pyimport("seqlite.as_torch").install();
  await decoderArrives;
  return { python, runner: python.pyimport("runner"), rest: new Rest({}), unpacker, parts: null };
}

/**
 * Do something with every fetch counted, and a missing file made an error.
 * @template Result
 * @param {number} total @param {(loaded: number, total: number) => void} tell @param {() => Promise<Result>} work
 */
async function counting(total, tell, work) {
  const plainFetch = self.fetch;
  const count = counter(total, tell);
  self.fetch = async (...request) => {
    const response = checked(await plainFetch(...request));
    eachPart(response.clone(), (part) => count(part.length)).catch(() => {});
    return response;
  };
  try {
    return await work();
  } finally {
    self.fetch = plainFetch;
    tell(total, total);
  }
}

/**
 * What is called with the number of bytes that have come, as they come.
 * @param {number} total @param {(loaded: number, total: number) => void} tell
 */
function counter(total, tell) {
  let loaded = 0;
  tell(0, total);
  return (/** @type {number} */ count) => {
    loaded += count;
    tell(Math.min(loaded, total), total);
  };
}

/** @param {string} name */
async function ownFile(name) {
  const response = checked(await fetch(new URL(`../python/${name}`, import.meta.url)));
  return [name, await response.text()];
}
