/** The program on the page: text, in color once it is seen, and CodeMirror when a reader is about to edit it. */

import { config } from "../../../../../live_cells/live/page/config.js";
import { address } from "../../../../../live_cells/live/page/elements/files.ts";
import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Editor, EditorOptions } from "../../../../../live_cells/live/page/editor/editor.ts";
import { passTabOn, tabKeyDescription } from "../../../../../live_cells/live/page/editor/tab_key.ts";
import { plain } from "../setup/read_program.ts";
import { changedBy, lineChanges, type TextChange } from "./line_changes.ts";

type Callbacks = { onEdit: (source: string) => void; onLine: (line: number | null) => void; ask: EditorOptions["ask"] };

/** What the editor's script makes. */
type CodeMirror = Editor & {
  node: HTMLElement;
  change(changes: TextChange[]): void;
  range(from: number, to: number): Range;
  focus(at?: number): void;
  destroy(): void;
};
type Options = Omit<EditorOptions, "controls"> & {
  source: string;
  description: string;
  selection: Editor["selection"];
};

type Script = { createEditor: (options: Options) => CodeMirror; colored: (source: string) => Node[] };
const load = (): Promise<Script> => import(address(config.codemirror));

/** Milliseconds for which what has changed is marked. */
const FLASH = 1000;
const CHANGED = "pg-changed";
const LABEL = WORDS.playground.code.title;

