/** The digit that the lab opens with, and what was recorded of it. */

import { config } from "../../../../live_cells/live/page/config.js";
import { address } from "../../../../live_cells/live/page/elements/files.ts";
import type { Answer } from "./answer.ts";
import type { Standing } from "./python_calls.ts";

type Opening = Standing & Answer;

let found: Promise<Opening> | undefined;

/** Fetched once; where it does not come, anew when it is asked for again. */
export function opening(): Promise<Opening> {
  found ??= fetch(address(`${config.site}lab/opening.json`))
    .then((response) => response.json())
    .catch((error) => {
      found = undefined;
      throw error;
    });
  return found;
}
