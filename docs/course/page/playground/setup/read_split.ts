/** How many samples a program sets apart, as a share. */

import type { Found } from "./read_lines.ts";
import { samplesOf, setupOf, validationSize, type Setup } from "./setup.ts";

/** @param isSplitNew is it said how many validation samples there are to be? Else it is the same share as before. */
export function validated(found: Found, isSplitNew: boolean, before: Setup) {
  const setup = setupOf(found);
  if (!isSplitNew) return setup;
  const size = Number(found.validationSize);
  const exact = (100 * size) / samplesOf(setup);
  const shares = [before.validation, 5 * Math.round(exact / 5), Math.round(exact), exact];
  const all = shares.map((validation) => setupOf({ ...found, validation }));
  return all.find((one) => validationSize(one) === size) ?? setup;
}
