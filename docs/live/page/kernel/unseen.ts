/** A run whose cell is on no page that is open: what it prints goes nowhere. */

import type { Outcome } from "../../messages.ts";
import type { Run } from "./history.ts";
import type { Batch, Job } from "./kernel.ts";

/**
 * @param interrupt ends it, should it ask for a line: nobody could answer
 * @param onEnd `error`: its last line, if there is one
 */
export function unseenJob(
  run: Run,
  batch: Batch,
  interrupt: () => void,
  onEnd: (outcome: Outcome, error: string) => void,
): Job {
  let error = "";
  return {
    ...run,
    batch,
    onStart: () => {},
    onPrompt: interrupt,
    onParts(parts) {
      const traceback = parts.find(({ part }) => part === "error")?.text.trimEnd();
      error = traceback?.split("\n").at(-1) ?? error;
    },
    onEnd: ({ outcome }) => onEnd(outcome, error),
  };
}
