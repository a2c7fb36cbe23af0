/**
 * Of the Python functions in a memory image, usual first cells call the smaller part. The byte code of the others, with its
 * tables and constants, comes later (live_cells/image/slim/deferred_bytecode.mjs takes it out). Their code objects carry a
 * mark in the place of the version by which CPython sees whether it has to instrument a function before it runs. So the first
 * call asks `_Py_Instrument`, which is among the second halves of compiled code (second_halves.ts), and these bring both.
 */

/** Where, in a code object, that version stands. */
export const VERSION_AT = 108;
/** What stands there instead: a version that Python never has. */
export const MARK = 0x7ffffe00;

/** What is missing of a code object: where it belongs, and the bytes. */
export type Deferred = { at: number; parts: { at: number; bytes: Uint8Array }[] };

/** A file of what was deferred: places and lengths, and then all bytes. */
export function fileOfCode(deferred: Deferred[]) {
  const parts = deferred.flatMap(({ parts }) => parts);
  const places = deferred.flatMap(({ at, parts }) => [
    at,
    parts.length,
    ...parts.flatMap(({ at, bytes }) => [at, bytes.length]),
  ]);
  const numbers = new Uint8Array(Uint32Array.of(places.length, ...places).buffer);
  const file = new Uint8Array(parts.reduce((length, { bytes }) => length + bytes.length, numbers.length));
  file.set(numbers);
  let end = numbers.length;
  for (const { bytes } of parts) {
    file.set(bytes, end);
    end += bytes.length;
  }
  return file;
}

/** Put the code where it belongs, unless it is there. */
export function putCode(memory: Uint8Array, file: Uint8Array<ArrayBuffer>) {
  const [count] = new Uint32Array(file.slice(0, 4).buffer);
  const numbers = new Uint32Array(file.slice(4, 4 + 4 * count).buffer);
  const view = new DataView(memory.buffer, memory.byteOffset);
  let from = 4 + 4 * count;
  for (let index = 0; index < count; ) {
    const [object, parts] = numbers.subarray(index, index + 2);
    const isMissing = view.getUint32(object + VERSION_AT, true) === MARK;
    const end = index + 2 + 2 * parts;
    for (index += 2; index < end; index += 2) {
      const [at, length] = numbers.subarray(index, index + 2);
      if (isMissing) memory.set(file.subarray(from, from + length), at);
      from += length;
    }
  }
}
