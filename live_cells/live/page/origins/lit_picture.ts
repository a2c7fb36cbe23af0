/** Lights the column of a network's picture from which a number has come, if such a picture stands on the page. */

import type { LiveCell } from "../cell/cell.ts";

const LIT = "origin-lit";

/** @param module as the reader writes it, `model[2]`; empty for none */
export function lightModule(cells: LiveCell[], module: string) {
  for (const old of document.querySelectorAll(`.${LIT}`)) old.classList.remove(LIT);
  const [, variable, index] = /^(\w+)\[(\d+)\]$/.exec(module) ?? [];
  if (!variable) return;
  const draws = new RegExp(`\\bnetwork\\(\\s*${variable}\\b`);
  for (const cell of cells) {
    if (!cell.hasRun || !draws.test(cell.source)) continue; // the picture of another model
    for (const title of cell.element.querySelectorAll("[data-picture] svg text"))
      if (title.textContent?.includes(`(${index}) `)) title.classList.add(LIT);
  }
}
