/** Questions to Python that are on their way, and the promises of their answers. */

import type { Content, MessageOf } from "../../messages.ts";

export class OpenQuestions {
  #open = new Map<number, (content: Content | null) => void>();
  #lastId = 0;

  /** @param send puts the question @returns null if there is no answer, or Python goes before it */
  ask(send: (id: number) => void): Promise<Content | null> {
    const { promise, resolve } = Promise.withResolvers<Content | null>();
    this.#open.set(++this.#lastId, resolve);
    send(this.#lastId);
    return promise;
  }

  answered({ id, content }: MessageOf<"answer">) {
    this.#open.get(id)?.(content);
    this.#open.delete(id);
  }

  /** Nobody is there to answer any more. */
  forget() {
    for (const resolve of this.#open.values()) resolve(null);
    this.#open.clear();
  }
}
