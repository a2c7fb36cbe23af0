/** Questions to Python that are on their way, and the promises of their answers. */

import { ask } from "./messages.js";

export class Questions {
  #open = new Map();
  #lastId = 0;

  /**
   * @param {Worker} worker @param {import("./messages.js").About} about @param {string} text
   * @returns {Promise<import("./messages.js").Content|null>} null if Python goes before it has answered
   */
  ask(worker, about, text) {
    const { promise, resolve } = Promise.withResolvers();
    this.#open.set(++this.#lastId, resolve);
    worker.postMessage(ask(this.#lastId, about, text));
    return promise;
  }

  /** @param {import("./messages.js").Answer} message */
  answered({ id, content }) {
    this.#open.get(id)?.(content);
    this.#open.delete(id);
  }

  /** Nobody is there to answer any more. */
  forget() {
    for (const resolve of this.#open.values()) resolve(null);
    this.#open.clear();
  }
}
