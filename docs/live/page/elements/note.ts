/** What a cell, or the page, says to the reader: a sentence, and what may be done about it. */

import { button, text } from "./toolbar.js";

export class Note {
  node;
  /** The sentence that it says now. */
  words = "";

  /** @param {string} className */
  constructor(className) {
    this.node = text("p", `live-note ${className}`);
    this.clear();
  }

  /** @param {string} words @param {...Node} actions buttons to choose from */
  say(words, ...actions) {
    this.words = words;
    this.node.replaceChildren(words, ...(actions.length ? [" ", ...actions] : []));
    this.node.hidden = !words;
  }

  clear() {
    this.say("");
  }

  /**
   * A choice that is made once: any of its buttons ends it.
   * @param {string} words @param {Record<string, () => void>} choices @param {...Node} details what helps to choose
   */
  ask(words, choices, ...details) {
    /** @param {() => void} action */
    const choose = (action) => () => {
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
