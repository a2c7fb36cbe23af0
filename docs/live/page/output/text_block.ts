/** Text of one kind in the page, as a terminal would show it. */

import type { Part } from "../../messages.ts";
import { TerminalText } from "./terminal_text.ts";

/** A `<pre>` that grows: the lines that are done, and the one being written. */
export class TextBlock {
  #text = new TerminalText();
  /** The nodes of what is done, one for each run. */
  #nodes: Node[] = [];
  #done = document.createElement("span");
  #current = document.createElement("span");

  readonly kind;
  readonly node;

  constructor(kind: Part["part"]) {
    this.kind = kind;
    this.node = document.createElement("pre");
    this.node.dataset.part = kind;
    this.node.append(this.#done, this.#current);
  }

  get length() {
    return this.#text.length;
  }

  get text() {
    return this.#text.text;
  }

  append(text: string) {
    this.#text.append(text);
  }

  /** Take away and return characters from the front: whole lines where there are any. @param count at least so many */
  shift(count: number) {
    this.#done.replaceChildren();
    this.#nodes = [];
    return this.#text.shift(count);
  }

  /** Bring the node up to date. */
  draw() {
    const { done, line } = this.#text;
    for (let at = Math.max(0, this.#nodes.length - 1); at < done.length; at++) {
      const { text, style } = done[at];
      const known = this.#nodes[at];
      if (!known) {
        this.#nodes[at] = styled(text, style);
        this.#done.append(this.#nodes[at]);
        continue;
      }
      const letters = (style ? known.firstChild : known) as Text;
      if (text.length > letters.length) letters.appendData(text.slice(letters.length));
    }
    const isPlain = line.every(({ style }) => !style) && !this.#current.firstElementChild;
    if (!isPlain || this.#current.textContent !== line.map(({ text }) => text).join(""))
      this.#current.replaceChildren(...line.map(({ text, style }) => styled(text, style)));
  }
}

/** @param style as a `Pen` names it @returns the text in this style */
function styled(text: string, style: string): Text | HTMLElement {
  if (!style) return document.createTextNode(text);
  const [classes, ink, ground] = style.split("|");
  const node = Object.assign(document.createElement("span"), { className: classes, textContent: text });
  if (ink) node.style.setProperty("--ansi-ink", ink);
  if (ground) node.style.setProperty("--ansi-ground", ground);
  return node;
}
