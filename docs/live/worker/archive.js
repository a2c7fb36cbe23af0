/**
 * Reads the archive of a package, which is packed as a whole: a zip file that stores its files as they are
 * (docs/hooks/packages/programs.py makes it). Python's own zipfile takes half a second for that in WebKit.
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const FILE = 0x04034b50;
const HEADER = 30;

/**
 * @param {Bytes} archive
 * @returns {Generator<[name: string, content: Bytes]>} its files, not copied
 */
export function* filesOf(archive) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const decoder = new TextDecoder();
  let at = 0;
  while (view.getUint32(at, true) === FILE) {
    if (view.getUint16(at + 8, true)) throw new Error("a file of the archive is packed");
    const nameEnd = at + HEADER + view.getUint16(at + 26, true);
    const begin = nameEnd + view.getUint16(at + 28, true);
    const end = begin + view.getUint32(at + 22, true);
    yield [decoder.decode(archive.subarray(at + HEADER, nameEnd)), archive.subarray(begin, end)];
    at = end;
  }
}
