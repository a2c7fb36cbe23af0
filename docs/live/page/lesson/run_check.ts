/** Pressing Run on a check: what it needs from above runs first, then the answer. Fetched with the first page that has exercises. */

import { counted, fill } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import { config } from "../config.js";
import type { End } from "../kernel/history.ts";
import type { Batch, Job } from "../kernel/kernel.ts";
import type { Lesson } from "./lesson.ts";

/**
 * Press Run on a check: first runs what answer and check need from above, then the answer, unless what stands there
 * has just run, or the solution has; then the check.
 */
export function runCheck(check: LiveCell, lesson: Lesson) {
  const answers = lesson.partners(check, "exercise");
  const solution = lesson
    .partners(check, "solution")
    .find((one) => one.isCurrent && answers.every(({ touched }) => touched < one.touched));
  const judged = solution ? [solution] : answers;
  check.prepare<Needs>(
    (onEnd) => needsJob(lesson, [...judged, check], onEnd),
    (needs) => {
      const first = lesson.cells.filter(({ id }) => needs.run.includes(id));
      const isThere = judged.every((cell) => cell.isCurrent) && !first.length;
      const batch = batchOf(check, lesson, judged);
      if (needs.imports) lesson.kernel.run(importsJob(lesson, needs.imports, batch));
      lesson.run([...first, ...(solution || isThere ? [] : answers), check], batch);
      const slow = first.filter(({ dataset }) => dataset.seconds);
      const time = lesson.estimates.text(...slow.map(({ dataset }) => dataset));
      if (solution) check.say(WORDS.exercises.about_solution);
      if (slow.length) check.announceFirst(counted(WORDS.exercises.runs_first, slow.length, { time }));
    },
  );
}

function batchOf(check: LiveCell, lesson: Lesson, judged: LiveCell[]): Batch {
  const words = WORDS.exercises.not_checked;
  return {
    together: true,
    notRun(dropped, cause, outcome) {
      if (dropped.cell !== check.id) return undefined;
      const failed = outcome === "failed";
      if (judged.some(({ id }) => id === cause.cell)) return failed ? words.failed : words.stopped;
      const number = lesson.cells.find(({ id }) => id === cause.cell)?.number;
      if (number) return fill(failed ? words.needed_failed : words.needed_stopped, { number });
      return failed ? words.import_failed : words.stopped;
    },
  };
}

/** Imports, as code, and the ids of cells. */
type Needs = { imports: string; run: string[] };

const NOTHING: Needs = { imports: "", run: [] };

/**
 * Asks what some cells need, the last of which is a check: Python reads the cells as they stand, in its turn.
 * @param users in the order in which they are to run
 */
function needsJob({ cells }: Lesson, users: LiveCell[], onEnd: (end: End, needs: Needs) => void): Job {
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
function importsJob({ page }: Lesson, source: string, batch: Batch): Job {
  return { page, cell: "imports", source, batch, onStart() {}, onPrompt() {}, onParts() {}, onEnd() {} };
}

/** What Python is told of a cell. */
function described(cell: LiveCell) {
  const { id, source, published, exercise = "", isCurrent, heading } = cell;
  const part = ["exercise", "check", "solution"].find((tag) => cell.has(tag)) ?? "";
  return { id, source, published, exercise, part, heading, is_current: isCurrent };
}
