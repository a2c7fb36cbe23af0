/** What the lines of cells have made, beside them: shapes and a few numbers; types and means, where the reader asks for more. */

import { fill } from "../../phrases.ts";
import type { LineNote } from "../editor/editor.ts";
import { threeDigits } from "../elements/digits.ts";
import { showsMoreOfLines } from "../lesson/line_values.ts";

/** What a line has made when it ran for the `seen`th time of `times`, as python/live_runner/line_values.py describes it. */
type Line = { line: number; times: number; seen: number; values: Value[] };
type Numeral = number | string;
export type Value = {
  name: string;
  shape: number[];
  type: string;
  mean?: Numeral;
  value?: Numeral;
  values?: Numeral[];
};

/** Goes without saying. */
const USUAL = "float32";

/** The notes of each cell, by its id. @param text of a part "lines" */
export function lineNotes(text: string): Map<string, LineNote[]> {
  const cells: Record<string, Line[]> = JSON.parse(text);
  return new Map(Object.entries(cells).map(([cell, lines]) => [cell, notesOf(lines)]));
}

/** How often a loop has run stands beside its first line. */
function notesOf(lines: Line[]): LineNote[] {
  const isMore = showsMoreOfLines();
  const count = ({ times, seen }: Line) =>
    times === 1 ? "" : fill(seen === times ? WORDS.line_values.times : WORDS.line_values.time_of, { times, seen });
  return lines.map((line, i) => {
    const often = count(line);
    const isRepeated = i > 0 && often === count(lines[i - 1]);
    const made = wordsOf(line.values, isMore);
    return { line: line.line, text: often && !isRepeated ? `${made} · ${often}` : made };
  });
}

function wordsOf(values: Value[], isMore: boolean) {
  if (values.length === 1) return isMore ? about(values[0]) : inShort(values[0]);
  return values.map((value) => `${value.name} ${inShort(value, isMore)}`).join(" · ");
}

function inShort({ shape, type, value, values }: Value, isMore = false) {
  if (value !== undefined) return threeDigits(value);
  if (values && !isMore) return values.map(threeDigits).join(", ");
  return type === USUAL && !isMore ? sizeOf(shape) : `${sizeOf(shape)} ${type}`;
}

/** What a line has made, or a name holds, in words. */
export function about({ shape, type, mean, value }: Omit<Value, "name">) {
  if (value !== undefined) return `${threeDigits(value)} ${type}`;
  const size = `${sizeOf(shape)} ${type}`;
  return mean === undefined ? size : `${size}, ${fill(WORDS.line_values.mean, { mean: threeDigits(mean) })}`;
}

const sizeOf = (shape: number[]) => `[${shape.join(", ")}]`;
