/** The set-up of a page: code that is not shown, and that runs before its first cell in each Python, and in each session. */

import type { Job, Run } from "./contract.ts";

/** The name under which it runs: no cell's, since it has a space. */
export const SETUP = "hidden code";

/**
 * The run of a set-up for a job that waits for it: of what it prints, only an error is shown, in the job's cell.
 * @param then called when it is done
 */
export function setupJob(job: Job, then: () => void): (Job & Run) | null {
  const { page, setup: source, session, batch } = job;
  if (!page || !source) return null;
  return {
    page,
    cell: SETUP,
    source,
    session,
    batch,
    onStart() {},
    onPrompt: job.onPrompt,
    onParts(parts) {
      const errors = parts.filter(({ part }) => part === "error");
      job.onParts(errors.map((error) => ({ ...error, line: null }))); // its line is not one of the cell's
    },
    onEnd: (end) => (end.outcome === "done" ? then() : job.onEnd(end)),
  };
}
