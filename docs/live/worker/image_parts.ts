/**
 * Brings the parts of a memory image: fetched, unpacked and compiled. They outlive the Python that starts from them: the
 * page keeps them, and the next one need not wait.
 */

import { checked, contentOf } from "./downloads.js";

/**
 * @typedef {import("./restore_image.js").Head} Head
 * @typedef {import("./unpacking.js").Bytes} Bytes
 * @typedef {import("../messages.ts").Parts} Parts
 * @typedef {Pick<Parts, "core"|"sides">} Code
 *
 * The parts as they come: memory, the largest, is last, and needed last.
 * @typedef {{head: Promise<Head>, code: Promise<Code>, pages: Promise<Bytes>}} Coming
 */

/**
 * @param {string} url the image's folder
 * @param {import("./unpacking.js").Unpacker} unpacker is asked first for what has to be compiled
 * @param {(count: number) => void} count called with the number of bytes that have come
 * @returns {Coming}
 */
export function fetchParts(url, unpacker, count) {
  unpacker.start();
  // All requests leave at once.
  /** @param {string} name */
  const packed = (name) => fetch(new URL(`${name}.zst`, url)).then((file) => contentOf(checked(file), count));
  /** @type {Promise<Head>} */
  const headArrives = fetch(new URL("head.json", url)).then((response) => response.json());
  /** @param {string} name @param {Promise<Bytes>} arrives @param {Promise<Bytes>} [before] */
  const unpacked = async (name, arrives, before) => {
    const [head, bytes] = await Promise.all([headArrives, arrives, before]);
    return exactly(head.sizes[name], await unpacker.unpack(bytes, head.sizes[name]), name);
  };
  const [coreArrives, sidesArrive, pagesArrive] = ["core", "sides", "memory"].map(packed);
  const coreUnpacked = unpacked("core", coreArrives);
  const sidesUnpacked = unpacked("sides", sidesArrive, coreArrives);
  const pages = unpacked("memory", pagesArrive, sidesArrive);
  pages.catch(() => {}); // it is waited for after the code, if that came
  const compile = async () => {
    const [core, sides] = await Promise.all([
      coreUnpacked.then((bytes) => WebAssembly.compile(bytes)),
      sidesUnpacked.then(async (bytes) => compileSides((await headArrives).sides, bytes)),
    ]);
    return { core, sides };
  };
  return { head: headArrives, code: compile(), pages };
}

/** Parts that are here. @param {Parts} parts @returns {Coming} */
export function comeAlready({ head, core, sides, pages }) {
  return {
    head: Promise.resolve(head),
    code: Promise.resolve({ core, sides }),
    pages: Promise.resolve(pages),
  };
}

/**
 * What comes later: the second halves of all compiled code (second_halves.js), and texts (late_texts.js).
 * @param {Head} head @param {Bytes} bytes
 */
export function laterParts(head, bytes) {
  exactly(head.sizes.later, bytes, "later");
  const parts = head.later.map(({ start, end }) => bytes.subarray(start, end));
  return { code: parts.slice(0, -1), texts: parts[parts.length - 1] };
}

/** @param {Head["sides"]} sides @param {Bytes} bytes */
function compileSides(sides, bytes) {
  return Promise.all(
    sides.map(async ({ path, start, end }) => {
      return { path, compiled: await WebAssembly.compile(bytes.subarray(start, end)) };
    }),
  );
}

/**
 * The decoder gives what it got as far as it understood: check the length.
 * @param {number} size @param {Bytes} bytes @param {string} name
 */
function exactly(size, bytes, name) {
  if (bytes.length === size) return bytes;
  throw new Error(`the image's part "${name}" is damaged: ${bytes.length} bytes unpacked, wanted ${size}`);
}
