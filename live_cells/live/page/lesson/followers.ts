/** Cells that use what another cell has made anew: they run again, in their order, or are marked as out of date. */

import { counted } from "../../phrases.ts";
import type { LiveCell } from "../cell/cell.ts";
import type { CellLesson } from "../cell/cell_lesson.ts";
import { followersJob, importsJob } from "./needs.ts";

/** Identifies the chain of runs that goes on; a change ends the one before. */
let latest = {};

/** A cell is about to run anew: what follows from an earlier run of it, or of another one, waits no longer. */
export function endChain() {
  latest = {};
}

/**
 * Run what uses a cell's names. An error, or Stop, ends the chain: the cells behind it stay out of date.
 * @param changed has run
 */
export function follow(changed: LiveCell, lesson: CellLesson<LiveCell>) {
  const chain = {};
  latest = chain;
  const job = followersJob(lesson, changed, async (_, found) => {
    if (!found || latest !== chain) return;
    const named = (ids: string[]) => lesson.cells.filter(({ id }) => ids.includes(id));
    const cells = named(found.run);
    for (const cell of [...cells, ...named(found.outdated)]) cell.isOutdated = cell.hasRun || cell.has("reactive");
    if (!cells.length) return;
    lesson.announce(counted(WORDS.cell.followers, cells.length));
    if (found.imports) lesson.kernel.enqueue(importsJob(lesson, changed, found.imports, {}));
    for (const cell of cells) {
      if (latest !== chain) return;
      if ((await cell.runAgain()) !== "done" && !cell.has("raises-exception")) return;
    }
  });
  lesson.kernel.enqueue(job);
}
