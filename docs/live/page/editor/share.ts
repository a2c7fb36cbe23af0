/** A cell's code in an address: compressed into the fragment, which browsers send to no server. */

import { bytesOf } from "../elements/base64.js";
import { fill } from "../../phrases.js";

const PREFIX = "#code=";
const LARGEST = 200_000; // bytes of code; a link with more is not one of ours
const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); // no byte is changed or left out

/** The address of a cell as it was published. @param {string} cell */
export const cellLink = (cell) => `${location.origin}${location.pathname}#cell-${encodeURIComponent(cell)}`;

/**
 * @param {string} cell @param {string} source
 * @returns {Promise<string>} the address of this page with the code of one cell in it; too much code raises
 */
export async function shareLink(cell, source) {
  const bytes = new TextEncoder().encode(source);
  if (bytes.length > LARGEST) throw new RangeError(tooLong(bytes));
  const packed = await through(new CompressionStream("deflate-raw"), bytes);
  const text = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  const code = btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return `${location.origin}${location.pathname}${PREFIX}${encodeURIComponent(cell)}.${code}`;
}

/**
 * What a fragment holds, or null if it is not such a one.
 * @param {string} fragment @returns {Promise<{cell: string, source: string}|null>}
 */
export async function readShared(fragment) {
  if (!fragment.startsWith(PREFIX)) return null;
  const dot = fragment.lastIndexOf("."); // a cell's name may have some, the code has none
  const [cell, code] = [fragment.slice(PREFIX.length, dot), fragment.slice(dot + 1)];
  if (dot < PREFIX.length || !code) return null;
  try {
    const bytes = bytesOf(code.replaceAll("-", "+").replaceAll("_", "/"));
    const unpacked = await through(new DecompressionStream("deflate-raw"), bytes);
    return { cell: decodeURIComponent(cell), source: TEXT.decode(unpacked) };
  } catch {
    return null;
  }
}

/** Take the code out of the address: the reader has decided. */
export function forgetShared() {
  if (location.hash.startsWith(PREFIX)) history.replaceState(history.state, "", location.pathname + location.search);
}

/** @param {Uint8Array} bytes */
const tooLong = ({ length }) => fill(WORDS.copying.too_long, { length, most: LARGEST });

/** @param {CompressionStream|DecompressionStream} stream @param {Uint8Array<ArrayBuffer>} bytes */
async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > LARGEST) {
      await reader.cancel();
      throw new RangeError("too much code for a link");
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
