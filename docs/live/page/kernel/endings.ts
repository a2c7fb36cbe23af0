/**
 * How a run can end, and what is said of it.
 * @typedef {{outcome: import("../../messages.js").Outcome, seconds?: number, note?: string, lost?: boolean}} End
 *     `lost`: the run took Python with it, and so what other runs had left there
 */

import { fill } from "../../phrases.js";

export const GONE = WORDS.kernel.gone;
export const TOO_EARLY = WORDS.kernel.too_early;
export const NOT_RUN = WORDS.kernel.not_run;
export const RESTARTED = { waiting: WORDS.kernel.not_run_restarted, running: WORDS.kernel.stopped_restarted };
export const NOT_ALL_AGAIN = WORDS.kernel.not_all_again;

/** Why not everything has run again. @param {string} error of a cell that is not on this page */
export const stoppedElsewhere = (error) => `${NOT_ALL_AGAIN} ${fill(WORDS.kernel.error_elsewhere, { error })}`;

/**
 * What a cell shows when Python is gone without having been asked.
 * @param {string} reason @param {number|null} line of the cell @param {boolean} booting whether it had yet to start
 * @param {boolean} isOutdated whether its files are gone because the site has been updated
 * @returns {import("../../messages.js").Part}
 */
export function deathNotice(reason, line, booting, isOutdated) {
  const what = fill(booting ? WORDS.kernel.not_started : WORDS.kernel.died, { reason });
  const { outdated, try_again: tryAgain, restarted_by_itself: restarted } = WORDS.kernel;
  const advice = isOutdated ? outdated : booting ? tryAgain : restarted;
  return { part: "error", name: "Fault", ours: true, text: `${what}\n${advice}`, line };
}
