/** What is said of cells whose variables are gone. */

import { counted } from "../../phrases.ts";
import type { Run } from "../kernel/contract.ts";

export const RUN_AGAIN = WORDS.lost.run_again;

/** How many cells that were, in words. */
export function countOf(runs: Run[]) {
  const count = new Set(runs.map(({ page, cell }) => `${page}#${cell}`)).size;
  return counted(WORDS.lost.count, count);
}