export class ProgramEditor {
  /** Scrolls. */
  node = text("div", "pg-program");
  #body = text("div", "language-python highlight");
  #pre = text("pre", "");
  #code = text("code", "");
  #marks = text("div", "pg-passed");
  #callbacks;
  #better: CodeMirror | null = null;
  #colored: Script["colored"] = (source) => [document.createTextNode(source)];
  #loading: Promise<void> | null = null;
  #source = "";
  /** Is the page itself changing the text? */
  #isOwn = false;
  #timer = 0;
  #line: number | null = null;
  #pointed: number | null = null;
  #onSelection = () => this.#look();
  #seen = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#seen.disconnect();
    this.#color();
  });

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
    this.#pre.tabIndex = 0;
    this.#pre.setAttribute("aria-label", LABEL);
    this.#pre.setAttribute("aria-description", WORDS.playground.code.editable);
    this.#pre.append(this.#code);
    this.#body.append(this.#pre);
    this.#marks.setAttribute("aria-hidden", "true");
    this.node.append(this.#body, this.#marks);
    this.#seen.observe(this.node);
    passTabOn(this.node);
    for (const intent of ["focusin", "pointerdown"])
      this.node.addEventListener(intent, () => this.#upgrade(), { once: true });
    this.node.addEventListener("pointermove", ({ clientY }) => this.#point(this.#lineAt(clientY)));
    this.node.addEventListener("pointerleave", () => this.#point(null));
    this.node.addEventListener("keydown", () => this.#point(null)); // the cursor counts now
    this.node.addEventListener("focusout", () => this.#look());
    document.addEventListener("selectionchange", this.#onSelection);
  }

  get source() {
    return this.#source;
  }

  focus() {
    if (this.#better) this.#better.focus();
    else this.#pre.focus();
  }

  /** Show another program; what is new in it is marked for a moment. @param isSeen is it to be marked? */
  show(source: string, isSeen = true) {
    const changes = lineChanges(this.#source, source, plain);
    if (!changes.length) return;
    const { text: next, places } = changedBy(this.#source, changes);
    this.#isOwn = true;
    this.#source = next;
    if (this.#better) this.#better.change(changes);
    else this.#code.replaceChildren(...this.#colored(next));
    this.#isOwn = false;
    if (isSeen) this.#flash(places);
  }

  /** Mark lines that have been passed, by their numbers from 0. */
  markPassed(lines: number[]) {
    const marks = lines.map((line) => {
      const mark = text("span", "", "✓");
      mark.style.top = `${this.#topOf(line)}px`;
      return mark;
    });
    this.#marks.replaceChildren(...marks);
  }

  leave() {
    this.#seen.disconnect();
    document.removeEventListener("selectionchange", this.#onSelection);
    clearTimeout(this.#timer);
    globalThis.CSS?.highlights?.delete(CHANGED);
    this.#better?.destroy();
  }

  /** A text that is being selected stays as it is. */
  #color() {
    load()
      .then(({ colored }) => {
        this.#colored = colored;
        if (!this.#pre.contains(document.activeElement)) this.#code.replaceChildren(...colored(this.#source));
      })
      .catch((error) => console.warn("The program has no colors:", error));
  }

  #upgrade() {
    this.#loading ??= load()
      .then(({ createEditor }) => {
        const better = createEditor({
          source: this.#source,
          label: LABEL,
          description: tabKeyDescription(),
          selection: { anchor: 0, head: 0 },
          annotations: [],
          onChange: () => this.#edited(),
          ask: this.#callbacks.ask,
          others: () => [],
        });
        if (!this.node.isConnected) return better.destroy();
        const hadFocus = this.#pre.contains(document.activeElement);
        const at = offsetIn(this.#code);
        const { scrollTop, scrollLeft } = this.node;
        this.#better = better;
        this.#isOwn = true; // what has changed while it was loaded
        better.set(this.#source);
        this.#isOwn = false;
        this.#pre.replaceWith(better.node);
        if (hadFocus) better.focus(at);
        Object.assign(this.node, { scrollTop, scrollLeft });
      })
      .catch((error) => console.warn("The program cannot be edited:", error));
  }

  #edited() {
    if (this.#isOwn || !this.#better) return;
    this.#source = this.#better.get();
    this.#callbacks.onEdit(this.#source);
    this.#look();
  }

  // ------------------------------------------------------------------ lines

  /** Pixels: all lines are equally high, and none is broken. */
  get #lineHeight() {
    return Number.parseFloat(getComputedStyle(this.#body).lineHeight) || 1;
  }

  get #top() {
    const content = this.#better?.node.querySelector(".cm-content") ?? this.#code;
    const { top } = content.getBoundingClientRect();
    return top + Number.parseFloat(getComputedStyle(content).paddingTop);
  }

  #topOf(line: number) {
    return this.#top - this.node.getBoundingClientRect().top + this.node.scrollTop + line * this.#lineHeight;
  }

  #lineAt(clientY: number) {
    const line = Math.floor((clientY - this.#top) / this.#lineHeight);
    return line >= 0 && line < this.#source.split("\n").length ? line : null;
  }

  #point(line: number | null) {
    this.#pointed = line;
    this.#look();
  }

  /** The line that is pointed at, or else the cursor's. */
  #look() {
    const isHere = this.node.contains(document.activeElement);
    const head = isHere ? this.#better?.selection.head : undefined;
    const own = head === undefined ? null : this.#source.slice(0, head).split("\n").length - 1;
    const line = this.#pointed ?? own;
    if (line === this.#line) return;
    this.#line = line;
    this.#callbacks.onLine(line);
  }

  // ------------------------------------------------------------------ flash

  #flash(places: [number, number][]) {
    const highlights = globalThis.CSS?.highlights;
    const seen = places.filter(([from, to]) => to > from);
    if (!highlights || !seen.length || !this.node.offsetParent) return;
    this.#scrollTo(this.#source.slice(0, seen[0][0]).split("\n").length - 1);
    const ranges = seen.map(([from, to]) => this.#better?.range(from, to) ?? rangeIn(this.#code, from, to));
    const [{ right }, box] = [ranges[0].getBoundingClientRect(), this.node.getBoundingClientRect()];
    if (right > box.right) this.node.scrollLeft += right - box.right + box.width / 3;
    highlights.set(CHANGED, new Highlight(...ranges));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => highlights.delete(CHANGED), FLASH);
  }

  /** Bring a line into view, without moving the page. */
  #scrollTo(line: number) {
    const { scrollTop, clientHeight } = this.node;
    const top = this.#topOf(line);
    if (top < scrollTop || top + this.#lineHeight > scrollTop + clientHeight)
      this.node.scrollTop = top - clientHeight / 3;
  }
}

/** Where the cursor is in a text of several nodes. */
function offsetIn(code: HTMLElement) {
  const { anchorNode, anchorOffset = 0 } = getSelection() ?? {};
  if (!anchorNode || !code.contains(anchorNode)) return 0;
  const range = document.createRange();
  range.setStart(code, 0);
  range.setEnd(anchorNode, anchorOffset);
  return range.toString().length;
}

function rangeIn(code: HTMLElement, from: number, to: number) {
  const range = document.createRange();
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  let start = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = start + (node.textContent ?? "").length;
    if (from >= start && from < end) range.setStart(node, from - start);
    if (to > start && to <= end) range.setEnd(node, to - start);
    start = end;
  }
  return range;
}
