/** What the function `rebuild` of a program says: how the run goes on as another one. */

import { PLAIN } from "./features.ts";
import type { Layer } from "./layers.ts";
import { ratesAt } from "./phases.ts";
import { bodyOf } from "./read_changes.ts";
import { dataOf, layerOf, line, pointsOf, read, seedsOf, type Found, type Reader } from "./read_lines.ts";
import { validated } from "./read_split.ts";
import { setupOf, type Phase, type Setup } from "./setup.ts";

const HEAD = "def rebuild(step):";

export function withoutRebuild(lines: string[]) {
  const begin = lines.indexOf(HEAD);
  return begin < 0 ? lines : lines.toSpliced(begin, 1 + bodyOf(lines, HEAD).length);
}

/** @param first what the run begins as @returns null if something is built anew that no setup builds so */
export function readParts(lines: string[], first: Setup, known: Set<string>, changes: Found[]): Setup | null {
  const { epochs } = first;
  const earlier: Phase[] = [];
  const during = (from: number, to: number) =>
    changes.filter(({ step }) => Number(step) >= from && (to === Infinity || Number(step) < to));
  let now = first;
  let begin = 0;
  for (const [step, block] of blocksIn(lines)) {
    const setup = setupOf({ ...now, changes: during(begin, step) });
    earlier.push({ until: step, setup: { ...setup, changes: during(begin, step) as Setup["changes"] } });
    const next = readPart(block, setup, step, known);
    if (!next) return null;
    [now, begin] = [next, step];
  }
  return setupOf({ ...now, epochs, changes: during(begin, Infinity), earlier });
}

function blocksIn(lines: string[]) {
  const blocks: [step: number, lines: string[]][] = [];
  for (const one of bodyOf(lines, HEAD)) {
    const [, step] = /^ {4}if step==(\d+):$/.exec(one) ?? [];
    if (step) blocks.push([Number(step), []]);
    else if (one.startsWith("        ")) blocks.at(-1)?.[1].push(one.slice(8));
  }
  return blocks;
}

const RATES: Reader[] = [
  [line(' *group\\["lr"\\]=NUMBER'), (found, [rate]) => Object.assign(found, { rate: Number(rate) })],
  [line(' *group\\["weight_decay"\\]=NUMBER'), (found, [decay]) => Object.assign(found, { decay: Number(decay) })],
];

/** Lines from which it follows how many samples there are. */
const saysHowMany = (one: string) => /^(?:n=|images=|dataset=mnist| {4}\()/.test(one);

function readPart(lines: string[], before: Setup, step: number, known: Set<string>): Setup | null {
  const found: Found = { ...before, ...ratesAt(before, step), changes: [] };
  const [seed] = seedsOf(lines);
  if (seed !== undefined) {
    const data = dataOf(lines) ?? before.data;
    const points = pointsOf(lines) ?? before.points;
    Object.assign(found, { seed, data, points, noise: 0, flipped: 0, features: PLAIN });
  }
  for (const one of lines) {
    read(one, found);
    for (const [pattern, take] of RATES) {
      const parts = pattern.exec(one);
      if (parts) take(found, parts.slice(1));
    }
  }
  const layers = layersIn(lines, before.layers);
  if (!layers) return null;
  const isKnown = (one: string) => known.has(`        ${one}`);
  const split = lines.find((one) => one.startsWith("training,"));
  const isDivided = split !== undefined && (!isKnown(split) || lines.filter(saysHowMany).every(isKnown));
  return validated({ ...found, layers }, isDivided, before);
}

/** @param old those that they take the place of */
function layersIn(lines: string[], old: Layer[]): Layer[] | null {
  const begin = lines.indexOf("model=nn.Sequential(");
  if (begin < 0) return old;
  const inside = lines.slice(begin + 1, lines.indexOf(")", begin));
  const found = inside.map((one) => {
    const [, kept] = /^ {4}model\[(\d+)\],$/.exec(one) ?? [];
    if (kept) return old[Number(kept)] ?? null;
    const [, resized] = /^ {4}(?:resized|with_inputs)\((nn\.\w+\(.*?\)),model\[\d+\].*\),$/.exec(one) ?? [];
    return layerOf(resized ? `    ${resized},` : one);
  });
  return found.every((one) => one !== null) ? found : null;
}
