/**
 * Text of one kind as a terminal would show it: `\r` goes back to the start of the line, colors and weights are seen,
 * and other escape sequences are left out.
 */

import { Pen, styled } from "./ansi.js";

const ESCAPE_SEQUENCE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[@-Z\\^_])/g;
const UNFINISHED_ESCAPE = /\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*|[ -/]+)?$/;

/** Text of one style. @typedef {{text: string, style: string}} Run */

/** A `<pre>` that grows: the lines that no `\r` can reach any more, and the line being written. */
export class TextBlock {
  /** @type {Run[]} */
  #runs = [];
  #runsLength = 0;
  /** @type {Node[]} */
  #nodes = [];
  #line = "";
  /** The style of each character of the line; null while all are plain, as they mostly are. @type {string[]|null} */
  #styles = null;
  #column = 0;
  #pen = new Pen();
  #unfinished = "";
  #done = document.createElement("span");
  #current = document.createElement("span");

  /** @param {import("../../messages.js").PartKind} kind */
  constructor(kind) {
    this.kind = kind;
    this.node = document.createElement("pre");
    this.node.dataset.part = kind;
    this.node.append(this.#done, this.#current);
  }

  get length() {
    return this.#runsLength + this.#line.length;
  }

  get text() {
    return this.#runs.map((run) => run.text).join("") + this.#line;
  }

  /** @param {string} text */
  append(text) {
    text = this.#unfinished + text;
    this.#unfinished = UNFINISHED_ESCAPE.exec(text)?.[0] ?? "";
    text = text.slice(0, text.length - this.#unfinished.length).replaceAll("\r\n", "\n");
    let from = 0;
    for (const { 0: sequence, 1: parameters, 2: command, index } of text.matchAll(ESCAPE_SEQUENCE)) {
      this.#appendPlain(text.slice(from, index));
      from = index + sequence.length;
      if (command === "m") this.#pen.apply(parameters);
      else if (command === "K") this.#erase(parameters);
    }
    this.#appendPlain(text.slice(from));
  }

  /**
   * Take away and return characters from the front: whole lines where there are any.
   * @param {number} count at least so many
   */
  shift(count) {
    this.#done.replaceChildren();
    this.#nodes = [];
    if (!this.#runsLength) {
      const taken = this.#line.slice(0, count);
      this.#line = this.#line.slice(count);
      this.#styles = this.#styles?.slice(count) ?? null;
      this.#column = Math.max(0, this.#column - count);
      return taken;
    }
    let taken = "";
    while (this.#runs.length && (taken.length < count || !taken.endsWith("\n"))) {
      const run = this.#runs[0];
      const end = run.text.indexOf("\n", Math.max(0, count - taken.length - 1)) + 1 || run.text.length;
      taken += run.text.slice(0, end);
      run.text = run.text.slice(end);
      if (!run.text) this.#runs.shift();
    }
    this.#runsLength -= taken.length;
    return taken;
  }

  /** Bring the node up to date. */
  draw() {
    for (let at = Math.max(0, this.#nodes.length - 1); at < this.#runs.length; at++) {
      const { text, style } = this.#runs[at];
      const known = this.#nodes[at];
      if (!known) {
        this.#done.append((this.#nodes[at] = styled(text, style)));
        continue;
      }
      const letters = /** @type {Text} */ (style ? known.firstChild : known);
      if (text.length > letters.length) letters.appendData(text.slice(letters.length));
    }
    if (this.#current.textContent !== this.#line || this.#styles || this.#current.firstElementChild)
      this.#current.replaceChildren(...this.#lineRuns().map(({ text, style }) => styled(text, style)));
  }

  /** @param {string} text */
  #appendPlain(text) {
    const pieces = text.split("\n");
    const [rest] = pieces.splice(-1);
    for (const piece of pieces) {
      this.#write(piece);
      for (const run of this.#lineRuns()) this.#commit(run);
      this.#commit({ text: "\n", style: this.#runs.at(-1)?.style ?? "" });
      this.#line = "";
      this.#styles = null;
      this.#column = 0;
    }
    this.#write(rest);
  }

  /** @param {Run} run */
  #commit({ text, style }) {
    const last = this.#runs.at(-1);
    if (last?.style === style) last.text += text;
    else this.#runs.push({ text, style });
    this.#runsLength += text.length;
  }

  /** The line being written as pieces of one style each. @returns {Run[]} */
  #lineRuns() {
    if (!this.#styles) return this.#line ? [{ text: this.#line, style: "" }] : [];
    /** @type {Run[]} */
    const runs = [];
    for (let at = 0; at < this.#line.length; at++) {
      const style = this.#styles[at] ?? "";
      const last = runs.at(-1);
      if (last?.style === style) last.text += this.#line[at];
      else runs.push({ text: this.#line[at], style });
    }
    return runs;
  }

  /** @param {string} piece of a line */
  #write(piece) {
    const [first, ...returns] = piece.split("\r");
    this.#put(first);
    for (const text of returns) {
      this.#column = 0;
      this.#put(text);
    }
  }

  /** @param {string} text */
  #put(text) {
    const end = this.#column + text.length;
    if (this.#pen.style) this.#styles ??= [];
    if (this.#styles) for (let at = this.#column; at < end; at++) this.#styles[at] = this.#pen.style;
    this.#line = this.#line.slice(0, this.#column) + text + this.#line.slice(end);
    this.#column = end;
  }

  /** Erase within the line: after the place of writing, before it (1), or all of it (2). @param {string} parameters */
  #erase(parameters) {
    const column = this.#column;
    if (parameters === "" || parameters === "0") this.#line = this.#line.slice(0, column);
    else if (parameters === "1") this.#line = " ".repeat(column) + this.#line.slice(column);
    else this.#line = " ".repeat(column);
    this.#styles?.splice(this.#line.length);
  }
}
