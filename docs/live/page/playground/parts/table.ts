/** Parts of tables. */

import { text } from "../../elements/toolbar.ts";

/** The heading of a row or a column. */
export function heading(words: string, scope: "row" | "col") {
  return Object.assign(text("th", "", words), { scope });
}
