/** What the lines of cells have made, beside them: shapes, types and means, in the reader's own words. */

import { fill } from "../../phrases.ts";
import type { LineNote } from "../editor/editor.ts";
import { threeDigits } from "../elements/digits.ts";

/** What a line has made when it ran for the `seen`th time of `times`, as python/live_runner/line_values.py describes it. */
type Line = { line: number; times: number; seen: number; values: Value[] };
export type Value = { name: string; shape: number[]; type: string; mean?: number | string; value?: number | string };

/** The notes of each cell, by its id. @param text of a part "lines" */
export function lineNotes(text: string): Map<string, LineNote[]> {
  const cells: Record<string, Line[]> = JSON.parse(text);
  const notes = (lines: Line[]) => lines.map((line) => ({ line: line.line, text: wordsOf(line) }));
  return new Map(Object.entries(cells).map(([cell, lines]) => [cell, notes(lines)]));
}

function wordsOf({ times, seen, values }: Line) {
  const said = values.length > 1 ? values.map(inShort).join(" · ") : about(values[0]);
  if (times === 1) return said;
  return `${said} · ${fill(seen === times ? WORDS.line_values.times : WORDS.line_values.time_of, { times, seen })}`;
}

/** One of several that a line makes. */
function inShort({ name, shape, type, value }: Value) {
  return `${name} ${value === undefined ? `[${shape.join(", ")}] ${type}` : threeDigits(value)}`;
}

/** What a line has made, or a name holds, in words. */
export function about({ shape, type, mean, value }: Omit<Value, "name">) {
  if (value !== undefined) return `${threeDigits(value)} ${type}`;
  const size = `[${shape.join(", ")}] ${type}`;
  return mean === undefined ? size : `${size}, ${fill(WORDS.line_values.mean, { mean: threeDigits(mean) })}`;
}
