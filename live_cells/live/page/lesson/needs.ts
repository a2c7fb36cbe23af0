/** What the page asks Python about its cells, which reads them as they stand: what they need, and what follows from one. */

import type { LiveCell } from "../cell/cell.ts";
import type { CellLesson } from "../cell/cell_lesson.ts";
import { config } from "../config.js";
import type { Batch, End, Job } from "../kernel/contract.ts";

/** Imports, as code, and the ids of cells. */
export type Needs = { imports: string; run: string[] };

export const NOTHING: Needs = { imports: "", run: [] };

type Lesson = CellLesson<LiveCell>;

/**
 * Asks what some cells need.
 * @param users in the order in which they are to run
 */
export const needsJob = (lesson: Lesson, users: LiveCell[], onEnd: (end: End, needs: Needs | null) => void) =>
  question(lesson, users[0], "needs", () => [users.map(({ id }) => id)], onEnd);

/** Asks which cells use what a cell has made; those with a tag run again. */
export const followersJob = (
  lesson: Lesson,
  changed: LiveCell,
  onEnd: (end: End, found: (Needs & { outdated: string[] }) | null) => void,
) =>
  question(
    lesson,
    changed,
    "followers",
    (known) => [changed.id, known.filter((cell) => cell.has("reactive")).map(({ id }) => id)],
    onEnd,
  );

/** @param about a cell of the session in question @param rest what is asked about its cells */
function question<Answer>(
  { cells }: Lesson,
  about: LiveCell,
  name: string,
  rest: (known: LiveCell[]) => unknown[],
  onEnd: (end: End, answer: Answer | null) => void,
): Job {
  let result = "";
  const { session } = about;
  return {
    cell: "needs",
    source: config.pagePrograms.ask_needs,
    session,
    fleeting: true,
    get files() {
      const known = cells.filter((cell) => cell.session === session); // as they stand when it is their turn
      const call = { function: name, arguments: [known.map(described), ...rest(known)] };
      return [{ name: "call.json", bytes: new TextEncoder().encode(JSON.stringify(call)) }];
    },
    onStart() {},
    onPrompt() {},
    onParts(parts) {
      result = parts.find(({ part }) => part === "result")?.text ?? result;
    },
    onEnd: (end) => onEnd(end, result ? JSON.parse(result) : null),
  };
}

/** Runs imports of cells of which nothing else is needed. */
export function importsJob({ page }: Lesson, { session }: LiveCell, source: string, batch: Batch): Job {
  return { page, cell: "imports", source, session, batch, onStart() {}, onPrompt() {}, onParts() {}, onEnd() {} };
}

/** A cell as cell_needs.py reads it. */
function described(cell: LiveCell) {
  const { id, source, published, exercise = "", isCurrent, heading } = cell;
  const part = ["exercise", "check", "solution"].find((tag) => cell.has(tag)) ?? "";
  return { id, source, published, exercise, part, heading, is_current: isCurrent };
}
