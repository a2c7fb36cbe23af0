/**
 * How a run can end, and what is said of it.
 * @typedef {{outcome: import("./messages.js").Outcome, seconds?: number, note?: string,
 *            lost?: import("./client.js").Job[]}} End `lost`, where the run took Python with it: the runs whose
 *            variables went too, in their order
 */

export const REPLACED = "Stopped. Python had to be restarted, so the variables of this page are gone.";
export const TOO_EARLY = "Stopped while Python was loading.";
export const NOT_RUN = "Not run: the cell before it in the queue did not finish.";

/** What a cell shows when Python is gone without having been asked. @returns {import("./messages.js").Part} */
export function deathNotice(reason, booting) {
  const what = booting ? "Python could not be started" : "Python stopped working";
  const advice = booting
    ? "Press Run to try again."
    : "It has been restarted, so the variables of this page are gone.";
  return { part: "error", name: "Fault", ours: true, text: `${what}: ${reason}\n${advice}` };
}
