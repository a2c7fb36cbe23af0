/** A cell's code in an address: compressed into the fragment, which browsers send to no server. */

import { fill } from "../../phrases.ts";
import { base64Of, bytesOf } from "../elements/files.ts";

const PREFIX = "#code=";
const LARGEST = 200_000; // bytes of code; a link with more is not one of ours
const TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }); // no byte is changed or left out

/** The address of a cell as it was published. */
export const cellLink = (cell: string) => `${location.origin}${location.pathname}#cell-${encodeURIComponent(cell)}`;

/** @returns the address of this page with the code of one cell in it; too much code raises */
export async function shareLink(cell: string, source: string): Promise<string> {
  return `${location.origin}${location.pathname}${PREFIX}${encodeURIComponent(cell)}.${await packed(source)}`;
}

/** A text, compressed, in letters that an address takes as they are. @throws where it is too long */
export async function packed(source: string): Promise<string> {
  const bytes = new TextEncoder().encode(source);
  if (bytes.length > LARGEST) throw new RangeError(tooLong(bytes));
  const code = base64Of(await through(new CompressionStream("deflate-raw"), bytes));
  return code.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The text that `packed` has compressed. @throws where it is none */
export async function unpacked(code: string): Promise<string> {
  const bytes = bytesOf(code.replaceAll("-", "+").replaceAll("_", "/"));
  return TEXT.decode(await through(new DecompressionStream("deflate-raw"), bytes));
}

/** What a fragment holds, or null if it is not such a one. */
export async function readShared(fragment: string): Promise<{ cell: string; source: string } | null> {
  if (!fragment.startsWith(PREFIX)) return null;
  const dot = fragment.lastIndexOf("."); // a cell's name may have some, the code has none
  const [cell, code] = [fragment.slice(PREFIX.length, dot), fragment.slice(dot + 1)];
  if (dot < PREFIX.length || !code) return null;
  try {
    return { cell: decodeURIComponent(cell), source: await unpacked(code) };
  } catch {
    return null;
  }
}

/** Take the code out of the address: the reader has decided. */
export function forgetShared() {
  if (location.hash.startsWith(PREFIX)) history.replaceState(history.state, "", location.pathname + location.search);
}

const tooLong = ({ length }: Uint8Array) => fill(WORDS.copying.too_long, { length, most: LARGEST });

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>) {
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
