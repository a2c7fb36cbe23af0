// What of an instance's memory becomes the image, and how it gets small.
import { DATA, KEEP, PAGE, XOR, ZERO } from "../format.ts";
import { stackSwitchingWord } from "../restore/memory.ts";

/** Fill the free heap with zeros, so that it compresses to nothing: take every free chunk, clear it, give it back. */
export function clearFreeHeap(module) {
  const end = module.HEAPU8.length;
  const taken = [];
  for (let size = 2 ** 23; size >= 64; size = size > 4096 ? size / 2 : size - 64) {
    for (;;) {
      const chunk = module._malloc(size);
      if (chunk + size > end) {
        module._free(chunk); // no gap of this size is left: this one lies in memory that grew for it
        break;
      }
      module.HEAPU8.fill(0, chunk, chunk + size);
      taken.push(chunk);
    }
  }
  for (const chunk of taken.reverse()) module._free(chunk);
}

/** Bytes of blocks of each size that are taken: more than are free. */
const FREE = 2 ** 22;
/** The blocks that Python itself deals out: larger ones come from the heap. */
const [SMALLEST, LARGEST] = [8, 512];

/**
 * The same for the blocks that Python keeps for small objects; before `clearFreeHeap`, for it gives some back. First, Python
 * frees what only refers to itself, as the functions of a program that has ended do.
 */
export function clearFreeBlocks(module) {
  module._PyGC_Collect();
  for (let size = SMALLEST; size <= LARGEST; size += SMALLEST) {
    const taken = Array.from({ length: FREE / size }, () => module._PyObject_Malloc(size));
    for (const block of taken) module.HEAPU8.fill(0, block, block + size);
    for (const block of taken.reverse()) module._PyObject_Free(block);
  }
}

/**
 * Clear in the memory of the image, which never has them, the data of the compiled parts of a layer.
 * @param {Buffer} memory of the image, is changed @param {Buffer} fresh without the parts @param {Buffer} freshAbove with them
 */
export function clearUnusedData(memory, fresh, freshAbove) {
  const blank = Buffer.alloc(PAGE);
  for (let at = 0; at < freshAbove.length; at += PAGE) {
    const [page, other] = [memory, freshAbove].map((all) => all.subarray(at, at + PAGE));
    const isOfParts = at >= fresh.length || fresh.subarray(at, at + PAGE).equals(blank);
    if (isOfParts && page.equals(other)) page.fill(0);
  }
}

/** The address of the word that says how `run_sync` is implemented; the engine decides it at start. */
export function stackSwitchingAddress(module) {
  const memory = Buffer.from(module.HEAPU8.buffer, module.HEAPU8.byteOffset, module.HEAPU8.length);
  const names = new Set(); // linkers merge strings, so the name may be the end of another
  for (let at = memory.indexOf("run_sync\0"); at !== -1; at = memory.indexOf("run_sync\0", at + 1)) names.add(at);
  const words = new Uint32Array(module.HEAPU8.buffer);
  const found = [];
  for (let at = 0; at < words.length - 1; at++) {
    if (names.has(words[at]) && words[at + 1] === stackSwitchingWord(module)) found.push((at + 1) * 4);
  }
  if (found.length !== 1) throw new Error(`run_sync's method found ${found.length} times: Pyodide has changed`);
  return found[0];
}

/**
 * Which pages to keep, clear or fill, as runs, and the content of those to fill.
 * @param {Buffer} memory @param {Buffer} fresh what stands there before
 * @param {number} changed how those are brought of which something stands there: DATA or XOR
 */
export function comparePages(memory, fresh, changed = DATA) {
  const blank = Buffer.alloc(PAGE);
  const runs = [];
  const filled = [];
  for (let at = 0; at < memory.length; at += PAGE) {
    const page = Buffer.from(memory.buffer, memory.byteOffset + at, PAGE);
    const before = at < fresh.length ? Buffer.from(fresh.buffer, fresh.byteOffset + at, PAGE) : blank;
    const kind = page.equals(before) ? KEEP : page.equals(blank) ? ZERO : before.equals(blank) ? DATA : changed;
    if (kind === DATA) filled.push(page);
    if (kind === XOR) filled.push(page.map((byte, index) => byte ^ before[index]));
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += 1;
    else runs.push([kind, 1]);
  }
  return { runs, pages: Buffer.concat(filled) };
}
