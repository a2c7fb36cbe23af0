/** Below an empty page: what to write, and programs to start from. */

import { bar, button } from "../elements/nodes.ts";

const { starters } = WORDS.own_page;

/**
 * @param place the page's: each hidden element in it with `data-starter`, its name, is a program
 * @param begin is called with the code that the reader has chosen
 */
export function startersBar(place: HTMLElement, begin: (source: string) => void) {
  const programs = [...place.querySelectorAll<HTMLElement>("[data-starter]")];
  const buttons = programs.map(({ dataset, textContent }) =>
    button(dataset.starter ?? "", "to-code", () => begin(textContent?.trim() ?? "")),
  );
  return bar("own-start", starters, starters, ...buttons);
}
