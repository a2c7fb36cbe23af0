/**
 * Text of one kind as a terminal would show it: `\r` goes back to the start of the line, colours are left
 * out.
 */

const ESCAPE_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;
const UNFINISHED_ESCAPE = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*)?$/;

/** A `<pre>` that grows: the lines that no `\r` can reach any more, and the line being written. */
export class TextBlock {
  #lines = "";
  #line = "";
  #column = 0;
  #unfinished = "";
  #drawn = 0;

  /** @param {import("./messages.js").PartKind} kind */
  constructor(kind) {
    this.kind = kind;
    this.node = document.createElement("pre");
    this.node.dataset.part = kind;
    this.node.append("", "");
  }

  get length() {
    return this.#lines.length + this.#line.length;
  }

  get text() {
    return this.#lines + this.#line;
  }

  append(text) {
    text = this.#unfinished + text;
    this.#unfinished = UNFINISHED_ESCAPE.exec(text)?.[0] ?? "";
    text = text.slice(0, text.length - this.#unfinished.length).replace(ESCAPE_SEQUENCE, "");
    const pieces = text.replaceAll("\r\n", "\n").split("\n");
    const rest = pieces.pop();
    for (const piece of pieces) {
      this.#write(piece);
      this.#lines += `${this.#line}\n`;
      this.#line = "";
      this.#column = 0;
    }
    this.#write(rest);
  }

  /** Take away and return at least `count` characters from the front: whole lines where there are any. */
  shift(count) {
    this.#drawn = 0;
    this.node.firstChild.data = "";
    if (!this.#lines) {
      const taken = this.#line.slice(0, count);
      this.#line = this.#line.slice(count);
      this.#column = Math.max(0, this.#column - count);
      return taken;
    }
    const end = this.#lines.indexOf("\n", count - 1) + 1 || this.#lines.length;
    const taken = this.#lines.slice(0, end);
    this.#lines = this.#lines.slice(end);
    return taken;
  }

  /** Bring the node up to date. */
  draw() {
    const [lines, line] = this.node.childNodes;
    if (this.#lines.length > this.#drawn) lines.appendData(this.#lines.slice(this.#drawn));
    this.#drawn = this.#lines.length;
    if (line.data !== this.#line) line.data = this.#line;
  }

  #write(piece) {
    const [first, ...returns] = piece.split("\r");
    this.#put(first);
    for (const text of returns) {
      this.#column = 0;
      this.#put(text);
    }
  }

  #put(text) {
    const end = this.#column + text.length;
    this.#line = this.#line.slice(0, this.#column) + text + this.#line.slice(end);
    this.#column = end;
  }
}
