/**
 * What is missing in the memory of an image, because no first result needs it, and comes later:
 *
 * - The docstrings that `help()` shows are a tenth of the memory. In the place of each stands a notice of the same length
 *   (deferred_docstrings.mjs takes them out).
 * - Usual first cells call the smaller part of all Python functions. The code objects of the others lack their byte code, and
 *   carry a mark in the place of the version by which CPython sees whether it has to instrument a function before it runs. So
 *   the first call asks for `_Py_Instrument`, which is among the deferred functions (deferred_functions.ts), and these bring
 *   the byte code as well (deferred_bytecode.mjs takes it out).
 */

const NOTICE = "This description is still on its way: please ask again in a moment.";
/** Shorter docstrings stay in the image. */
export const SHORTEST = NOTICE.length;
/** A version that Python never has. */
export const MARK = 0x7ffffe00;

type Patch = { at: number; bytes: Uint8Array };
/** What comes back together: if MARK stands at `mark`, or each where its notice stands if `mark` is 0. */
export type Deferred = { mark: number; parts: Patch[] };

const encoder = new TextEncoder();
const [SPACE] = encoder.encode(" ");
const noticeBytes = encoder.encode(NOTICE);

/** What stands in the place of a docstring. */
export const notice = (length: number) => encoder.encode(NOTICE.padEnd(length));

/** As a file: how many numbers follow, the marks, places and lengths, and then all bytes. */
export function fileOf(deferred: Deferred[]) {
  const numbers = deferred.flatMap(({ mark, parts }) => [
    ...[mark, parts.length],
    ...parts.flatMap(({ at, bytes }) => [at, bytes.length]),
  ]);
  const head = new Uint8Array(Uint32Array.of(numbers.length, ...numbers).buffer);
  const parts = [head, ...deferred.flatMap(({ parts }) => parts.map(({ bytes }) => bytes))];
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    file.set(part, end);
    end += part.length;
  }
  return file;
}

/** Put all where it belongs, unless it is there, or the place has become another's. */
export function putDeferred(memory: Uint8Array, file: Uint8Array<ArrayBuffer>) {
  const [count] = new Uint32Array(file.slice(0, 4).buffer);
  const numbers = new Uint32Array(file.slice(4, 4 + 4 * count).buffer);
  const view = new DataView(memory.buffer, memory.byteOffset);
  let from = 4 + 4 * count;
  for (let index = 0; index < count; ) {
    const [mark, parts] = numbers.subarray(index, index + 2);
    const isMissing = mark > 0 && view.getUint32(mark, true) === MARK;
    const end = index + 2 + 2 * parts;
    for (index += 2; index < end; index += 2) {
      const [at, length] = numbers.subarray(index, index + 2);
      const here = memory.subarray(at, at + length);
      if (mark ? isMissing : isNotice(here)) here.set(file.subarray(from, from + length));
      from += length;
    }
  }
}

function isNotice(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== (noticeBytes[at] ?? SPACE)) return false;
  return true;
}
