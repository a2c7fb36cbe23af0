/** Parts of tables. */

import { text } from "../../elements/toolbar.js";

/** The heading of a row or a column. @param {string} words @param {"row"|"col"} scope */
export function heading(words, scope) {
  return Object.assign(text("th", "", words), { scope });
}
