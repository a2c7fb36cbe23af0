/**
 * How a run can end, and what is said of it. `lost`: the run took Python with it, and so what other runs had left there.
 */

import type { Outcome, Part } from "../../messages.ts";
import { fill } from "../../phrases.ts";

export type End = { outcome: Outcome; seconds?: number; note?: string; lost?: boolean };

export const GONE = WORDS.kernel.gone;
export const TOO_EARLY = WORDS.kernel.too_early;
export const NOT_RUN = WORDS.kernel.not_run;
export const RESTARTED = { waiting: WORDS.kernel.not_run_restarted, running: WORDS.kernel.stopped_restarted };
export const NOT_ALL_AGAIN = WORDS.kernel.not_all_again;

/** Why not everything has run again. @param error of a cell that is not on this page */
export const stoppedElsewhere = (error: string) => `${NOT_ALL_AGAIN} ${fill(WORDS.kernel.error_elsewhere, { error })}`;

/**
 * What a cell shows when Python is gone without having been asked.
 * @param line of the cell
 * @param booting whether it had yet to start
 * @param isOutdated whether its files are gone because the site has been updated
 */
export function deathNotice(reason: string, line: number | null, booting: boolean, isOutdated: boolean): Part {
  const what = fill(booting ? WORDS.kernel.not_started : WORDS.kernel.died, { reason });
  const { outdated, try_again: tryAgain, restarted_by_itself: restarted } = WORDS.kernel;
  const advice = isOutdated ? outdated : booting ? tryAgain : restarted;
  return { part: "error", name: "Fault", ours: true, text: `${what}\n${advice}`, line };
}
