/**
 * The descriptions that `help()` shows make up a tenth of the memory image, and no first result needs them. In the image, a
 * notice of the same length stands in the place of each; the descriptions come later (live_cells/image/slim/deferred_docstrings.mjs
 * takes them out).
 */

const NOTICE = "This description is still on its way: please ask again in a moment.";
/** Shorter ones stay in the image. */
export const SHORTEST = NOTICE.length;

const encoder = new TextEncoder();

/** What stands in the place of a text. */
export const notice = (length: number) => encoder.encode(NOTICE.padEnd(length));

/** A file of texts: how many there are, where each belongs and how long it is, and then all of them. */
export function fileOf(texts: { at: number; text: Uint8Array }[]) {
  const places = texts.flatMap(({ at, text }) => [at, text.length]);
  const numbers = new Uint8Array(Uint32Array.of(texts.length, ...places).buffer);
  const parts = [numbers, ...texts.map(({ text }) => text)];
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
  }
  return file;
}

/**
 * Put the texts where they belong. Where the notice does not stand any more, the place has become another's.
 * @returns where the file of texts ends
 */
export function putTexts(memory: Uint8Array, file: Uint8Array<ArrayBuffer>) {
  const numbers = new Uint32Array(
    file.slice(0, 4 + 8 * new DataView(file.buffer, file.byteOffset).getUint32(0, true)).buffer,
  );
  const longest = notice(file.length);
  let from = numbers.byteLength;
  for (let index = 1; index < numbers.length; index += 2) {
    const at = numbers[index];
    const length = numbers[index + 1];
    const stands = memory.subarray(at, at + length);
    if (beginsLike(longest, stands)) stands.set(file.subarray(from, from + length));
    from += length;
  }
  return from;
}

function beginsLike(whole: Uint8Array, part: Uint8Array) {
  for (let at = 0; at < part.length; at++) if (whole[at] !== part[at]) return false;
  return true;
}
