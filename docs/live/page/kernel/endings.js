/**
 * How a run can end, and what is said of it.
 * @typedef {{outcome: import("../../messages.js").Outcome, seconds?: number, note?: string, lost?: boolean}} End
 *     `lost`: the run took Python with it, and so what other runs had left there
 */

export const GONE = "Python had to be restarted, so the variables of this page are gone.";
export const TOO_EARLY = "Stopped while Python was loading.";
export const NOT_RUN = "Not run: the cell before it in the queue did not finish.";
export const RESTARTED = "Python was restarted.";
export const NOT_ALL_AGAIN = "Python had to be restarted, and not everything has run again.";

/** Why not everything has run again. @param {string} error of a cell that is not on this page */
export const stoppedElsewhere = (error) => `${NOT_ALL_AGAIN} A cell of another page ended with “${error}”.`;

/**
 * What a cell shows when Python is gone without having been asked.
 * @param {string} reason @param {number|null} line of the cell @param {boolean} booting whether it had yet to start
 * @returns {import("../../messages.js").Part}
 */
export function deathNotice(reason, line, booting) {
  const what = booting ? "Python could not be started" : "Python stopped working";
  const advice = booting ? "Press Run to try again." : "It has been restarted, so the variables of this page are gone.";
  return { part: "error", name: "Fault", ours: true, text: `${what}: ${reason}\n${advice}`, line };
}
