/** Notes to the reader: a sentence, and what can be done about it. */

import { counted } from "../../phrases.ts";
import type { Run } from "../kernel/contract.ts";
import { button, text } from "./nodes.ts";

export const RUN_AGAIN = WORDS.lost.run_again;

/** How many cells lost their variables, in words. */
export function countOf(runs: Run[]) {
  const count = new Set(runs.map(({ page, cell }) => `${page}#${cell}`)).size;
  return counted(WORDS.lost.count, count);
}

export class Note {
  node;
  /** The sentence that it says now. */
  words = "";

  constructor(className: string) {
    this.node = text("p", `live-note ${className}`);
    this.clear();
  }

  /** @param actions buttons to choose from */
  say(words: string, ...actions: Node[]) {
    this.words = words;
    this.node.replaceChildren(words, ...(actions.length ? [" ", ...actions] : []));
    this.node.hidden = !words;
  }

  clear() {
    this.say("");
  }

  /** A choice that is made once: any of its buttons ends it. @param details what helps to choose */
  ask(words: string, choices: Record<string, () => void>, ...details: Node[]) {
    const choose = (action: () => void) => () => {
      this.clear();
      action();
    };
    this.say(
      words,
      ...Object.entries(choices).map(([name, action]) => button(name, "choose", choose(action))),
      ...details,
    );
  }
}
