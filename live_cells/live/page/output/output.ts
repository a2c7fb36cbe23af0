/**
 * A cell's output: typed parts in, nodes out. Text is shown as text; HTML only where a part says it is HTML, and then in
 * a frame. Of a flood, the page shows the beginning and the end.
 */

import type { Part } from "../../messages.ts";
import { text } from "../elements/nodes.ts";
import { Overflow } from "./overflow.ts";
import { modelButton } from "../elements/model_button.ts";
import { isRich, misfit, receiveMessage, richNodes, update } from "./rich_parts.ts";
import { TextBlock } from "./terminal_text.ts";

const HEAD = { characters: 100_000, blocks: 200 };
const TAIL = { characters: 50_000, blocks: 40 };
/** Milliseconds for which old output stays while new output replaces it, so that the page does not jump. */
const GRACE = 400;

export class Output {
  #region;
  #recorded;
  #stale = false;
  #waits = false;
  #head: TextBlock[] = [];
  #tail: TextBlock[] = [];
  #headSize = 0;
  #overflow: Overflow | null = null;
  #frame = 0;
  #input: HTMLElement | null = null;
  #alts: string[] = [];
  /** How many pictures have arrived: their descriptions are in the same order. */
  #pictures = 0;
  #published: string[] = [];
  #old: HTMLElement[] = [];
  #sweep = 0;
  /** What is shown, in its order; text as its block has it. */
  #shown: { part: Part; block?: TextBlock }[] = [];

  /** @param region holds the recorded parts */
  constructor(region: HTMLElement) {
    this.#region = region;
    this.#recorded = elementsOf(region);
    this.#published = JSON.parse(region.dataset.alt || "[]");
    region.setAttribute("role", "group");
    region.setAttribute("aria-label", WORDS.output.title);
    new ResizeObserver(() => this.#beReachable()).observe(region);
    region.addEventListener("widget-parts", ({ detail }) => this.add(detail));
  }

  /** Where the recorded output is from; empty without one. */
  get origin() {
    return (this.#recorded.length && this.#region.dataset.recorded) || "";
  }

  /** What a run has shown and is to be seen now. Of a flood, the middle is left out. */
  get shown(): Part[] {
    return this.#shown.map(({ part, block }) => (block ? { ...part, text: block.text } : part));
  }

  /**
   * A run begins: what is shown stays until something new arrives.
   * @param edited whether its code may draw something else
   */
  begin(edited: boolean) {
    this.#waits = false;
    this.#alts = edited ? [] : this.#published;
    this.#pictures = 0;
    this.#setStale(true);
  }

  /** What was to be predicted is shown. */
  uncover() {
    if (this.#cover) this.#cover.open = true;
  }

  /** Is it still to be predicted? */
  get isCovered() {
    return this.#cover?.open === false;
  }

  get #cover() {
    return this.#region.closest<HTMLDetailsElement>("details.prediction");
  }

  add(parts: Part[]) {
    for (const part of parts) {
      if (part.part === "comm") receiveMessage(part);
      else if (part.part === "clear") this.#clearOutput(part.wait);
      else {
        if (!part.update) this.#freshen();
        this.#addPart(part);
      }
    }
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** The cell waits for a line. */
  prompt(options: { secret: boolean; onLine: (line: string) => void }) {
    this.uncover();
    this.#freshen();
    this.#draw();
    const question = (this.#tail.at(-1) ?? this.#head.at(-1))?.text.split("\n").at(-1) ?? "";
    const input = inputLine({ ...options, question });
    this.#input = input;
    this.#removeOld();
    this.#region.append(input);
    input.scrollIntoView({ block: "nearest" });
    input.querySelector("input")?.focus({ preventScroll: true });
  }

  /** The run is over. @param replaced whether older output goes, even if the run has shown nothing */
  end(replaced: boolean) {
    this.#input?.remove();
    this.#waits = false; // no new output came
    if (replaced) this.#freshen();
    this.#setStale(false);
    this.#removeOld();
    this.#region.style.minHeight = "";
    this.#draw();
  }

  /** Show the recorded output again. */
  restore() {
    this.#clear();
    this.#removeOld();
    this.#region.append(...this.#recorded);
    this.#beReachable();
  }

  /** The cell clears its output. @param wait until there is new output */
  #clearOutput(wait?: boolean) {
    if (wait) {
      this.#waits = true;
      this.#removeOld();
      this.#region.style.minHeight = `${this.#region.offsetHeight}px`; // until the run ends: the page below stays put
    } else {
      this.#clear();
      this.#removeOld();
    }
    this.#pictures = 0;
  }

  #freshen() {
    if (this.#stale || this.#waits) this.#clear();
    this.#waits = false;
    this.#setStale(false);
  }

  /** The last node of what is new. */
  get #last() {
    return this.#old.length ? this.#old[0].previousSibling : this.#region.lastChild;
  }

  #setStale(stale: boolean) {
    this.#stale = stale;
    this.#region.toggleAttribute("data-stale", stale);
  }

  /** Begin anew. Old output stays for a moment: new parts replace it one by one. */
  #clear() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#head = [];
    this.#tail = [];
    this.#headSize = 0;
    this.#overflow = null;
    this.#shown = [];
    this.#removeOld();
    this.#old = elementsOf(this.#region);
    this.#sweep = setTimeout(() => this.#removeOld(), GRACE);
  }

