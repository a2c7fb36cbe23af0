/** What the function `change` of a program says of a setup. */

import { END } from "./changes.ts";
import { line, type Found, type Reader } from "./read_lines.ts";

/** The lines in the function `change`. */
const CHANGES: Reader[] = [
  [
    line(" *model\\[(\\d+)\\]\\.weight\\.data\\[(\\d+),(\\d+)\\]=NUMBER"),
    (found, [layer, unit, source]) => add(found, { set: "weight", ...numbers({ layer, unit, source }) }),
  ],
  [
    line(" *model\\[(\\d+)\\]\\.bias\\.data\\[(\\d+)\\]=NUMBER"),
    (found, [layer, unit]) => add(found, { set: "bias", ...numbers({ layer, unit }) }),
  ],
  [line(" +strength=NUMBER"), (found) => add(found, { set: "strength" })],
  [line(' *group\\["lr"\\]=NUMBER'), (found) => add(found, { set: "rate" })],
  [line(' *group\\["weight_decay"\\]=NUMBER'), (found) => add(found, { set: "decay" })],
];

const numbers = (parts: Record<string, string>) =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, Number(value)]));
const add = (found: Found, change: Found) => (found.changes as Found[]).push(change);

export function changesIn(lines: string[]) {
  const all: Found[] = [];
  let step = 0;
  for (const one of bodyOf(lines, "def change(step):")) {
    const [, when] = /^ *if step==(\d+|"end"):$/.exec(one) ?? [];
    if (when) step = when === '"end"' ? END : Number(when);
    for (const [pattern, take] of CHANGES) {
      const parts = pattern.exec(one)?.slice(1);
      const found: Found = { changes: [] };
      if (parts) take(found, parts);
      for (const change of found.changes as Found[]) all.push({ step, ...change, to: Number(parts?.at(-1)) });
    }
  }
  return all;
}

/** The lines of a function. */
export function bodyOf(lines: string[], head: string) {
  const begin = lines.indexOf(head);
  if (begin < 0) return [];
  const length = lines.slice(begin + 1).findIndex((one) => !one.startsWith(" "));
  return lines.slice(begin + 1, length < 0 ? undefined : begin + 1 + length);
}
