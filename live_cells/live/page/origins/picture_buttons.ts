/** Below a picture: a button for each number that is chosen there, which opens it. */

import { fill } from "../../phrases.ts";
import { bar, button } from "../elements/nodes.ts";
import { type ChosenNumber, chosenIn } from "../pictures/chosen_number.ts";

/** @param open is called with a number, when its button is pressed */
export function offerNumbers(picture: HTMLElement, open: (number: ChosenNumber) => void) {
  const old = picture.querySelector<HTMLElement>(":scope > .origin-chosen");
  const chosen = chosenIn(picture);
  if (!chosen.length) return old?.remove();
  if (old && old.childElementCount === chosen.length) return name([...old.children], chosen);
  const buttons = chosen.map((_, i) => button("", "chosen", () => open(chosenIn(picture)[i])));
  name(buttons, chosen);
  const node = bar("origin-chosen", WORDS.origins.chosen, ...buttons);
  if (old) old.replaceWith(node);
  else picture.append(node);
}

/** The first button says what it does; the others show their numbers beside it. */
function name(buttons: Element[], chosen: ChosenNumber[]) {
  for (const [i, node] of buttons.entries()) {
    const number = shortOf(chosen[i].value);
    const words = fill(WORDS.origins.title, { number });
    node.textContent = i ? number : words;
    node.setAttribute("aria-label", words);
  }
}

/** A number in four digits, as formulas show it. */
export const shortOf = (value: number) => String(Number(value.toPrecision(4))).replace("-", "−");