  #removeOld() {
    clearTimeout(this.#sweep);
    for (const node of this.#old.splice(0)) node.remove();
  }

  #append(...nodes: HTMLElement[]) {
    const [old] = this.#old;
    if (old) old.before(...nodes);
    else this.#region.append(...nodes);
  }

  #addPart(part: Part) {
    if (part.update) this.#update(part);
    else if (isRich(part) || part.display) this.#addRich(part);
    else this.#addText(part, part.text);
    if (part.model) this.#append(modelButton({ shown: part.model }));
    if (part.part === "error" && part.picture) this.#append(misfit(part.picture));
  }

  #update(part: Part) {
    for (const one of this.#shown) if (one.part.display === part.display) one.part = { ...part, update: undefined };
    update(part);
  }

  #addRich(part: Part) {
    // what was recorded stays as it is, for Reset
    const takes = (node: HTMLElement) => node.dataset.part === part.part && !this.#recorded.includes(node);
    const index = this.#old.findIndex(takes);
    const [old] = index < 0 ? [] : this.#old.splice(index, 1);
    if (old) for (const passed of this.#old.splice(0, index)) passed.remove();
    const alt = part.part === "image" ? this.#alts[this.#pictures++] || part.alt : part.alt;
    this.#shown.push({ part: { ...part, alt } });
    const [node, ...more] = richNodes({ ...part, alt }, old);
    if (node === old) return old.after(...more);
    old?.remove();
    this.#append(node, ...more);
  }

  #addText(part: Part, text: string) {
    if (this.#overflow) {
      this.#write(this.#tail, part, text);
      this.#trimTail(this.#overflow);
      return;
    }
    const room = this.#head.length < HEAD.blocks ? HEAD.characters - this.#headSize : 0;
    const end = text.length <= room ? text.length : text.lastIndexOf("\n", room - 1) + 1 || room;
    this.#write(this.#head, part, text.slice(0, end));
    this.#headSize += end;
    if (end < text.length) {
      this.#overflow = new Overflow();
      this.#append(this.#overflow.node);
      this.#shown.push({ part: { part: "stdout", text: "…\n" } });
      this.#addText(part, text.slice(end));
    }
  }

  #write(blocks: TextBlock[], part: Part, text: string) {
    const { part: kind, ours } = part;
    if (!text) return;
    const last = blocks.at(-1);
    const continues = last?.kind === kind && ["stdout", "stderr"].includes(kind) && last.node === this.#last;
    const block = continues ? last : new TextBlock(kind);
    if (!continues) {
      block.node.toggleAttribute("data-ours", Boolean(ours));
      blocks.push(block);
      this.#shown.push({ part, block });
      this.#append(block.node);
    }
    block.append(text);
  }

  #trimTail(overflow: Overflow) {
    let size = this.#tail.reduce((sum, block) => sum + block.length, 0);
    while (
      this.#tail.length > TAIL.blocks ||
      (this.#tail.length > 1 && size - this.#tail[0].length > TAIL.characters)
    ) {
      const [block] = this.#tail.splice(0, 1);
      size -= block.length;
      overflow.keep(block.kind, block.text);
      block.node.remove();
      this.#shown = this.#shown.filter((one) => one.block !== block);
    }
    const [first] = this.#tail;
    if (size > 2 * TAIL.characters) overflow.keep(first.kind, first.shift(size - TAIL.characters));
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const region = this.#region;
    const atEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 40;
    for (const block of [...this.#head, ...this.#tail]) block.draw();
    this.#overflow?.draw();
    if (atEnd) region.scrollTop = region.scrollHeight;
    this.#beReachable();
  }

  /** What scrolls must be scrollable by keyboard. */
  #beReachable() {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = this.#region;
    if (scrollWidth > clientWidth || scrollHeight > clientHeight) this.#region.tabIndex = 0;
    else this.#region.removeAttribute("tabindex");
  }
}

const elementsOf = (region: HTMLElement) => [...region.children] as HTMLElement[];

/** `question`: the text before the field. */
type InputOptions = { question: string; secret: boolean; onLine: (line: string) => void };

/** The field in which a reader answers what a cell asks with `input()`. */
function inputLine({ question, secret, onLine }: InputOptions) {
  const form = text("form", "cell-input");
  const field = Object.assign(document.createElement("input"), {
    type: secret ? "password" : "text",
    autocomplete: secret ? "new-password" : "off",
    autocapitalize: "off",
    spellcheck: false,
    placeholder: WORDS.output.type_here,
  });
  field.setAttribute("aria-label", question.trim() || WORDS.output.input);
  const enter = Object.assign(text("button", "live-button"), { type: "submit", textContent: WORDS.output.enter });
  form.append(field, enter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.remove();
    onLine(field.value);
  });
  return form;
}
