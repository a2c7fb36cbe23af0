/** Questions to Python that are on their way, and the promises of their answers. */

export class OpenQuestions {
  /** @type {Map<number, (content: import("../../messages.js").Content|null) => void>} */
  #open = new Map();
  #lastId = 0;

  /**
   * @param {(id: number) => void} send puts the question
   * @returns {Promise<import("../../messages.js").Content|null>} null if there is no answer, or Python goes before it
   */
  ask(send) {
    const { promise, resolve } = Promise.withResolvers();
    this.#open.set(++this.#lastId, resolve);
    send(this.#lastId);
    return promise;
  }

  /** @param {import("../../messages.js").MessageOf<"answer">} message */
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
