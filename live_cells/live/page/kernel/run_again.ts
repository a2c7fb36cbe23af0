/** Cells that Python runs again to tell what they did; python/provenance/calls.py answers. */

import { config } from "../config.js";
import { callPython } from "./calls.ts";
import type { Run } from "./contract.ts";
import type { Kernel } from "./kernel.ts";

/** A run, as Python has it again. */
export type Again = Pick<Run, "cell" | "source">;

export const askAgain = <Answer>(kernel: Kernel, name: string, values: unknown[]): Promise<Answer> =>
  callPython(kernel, { cell: "origins", source: config.pagePrograms.ask_origins }, name, values);

/** The runs of a session before the last that `isIt` is true of; all, if there is none. */
export function runsBefore(all: Run[], session: string | undefined, isIt: (run: Run) => boolean): Again[] {
  const mine = all.filter((run) => run.session === session);
  const last = mine.findLastIndex(isIt);
  return (last < 0 ? mine : mine.slice(0, last)).map(({ cell, source }) => ({ cell, source }));
}
