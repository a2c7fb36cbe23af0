/** Where things lie in Python's own file system, and what is put there: the memory image is made with the same. */

export const OUR_FOLDER = "/live";
export const DATA_FOLDER = "/data";

/** The variables of its environment. */
export const ENVIRONMENT = { HOME: "/home/pyodide", SEQLITE_DATA: DATA_FOLDER };

const FILE = 0x04034b50;
const HEADER = 30;

/**
 * Read the archive of a package, which is packed as a whole: a zip file that stores its files as they are
 * (live_cells/plugin/packages/programs.py makes it). Python's own zipfile takes half a second for that in WebKit.
 * @returns its files, not copied
 */
export function* filesOf(
  archive: Uint8Array<ArrayBuffer>,
): Generator<[name: string, content: Uint8Array<ArrayBuffer>]> {
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
