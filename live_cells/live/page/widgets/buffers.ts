/** Bytes in a widget's state, which JSON cannot hold: they travel beside it, with the places where they belong. */

import { base64Of, bytesOf } from "../elements/files.ts";
import { isObject } from "../elements/storage.ts";

type Path = (string | number)[];

/** Put bytes, in base64, into their places. */
export function withBuffers<State>(state: State, paths: Path[], buffers: string[]): State {
  for (const [index, path] of paths.entries()) {
    let place = state as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) place = place[step] as typeof place;
    place[path.at(-1) ?? ""] = viewOf(buffers[index]);
  }
  return state;
}

/** Bytes as widgets get them. */
export const viewOf = (base64: string) => new DataView(bytesOf(base64).buffer);

/** The state without its bytes, which are in base64, and where they belong. */
export function withoutBuffers(state: unknown): { state: unknown; paths: Path[]; buffers: string[] } {
  const paths: Path[] = [];
  const buffers: string[] = [];
  const without = (value: unknown, path: Path): unknown => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      paths.push(path);
      buffers.push(base64Of(value));
      return null;
    }
    if (Array.isArray(value)) return value.map((inner, index) => without(inner, [...path, index]));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, without(inner, [...path, name])]));
  };
  return { state: without(state, []), paths, buffers };
}
