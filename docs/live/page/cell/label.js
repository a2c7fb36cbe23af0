/** What the label beside a cell's buttons says. */

import { duration, loadingText } from "../elements/toolbar.js";

/**
 * While a cell waits or loads.
 * @param {import("../kernel/kernel.js").Kernel} kernel @param {import("../kernel/kernel.js").Job} job
 */
export function loadingLabel(kernel, job) {
  if (kernel.isWaiting(job)) return WORDS.cell.waiting;
  return kernel.progress ? loadingText(kernel.progress) : WORDS.python.starting;
}

/**
 * While it runs, which may be to wait for a file.
 * @param {import("../kernel/kernel.js").Kernel} kernel @param {number} begin by `performance.now()`
 */
export function runningLabel({ progress }, begin) {
  const label = `${WORDS.cell.running} · ${duration(Math.floor((performance.now() - begin) / 1000), 0)}`;
  return progress && progress.loaded < progress.total ? `${label} · ${loadingText(progress)}` : label;
}

/** Before it has run here. @param {{estimate: string, edited: boolean, shared: boolean, recorded: string}} cell */
export function idleLabel({ estimate, edited, shared, recorded }) {
  const whose = shared ? WORDS.cell.shared_code : edited && WORDS.cell.edited;
  return [estimate, whose, recorded].filter(Boolean).join(" · ");
}

/** After a run. @param {"done"|"failed"|"stopped"} state @param {number} [seconds] */
export function endLabel(state, seconds) {
  const time = seconds === undefined ? "" : ` · ${duration(seconds)}`;
  return WORDS.cell.ended[state] + time;
}
