/** What is said of a level of a number's ancestry. */

import { fill, counted } from "../../phrases.ts";
import type { Level, Recorded } from "./ask.ts";

const SAID = WORDS.origins;
/** What stands beside a line of a cell. */
type LineNumber = (cell: string, line: number) => number;

/** What made the number, in a sentence; the formula stands before it. */
export function wordsOf(level: Level, lineNumber: LineNumber): string {
  const said = [wordsOfKind(level, lineNumber)];
  if (level.isSorted) said.push(SAID.sorted);
  if (level.isShifted) said.push(SAID.shifted);
  return said.join("; ");
}

function wordsOfKind(level: Level, lineNumber: LineNumber): string {
  const { kind, name, seed, seedCell, seedLine, optimizer, count, shapes, code, module, node } = level;
  const where = module ? ` ${fill(SAID.in_module, { module })}` : "";
  switch (kind) {
    case "operation":
      if (!level.depends) return fill(SAID.operation, { name }) + where;
      return fill(shapes ? SAID.depends : SAID.depends_alone, { name, shapes }) + where;
    case "gradient":
      return fill(level.depends ? SAID.gradient_depends : SAID.gradient, { name, node }) + where;
    case "step":
      return fill(level.depends ? SAID.step_depends : SAID.step, { optimizer, step: count });
    case "state":
      return fill(SAID.state, { name, optimizer, step: count });
    case "random":
      if (name.startsWith("numpy.")) return fill(SAID.random_numpy, { name });
      if (seed === null || seed === undefined) return fill(SAID.random_unseeded, { name });
      return fill(SAID.random, { name, seed, line: lineNumber(seedCell, seedLine) });
    case "constant":
      return fill(SAID.constant, { name });
    case "python":
      return code ? fill(SAID.python, { code }) : SAID.computed;
    case "counted":
      return fill(SAID.counted[name as keyof typeof SAID.counted], { code, start: level.start });
    case "literal":
      return SAID.literal;
    case "size":
      return name ? fill(SAID.size, { name, axis: count }) : fill(SAID.size_alone, { axis: count });
    case "dropped":
      return counted(SAID.dropped, count);
    case "sum":
      return SAID.sum;
    case "start":
      return SAID.start;
    case "rule":
      return SAID.rule;
    case "candidates":
      return SAID.candidates;
    case "same":
      return SAID.same;
    case "data":
      return SAID.data;
  }
  return name ? fill(SAID.changed, { name }) : SAID.not_followed;
}

/** Why a cell's numbers cannot be opened. */
export function whyNot({ now = "", then = "", reason }: Recorded): string {
  return reason === undefined ? fill(SAID.differs, { now, then }) : fill(SAID.failed, { reason });
}
