/**
 * A setup read back from its program, as a reader has edited it: the inverse of `scriptOf`. A line that is new holds, and
 * the lines that follow from it may still be those of the setup before. What no setup writes is not read at all.
 */

import { partsOf } from "./phases.ts";
import { scriptOf } from "./program.ts";
import { changesIn } from "./read_changes.ts";
import { dataOf, layerOf, linesOf, pointsOf, read, seedsOf, type Found } from "./read_lines.ts";
import { readParts, withoutRebuild } from "./read_rebuilds.ts";
import type { Setup } from "./setup.ts";
import { validated } from "./read_split.ts";

export { linesOf, plain } from "./read_lines.ts";

/** What the program does not write, unless it is something else. */
const SILENT: Found = {
  noise: 0,
  flipped: 0,
  features: undefined,
  schedule: "constant",
  regularization: "none",
  patience: 0,
};

/**
 * @param before the setup whose program was edited
 * @returns null if no setup has such a program
 */
export function readProgram(source: string, before: Setup): Setup | null {
  const lines = linesOf(source);
  const known = new Set(linesOf(scriptOf(before)));
  const first = readFirst(withoutRebuild(lines), partsOf(before)[0].setup, known);
  const setup = first && readParts(lines, first, known, changesIn(lines));
  return setup && isWritten(lines, linesOf(scriptOf(setup)), known) ? setup : null;
}

/** What the run begins as. */
function readFirst(lines: string[], before: Setup, known: Set<string>): Setup | null {
  const layers = layersOf(lines);
  if (!layers) return null;
  const found: Found = { ...before, ...SILENT, points: pointsOf(lines) ?? before.points, layers };
  found.data = dataOf(lines);
  found.changes = found.earlier = [];
  for (const isNew of [false, true]) {
    for (const one of lines.filter((each) => known.has(each) !== isNew)) read(one, found);
    for (const [at, one] of seedsOf(lines).entries())
      if (known.has(`torch.manual_seed(${one})`) !== isNew) found.seed = one - at;
  }
  const isSplitNew = lines.some((one) => one.startsWith("training,") && !known.has(one));
  return validated(found, isSplitNew, before);
}

// ----------------------------------------------------------------- layers

const BEGIN = "model=nn.Sequential(";

/** The lines between those of `nn.Sequential`, and the others. */
function divided(lines: string[]): { inside: string[]; outside: string[] } | null {
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(")", begin);
  if (begin < 0 || end < 0) return null;
  return { inside: lines.slice(begin + 1, end), outside: [...lines.slice(0, begin), ...lines.slice(end + 1)] };
}

function layersOf(lines: string[]) {
  const layers = divided(lines)?.inside.map(layerOf);
  return layers?.every((one) => one !== null) ? layers : null;
}

/** A layer without how much it is given, which follows from what stands before it. */
const withoutInputs = (text: string) => text.replace(/(Linear|Conv2d|BatchNorm[12]d)\(\d+/, "$1(");

// ------------------------------------------------------------ is it that?

/**
 * Is a program that of a setup? Its lines are the setup's, in their order; only some of those that stood there before may
 * be still to follow.
 */
function isWritten(lines: string[], expected: string[], known: Set<string>) {
  const [given, wanted] = [divided(lines), divided(expected)];
  if (!given || !wanted || given.inside.length !== wanted.inside.length) return false;
  const isModelSame = given.inside.every((one, at) => {
    const other = wanted.inside[at];
    return one === other || (known.has(one) && withoutInputs(one) === withoutInputs(other));
  });
  if (!isModelSame) return false;
  const [ofGiven, ofWanted] = [new Set(given.outside), new Set(wanted.outside)];
  const kept = given.outside.filter((one) => ofWanted.has(one) || !known.has(one));
  const asked = wanted.outside.filter((one) => ofGiven.has(one) || known.has(one));
  return kept.length === asked.length && kept.every((one, at) => one === asked[at]);
}
