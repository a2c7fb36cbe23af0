/** A run whose cell is on no page that is open: what it prints goes nowhere. */

/**
 * @param {import("./history.js").Run} run @param {import("./kernel.js").Batch} batch
 * @param {() => void} interrupt ends it, should it ask for a line: nobody could answer
 * @param {(outcome: import("../../messages.js").Outcome, error: string) => void} onEnd `error`: its last line, if there is one
 * @returns {import("./kernel.js").Job}
 */
export function unseenJob(run, batch, interrupt, onEnd) {
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
