/**
 * Brings the parts of a memory image: fetched, unpacked and compiled. They outlive the Python that starts from them: the
 * page keeps them, and the next one need not wait.
 *
 * They come packed with Zstandard, a fifth smaller than with gzip, from any host. Browsers unpack that only where the host
 * says so, hence a decoder of its own.
 */

/**
 * @typedef {import("./restore_image.js").Head} Head
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 * @typedef {import("../messages.js").Parts} Parts
 * @typedef {(bytes: Bytes, size: number) => Bytes} Unpack
 */

/**
 * @param {string} url the image's folder
 * @param {Promise<Unpack>} decoderStarts
 * @returns {Promise<Parts>}
 */
export async function fetchParts(url, decoderStarts) {
  // All requests leave at once. What has to be compiled is unpacked first: that goes on beside the rest.
  /** @param {string} name */
  const packed = (name) => fetch(new URL(`${name}.zst`, url)).then(bytesOf);
  /** @type {Promise<Head>} */
  const headArrives = fetch(new URL("head.json", url)).then((response) => response.json());
  /** @param {string} name @param {Promise<Bytes>} arrives @param {Promise<Bytes>} [before] */
  const unpacked = async (name, arrives, before) => {
    const [head, unpack, bytes] = await Promise.all([headArrives, decoderStarts, arrives, before]);
    return exactly(head.sizes[name], unpack(bytes, head.sizes[name]), name);
  };
  const [coreArrives, sidesArrive, pagesArrive] = ["core", "sides", "memory"].map(packed);
  const coreUnpacked = unpacked("core", coreArrives);
  const sidesUnpacked = unpacked("sides", sidesArrive, coreUnpacked);
  const [head, core, sides, pages] = await Promise.all([
    headArrives,
    coreUnpacked.then((bytes) => WebAssembly.compile(bytes)),
    sidesUnpacked.then(async (bytes) => compileSides((await headArrives).sides, bytes)),
    unpacked("memory", pagesArrive, sidesUnpacked),
  ]);
  return { head, core, sides, pages };
}

/**
 * What comes later: the second halves of all compiled code (second_halves.js), and texts (late_texts.js).
 * @param {Head} head @param {Unpack} unpack @param {Bytes} packed
 */
export function laterParts(head, unpack, packed) {
  const bytes = exactly(head.sizes.later, unpack(packed, head.sizes.later), "later");
  const parts = head.later.map(({ start, end }) => bytes.subarray(start, end));
  return { code: parts.slice(0, -1), texts: parts[parts.length - 1] };
}

/** @param {string} url the address of the module that unpacks @returns {Promise<Unpack>} */
export async function startDecoder(url) {
  const { ZSTDDecoder } = await import(url);
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (bytes, size) => decoder.decode(bytes, size);
}

/** @param {Head["sides"]} sides @param {Bytes} bytes */
function compileSides(sides, bytes) {
  return Promise.all(
    sides.map(async ({ path, start, end }) => {
      return { path, compiled: await WebAssembly.compile(bytes.subarray(start, end)) };
    }),
  );
}

/** @param {Response} response */
async function bytesOf(response) {
  if (!response.ok) throw new Error(`${response.url} could not be fetched (HTTP ${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The decoder gives what it got as far as it understood: check the length.
 * @param {number} size @param {Bytes} bytes @param {string} name
 */
function exactly(size, bytes, name) {
  if (bytes.length === size) return bytes;
  throw new Error(`the image's part "${name}" is damaged: ${bytes.length} bytes unpacked, wanted ${size}`);
}
