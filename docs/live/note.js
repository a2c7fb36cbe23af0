/** What a cell says below its buttons: a sentence, and what the reader may do about it. */

import { button, text } from "./toolbar.js";

export class Note {
  node = text("p", "cell-note");
  /** The sentence that it says now. */
  words = "";

  constructor() {
    this.clear();
  }

  /** @param {string} words @param {...Node} actions buttons to choose from */
  say(words, ...actions) {
    this.words = words;
    this.node.replaceChildren(`${words} `, ...actions);
    this.node.hidden = !words;
  }

  clear() {
    this.say("");
  }

  /**
   * A choice that is made once: any of its buttons ends it.
   * @param {Record<string, () => void>} choices @param {...Node} details what helps to choose
   */
  ask(words, choices, ...details) {
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
