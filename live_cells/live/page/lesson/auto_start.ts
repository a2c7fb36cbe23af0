/** Cells that run by themselves once they come into view, unless the reader's browser saves data or the reader has said no. */

import type { LiveCell } from "../cell/cell.ts";
import { isSwitchedOn, switchButton } from "./kept_switch.ts";
import type { Lesson } from "./lesson.ts";
import { importsJob, needsJob } from "./needs.ts";

const KEY = "live-cells-autorun";
const TAG = "autorun";

const isWanted = () =>
  isSwitchedOn(KEY) && !navigator.connection?.saveData && !matchMedia("(prefers-reduced-data: reduce)").matches;

/** @returns ends the waiting */
export function autoStart(lesson: Lesson): () => void {
  const cells = lesson.cells.filter((cell) => cell.has(TAG));
  if (!cells.length || !isWanted()) return () => {};
  let last = Promise.resolve();
  const inView = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const cell = cells.find(({ element }) => element === target);
      if (!isIntersecting || !cell) continue;
      inView.unobserve(target);
      last = last.then(() => runWithNeeds(cell, lesson));
    }
  });
  const begin = () =>
    whenIdle(() => {
      for (const { element } of cells) inView.observe(element);
    });
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
  return () => inView.disconnect();
}

/** Run a cell, behind those above that it needs and that have not run. */
function runWithNeeds(cell: LiveCell, lesson: Lesson): Promise<void> {
  if (cell.hasRun || cell.isActive || cell.shared || !isWanted()) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  cell.prepare<{ imports: string; run: string[] } | null>(
    (onEnd) =>
      needsJob(lesson, [cell], (end, needs) => {
        if (end.outcome === "stopped" || end.lost) resolve();
        onEnd(end, needs);
      }),
    (needs) => {
      const batch = { together: true };
      if (needs?.imports) lesson.kernel.enqueue(importsJob(lesson, cell, needs.imports, batch));
      const first = lesson.cells.filter(({ id }) => needs?.run.includes(id));
      Promise.all(lesson.runCells([...first, cell], batch)).then(() => resolve());
    },
  );
  return promise;
}

/** The reader's switch. */
export const autoStartButton = () => switchButton(KEY, WORDS.page.autorun, "run");

/** WebKit has no `requestIdleCallback`. */
const whenIdle = (then: () => void) =>
  "requestIdleCallback" in globalThis ? requestIdleCallback(then) : setTimeout(then, 200);
