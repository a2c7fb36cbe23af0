/** What has to run before a check: Python finds out by reading the cells as they stand, in its turn. */

import type { LiveCell } from "../cell/cell.ts";
import { config } from "../config.js";
import type { End } from "../kernel/endings.ts";
import type { Batch, Job } from "../kernel/kernel.ts";
import type { Lesson } from "./lesson.ts";

/** Imports, as code, and the ids of cells. */
export type Needs = { imports: string; run: string[] };

const NOTHING: Needs = { imports: "", run: [] };

/** Asks what some cells need, the last of which is a check. @param users in the order in which they are to run */
export function needsJob({ cells }: Lesson, users: LiveCell[], onEnd: (end: End, needs: Needs) => void): Job {
  let told = "";
  return {
    cell: "needs",
    source: config.pagePrograms.ask_needs,
    fleeting: true,
    get files() {
      const asked = [cells.map(described), users.map(({ id }) => id)]; // as they stand when it is their turn
      const call = new TextEncoder().encode(JSON.stringify({ function: "needs", arguments: asked }));
      return [{ name: "call.json", bytes: call }];
    },
    onStart() {},
    onPrompt() {},
    onParts(parts) {
      told = parts.find(({ part }) => part === "result")?.text ?? told;
    },
    onEnd: (end) => onEnd(end, told ? JSON.parse(told) : NOTHING),
  };
}

/** Runs imports of cells of which nothing else is needed. */
export function importsJob({ page }: Lesson, source: string, batch: Batch): Job {
  return { page, cell: "imports", source, batch, onStart() {}, onPrompt() {}, onParts() {}, onEnd() {} };
}

/** What Python is told of a cell. */
function described(cell: LiveCell) {
  const { id, source, published, exercise = "", isCurrent, heading } = cell;
  const part = ["exercise", "check", "solution"].find((tag) => cell.has(tag)) ?? "";
  return { id, source, published, exercise, part, heading, is_current: isCurrent };
}
