/** The middle of very long output: counted, kept up to a limit, and shown on request piece by piece. */

import { decimal, fill, whole } from "../../phrases.ts";

const KEPT = 10_000_000;
const SHOWN_AT_ONCE = 250_000;

export class Overflow {
  /** The button in the place of the text that is not shown. */
  node = Object.assign(document.createElement("button"), { type: "button", className: "cell-rest" });

  #pieces: { kind: string; text: string }[] = [];
  #size = 0;
  #lost = 0;

  constructor() {
    this.node.addEventListener("click", () => this.#showMore());
  }

  keep(kind: string, text: string) {
    if (this.#size + text.length > KEPT) {
      this.#lost += text.length;
    } else {
      this.#pieces.push({ kind, text });
      this.#size += text.length;
    }
  }

  draw() {
    const kept = this.#size ? fill(WORDS.output.show_rest, { amount: readable(this.#size) }) : "";
    const lost = this.#lost ? fill(WORDS.output.not_kept, { amount: readable(this.#lost) }) : "";
    const label = [kept, lost].filter(Boolean).join(" · ");
    if (this.node.textContent !== label) this.node.textContent = label;
    this.node.hidden = !label;
    this.node.disabled = !this.#size;
  }

  #showMore() {
    let shown = 0;
    while (this.#pieces.length && shown < SHOWN_AT_ONCE) {
      const piece = this.#pieces[0];
      const text = piece.text.slice(0, SHOWN_AT_ONCE - shown);
      piece.text = piece.text.slice(text.length);
      if (!piece.text) this.#pieces.shift();
      shown += text.length;
      this.#insert(piece.kind, text);
    }
    this.#size -= shown;
    this.draw();
  }

  #insert(kind: string, text: string) {
    let node = this.node.previousElementSibling;
    if (node?.getAttribute("data-part") !== kind) {
      node = document.createElement("pre");
      node.setAttribute("data-part", kind);
      this.node.before(node);
    }
    node.append(text);
  }
}

const readable = (count: number) =>
  count < 1e6
    ? fill(WORDS.output.thousand_characters, { count: whole(Math.ceil(count / 1e3)) })
    : fill(WORDS.output.million_characters, { count: decimal(count / 1e6, 1) });
