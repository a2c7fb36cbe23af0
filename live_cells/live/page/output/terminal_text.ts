/**
 * Text as a terminal would show it: `\r` goes back to the start of the line and `\b` one character, where the next
 * characters overwrite the old ones; colors and weights are kept, and other escape sequences are left out.
 */

import { Pen } from "./ansi.ts";

const ESCAPE_SEQUENCE =
  /\x1b(?:\[([0-?]*)([ -/]*[@-~])|[PX\]^_][^\x07\x1b\n]*(?:\x07|\x1b\\|(?=[\x1b\n]|$))|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])?/g;
const UNFINISHED_ESCAPE = /\x1b(?:\[[0-?]*[ -/]*|[PX\]^_][^\x07\x1b\n]*\x1b?|[ -/]+)?$/;

/** Text of one style. */
type Run = { text: string; style: string };

export class TerminalText {
  /** The lines that nothing can change any more. */
  done: Run[] = [];
  #doneLength = 0;
  /** The line being written. */
  #line = "";
  /** The style of each character of the line; null while all are plain, as they mostly are. */
  #styles: string[] | null = null;
  #column = 0;
  #pen = new Pen();
  #unfinished = "";

  get length() {
    return this.#doneLength + this.#line.length;
  }

  get text() {
    return this.done.map((run) => run.text).join("") + this.#line;
  }

  /** The line being written as pieces of one style each. */
  get line(): Run[] {
    const styles = this.#styles;
    if (!styles) return this.#line ? [{ text: this.#line, style: "" }] : [];
    const starts = [...styles.keys()].filter((at) => at === 0 || styles[at] !== styles[at - 1]);
    return starts.map((at, i) => ({ text: this.#line.slice(at, starts[i + 1]), style: styles[at] }));
  }

  append(text: string) {
    text = this.#unfinished + text;
    this.#unfinished = UNFINISHED_ESCAPE.exec(text)?.[0] ?? "";
    text = text.slice(0, text.length - this.#unfinished.length);
    let from = 0;
    for (const { 0: sequence, 1: parameters, 2: command, index } of text.matchAll(ESCAPE_SEQUENCE)) {
      this.#appendPlain(text.slice(from, index));
      from = index + sequence.length;
      if (command === "m") this.#pen.apply(parameters);
      else if (command === "K") this.#erase(parameters);
    }
    this.#appendPlain(text.slice(from));
  }

  /** Take away and return characters from the front: whole lines where there are any. @param count at least so many */
  shift(count: number) {
    if (!this.#doneLength) {
      const end = /[\ud800-\udbff]$/.test(this.#line.slice(0, count)) ? count + 1 : count;
      const taken = this.#line.slice(0, end);
      this.#line = this.#line.slice(end);
      this.#styles = this.#styles?.slice(end) ?? null;
      this.#column = Math.max(0, this.#column - end);
      return taken;
    }
    let taken = "";
    while (this.done.length && (taken.length < count || !taken.endsWith("\n"))) {
      const run = this.done[0];
      const end = run.text.indexOf("\n", Math.max(0, count - taken.length - 1)) + 1 || run.text.length;
      taken += run.text.slice(0, end);
      run.text = run.text.slice(end);
      if (!run.text) this.done.shift();
    }
    this.#doneLength -= taken.length;
    return taken;
  }

  #appendPlain(text: string) {
    const lines = text.split("\n");
    const [rest] = lines.splice(-1);
    for (const line of lines) {
      this.#write(line);
      const runs = this.line;
      for (const run of [...runs, { text: "\n", style: runs.at(-1)?.style ?? "" }]) this.#commit(run);
      this.#line = "";
      this.#styles = null;
      this.#column = 0;
    }
    this.#write(rest);
  }

  #commit({ text, style }: Run) {
    const last = this.done.at(-1);
    if (last?.style === style) last.text += text;
    else this.done.push({ text, style });
    this.#doneLength += text.length;
  }

  /** @param piece of a line */
  #write(piece: string) {
    for (const part of piece.split(/([\r\b])/)) {
      if (part === "\r") this.#column = 0;
      else if (part === "\b") this.#column = Math.max(0, this.#column - this.#lengthAt(this.#column - 2));
      else if (part) this.#put(part);
    }
  }

  #put(text: string) {
    this.#replace(this.#column, this.#after(this.#column, text), text, this.#pen.style);
    this.#column += text.length;
  }

  /** The place behind as many characters of the line as `text` has. */
  #after(place: number, text: string) {
    if (place === this.#line.length) return place;
    for (const _ of text) place += this.#lengthAt(place);
    return Math.min(place, this.#line.length);
  }

  /** How many units the line's character there has. */
  #lengthAt(place: number) {
    return (this.#line.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
  }

  #replace(from: number, to: number, text: string, style: string) {
    if (style) this.#styles ??= Array(this.#line.length).fill("");
    if (this.#styles && from === this.#line.length) for (let i = 0; i < text.length; i++) this.#styles.push(style);
    else if (this.#styles)
      this.#styles = [...this.#styles.slice(0, from), ...Array(text.length).fill(style), ...this.#styles.slice(to)];
    this.#line = this.#line.slice(0, from) + text + this.#line.slice(to);
  }

  /**
   * Erase within the line: what is at the place of writing and after it, what is there and before it (1), or all (2).
   */
  #erase(parameters: string) {
    const place = this.#column;
    const end = this.#line.length;
    const blanks = " ".repeat([...this.#line.slice(0, place)].length);
    if (["", "0"].includes(parameters)) this.#replace(place, end, "", "");
    if (!["1", "2"].includes(parameters)) return;
    if (parameters === "2" || place === end) this.#replace(0, end, blanks, "");
    else this.#replace(0, this.#after(place, " "), `${blanks} `, "");
    this.#column = blanks.length;
  }
}

/** Text of one kind in the page, in a `<pre>` that grows: the lines that are done, and the one being written. */
export class TextBlock {
  #text = new TerminalText();
  /** The nodes of what is done, one for each run. */
  #nodes: Node[] = [];
  #done = document.createElement("span");
  #current = document.createElement("span");
  readonly kind;
  readonly node;

  constructor(kind: string) {
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
      const letters = (style ? known.firstChild : known) as Text; // as `styled` made it
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
