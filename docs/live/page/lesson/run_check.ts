/** Pressing Run on a check: what it needs from above runs first, then the answer. Fetched with the first page that has exercises. */

import { counted, fill } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import type { Batch } from "../kernel/kernel.ts";
import type { Lesson } from "./lesson.ts";
import { importsJob, needsJob, type Needs } from "./needs.ts";

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
