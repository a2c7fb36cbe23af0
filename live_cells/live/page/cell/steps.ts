/** The steps of a run, as python/live_runner/step_recorder.py tells them. */

import { about, type Value } from "./line_notes.ts";

/**
 * The line that comes next, and for which time; how deep its call is, and the call's number; names of the call with what
 * they hold, where that is new; the cell; inside a line, what it has computed. The line of the last step is 0: it is the end.
 */
type Step = { line: number; times: number; depth: number; call: number; changes: Changes; cell: string; what: string };
type Changes = Record<string, string | Omit<Value, "name"> | null>;

/** An exception in words; its line, or 0, and the cell of that. */
export type Raised = [error: string, line: number, cell: string];

/**
 * `earlier`: what names of the cell held before; `raised`: by the place of a step, the exception that led there; `ended`: the
 * one that has ended the run. `full`: more steps came than are kept; `at`: the step at which something was changed; `inside`: are there
 * steps inside lines? `same`: has a repetition gone as before? `unkept`: the types of what cannot be put back. `calls`: of
 * each call, by its number, the number of the call that it is in, what is called, and its arguments' names: none of a class.
 */
export type Run = {
  steps: Step[];
  full: boolean;
  at: number | null;
  inside: boolean;
  same: boolean;
  unkept: string[];
  calls: [number, string, string[] | null][];
  earlier: Changes;
  raised: Record<string, Raised>;
  ended: Raised | null;
};

/** @returns the run, or why there is none */
export function readRun(said: string): Run | { why: string } {
  const found = JSON.parse(said);
  if (found.gone) return { why: WORDS.steps.gone };
  if (found.fault) return { why: found.fault };
  const counts = new Map<string, number>();
  const rows: [number, number, number, Changes, string, string?][] = found.steps;
  const steps = rows.map(([line, depth, call, changes, cell, what = ""]) => {
    const times = (counts.get(`${cell} ${line}`) ?? 0) + (what ? 0 : 1);
    counts.set(`${cell} ${line}`, times);
    return { line, times, depth, call, changes, cell, what };
  });
  return { ...found, steps };
}

export type Variable = { name: string; value: string; isNew: boolean; isEarlier: boolean };

/**
 * What the names of the call hold that a step belongs to; `isNew`: since the step before in the same call; `isEarlier`: from
 * before the run, which has not assigned or changed it so far.
 */
export function variablesAt({ steps, earlier }: Run, at: number): Variable[] {
  const { call } = steps[at];
  const past = new Map(Object.entries(call ? {} : earlier).map(([name, value]) => [name, wordsOf(value)]));
  const held = new Map(past);
  for (const step of steps.slice(0, at + 1)) {
    if (step.call !== call) continue;
    for (const [name, value] of Object.entries(step.changes)) {
      past.delete(name);
      if (value === null) held.delete(name);
      else held.set(name, wordsOf(value));
    }
  }
  const isNew = (name: string) => name in steps[at].changes;
  return [...held].map(([name, value]) => ({ name, value, isNew: isNew(name), isEarlier: past.has(name) }));
}

const wordsOf = (value: Changes[string]) =>
  typeof value === "string" || value === null ? (value ?? "") : about(value);

/** So many of the calls that are under way are named, the innermost ones. */
const MOST_CALLS = 3;
/** Arguments of so many characters are said. */
const LONGEST_ARGUMENTS = 20;

/** The calls in which a step is, from the outermost on: `fib(8) › fib(7)`. Empty for the cell's own lines. */
export function callsAt({ steps, calls }: Run, at: number): string {
  const path = [];
  for (let { call } = steps[at]; call; call = calls[call][0]) if (calls[call][1]) path.unshift(call);
  const named = path.slice(-MOST_CALLS).map((call) => {
    const [, name, names] = calls[call];
    if (!names) return `class ${name}`;
    const held = steps.find((step) => step.call === call)?.changes ?? {};
    const listed = names.flatMap((one) => (one === "self" ? [] : wordsOf(held[one] ?? "") || [])).join(", ");
    return `${name}(${listed.length > LONGEST_ARGUMENTS ? "…" : listed})`;
  });
  return (path.length > named.length ? ["…", ...named] : named).join(" › ");
}

/**
 * At which of the places a name of the same call was changed last, before this one; -1 where it was not.
 * @param places those of the steps that are gone through @param index of the place at which one is
 */
export function changeBefore(steps: Step[], places: number[], index: number, name: string): number {
  const { call } = steps[places[index]];
  return places.slice(0, index).findLastIndex((place) => steps[place].call === call && name in steps[place].changes);
}

/** Where the lines of the cell jump back: a loop begins once more. @param places those of the steps that are gone through */
export function turns(steps: Step[], places: number[]): number[] {
  const own = places.map((place) => steps[place]);
  return [...own.keys()].filter((i) => {
    const [before, here] = [own[i - 1], own[i]];
    return i > 0 && here.depth === 0 && here.line > 0 && before.depth === 0 && here.line <= before.line;
  });
}

/** The place of the same line in a run that was had again. */
export function placeIn(other: Step[], steps: Step[], at: number): number {
  const lines = steps.slice(0, at + 1).filter(({ what }) => !what).length;
  const places = [...other.keys()].filter((place) => !other[place].what);
  return places[Math.min(lines, places.length) - 1] ?? 0;
}
