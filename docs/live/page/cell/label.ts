/** What the label beside a cell's buttons says. */

import { duration, loadingText } from "../elements/toolbar.ts";
import type { Job, Kernel } from "../kernel/kernel.ts";

/** While a cell waits or loads. */
export function loadingLabel(kernel: Kernel, job: Job) {
  if (kernel.isWaiting(job)) return WORDS.cell.waiting;
  return kernel.progress ? loadingText(kernel.progress) : WORDS.python.starting;
}

/** While it runs. @param begin by `performance.now()` */
export const runningLabel = (begin: number) =>
  `${WORDS.cell.running} · ${duration(Math.floor((performance.now() - begin) / 1000), 0)}`;

/** Before it has run here. */
export function idleLabel({
  estimate,
  edited,
  shared,
  recorded,
}: {
  estimate: string;
  edited: boolean;
  shared: boolean;
  recorded: string;
}) {
  const whose = shared ? WORDS.cell.shared_code : edited && WORDS.cell.edited;
  return [estimate, whose, recorded].filter(Boolean).join(" · ");
}

/** After a run. */
export function endLabel(state: "done" | "failed" | "stopped", seconds?: number) {
  const time = seconds === undefined ? "" : ` · ${duration(seconds)}`;
  return WORDS.cell.ended[state] + time;
}
