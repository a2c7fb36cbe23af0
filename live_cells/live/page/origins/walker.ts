/** Goes from number to number of an output: by arrows, or by buttons where there is no keyboard. */

import { fill } from "../../phrases.ts";
import { button, text } from "../elements/nodes.ts";

const SAID = WORDS.origins;

type Numbers = {
  numbers: string[];
  /** One is reached. */
  show: (at: number) => void;
  /** It was chosen. */
  open: (at: number) => void;
  /** The walk ends, whether one was chosen or not. */
  leave: () => void;
  /** It ends with Escape. */
  cancel: () => void;
};

/** Arrows, Home and End go on; Enter opens a number; Escape leaves. @param region the output, below which it stands */
export function walkNumbers(region: HTMLElement, { numbers, show, open, leave, cancel }: Numbers) {
  const node = text("div", "origin-walker");
  node.tabIndex = 0;
  node.setAttribute("role", "application");
  node.setAttribute("aria-label", SAID.walk);
  const said = text("p", "origin-status", numbers.length ? SAID.walk : SAID.no_numbers);
  said.setAttribute("role", "status");
  node.append(said);
  region.after(node);
  const last = numbers.length - 1;
  let at = 0;

  const end = () => {
    node.removeEventListener("blur", end); // which its removal brings
    node.remove();
    leave();
  };
  const go = (to: number) => {
    at = Math.min(Math.max(to, 0), last);
    show(at);
    said.textContent = fill(SAID.walked, { number: numbers[at], at: at + 1, count: numbers.length });
    before.disabled = at === 0;
    after.disabled = at === last;
  };
  const choose = () => {
    end();
    open(at);
  };
  const before = button(SAID.previous, "back", () => go(at - 1), { quiet: true });
  const after = button(SAID.next, "next", () => go(at + 1), { quiet: true });
  const keys: Record<string, () => void> = {
    ArrowRight: () => go(at + 1),
    ArrowDown: () => go(at + 1),
    ArrowLeft: () => go(at - 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(last),
    Enter: choose,
  };
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      end();
      cancel();
    } else if (event.key in keys && numbers.length) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  node.addEventListener("blur", end);
  if (numbers.length) {
    const tools = text("div", "origin-tools");
    tools.append(before, after, button(SAID.open, "open-origin", choose));
    for (const one of tools.children) one.setAttribute("tabindex", "-1"); // keys do the same
    tools.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
    node.append(tools);
    go(0);
  }
  node.focus();
}
