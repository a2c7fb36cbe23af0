/**
 * A cell's output: typed parts in, nodes out. Text is shown as text; HTML only where a part says it is HTML,
 * and then in a frame. Of a flood, the page shows the beginning and
 * the end.
 */

import { Aside } from "./aside.js";
import { picture } from "./picture.js";
import { htmlFrame } from "./html_frame.js";
import { inputLine } from "./input_line.js";
import { TextBlock } from "./text_block.js";

const HEAD = { characters: 100_000, blocks: 200 };
const TAIL = { characters: 50_000, blocks: 40 };

export class Output {
  #region;
  #recorded;
  #stale = false;
  #head = [];
  #tail = [];
  #headSize = 0;
  #aside = null;
  #frame = 0;
  #input = null;
  #alts = [];
  #published = [];

  /** @param {HTMLElement} region holds the recorded parts */
  constructor(region) {
    this.#region = region;
    this.#recorded = [...region.children];
    this.#published = JSON.parse(region.dataset.alt || "[]");
    region.setAttribute("role", "group");
    region.setAttribute("aria-label", "Output");
    new ResizeObserver(() => this.#beReachable()).observe(region);
  }

  /** Where the output that the page came with is from; empty without one. */
  get origin() {
    if (!this.#recorded.length) return "";
    const { recorded } = this.#region.dataset;
    return recorded ? `${recorded}, recorded` : "Recorded output";
  }

  /** What has been printed, as far as it is shown. */
  get printed() {
    const printed = this.#region.querySelectorAll('[data-part="stdout"]');
    return [...printed].map((node) => node.textContent).join("");
  }

  /** A run begins: what is shown stays until something new arrives. `edited` code may draw something else. */
  begin(edited) {
    this.#alts = edited ? [] : [...this.#published];
    this.#setStale(true);
  }

  /** @param {import("../../messages.js").Part[]} parts */
  add(parts) {
    this.#freshen();
    for (const part of parts) this.#addPart(part);
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** The cell waits for a line. @param {{secret: boolean, onLine: (line: string) => void}} options */
  prompt(options) {
    this.#freshen();
    this.#draw();
    const question = (this.#tail.at(-1) ?? this.#head.at(-1))?.text.split("\n").at(-1) ?? "";
    this.#input = inputLine({ ...options, question });
    this.#region.append(this.#input);
    this.#input.scrollIntoView({ block: "nearest" });
    this.#input.querySelector("input").focus({ preventScroll: true });
  }

  /**
   * The run is over. `replaced`: what was shown before it does not belong here any more, even if nothing
   * came.
   */
  end(replaced) {
    this.#input?.remove();
    if (replaced) this.#freshen();
    this.#setStale(false);
    this.#draw();
  }

  /** Show again what the page came with. */
  restore() {
    this.#clear();
    this.#region.append(...this.#recorded);
    this.#beReachable();
  }

  #freshen() {
    if (this.#stale) this.#clear();
    this.#setStale(false);
  }

  #setStale(stale) {
    this.#stale = stale;
    this.#region.toggleAttribute("data-stale", stale);
  }

  #clear() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#head = [];
    this.#tail = [];
    this.#headSize = 0;
    this.#aside = null;
    this.#region.replaceChildren();
  }

  #addPart(part) {
    if (part.part === "image") this.#region.append(picture({ ...part, alt: this.#alts.shift() || part.alt }));
    else if (part.part === "html") this.#region.append(...htmlFrame(part.text, part.plain || "Output"));
    else this.#addText(part, part.text);
  }

  #addText(part, text) {
    if (this.#aside) {
      this.#write(this.#tail, part, text);
      this.#trimTail();
      return;
    }
    const room = this.#head.length < HEAD.blocks ? HEAD.characters - this.#headSize : 0;
    const end = text.length <= room ? text.length : text.lastIndexOf("\n", room - 1) + 1 || room;
    this.#write(this.#head, part, text.slice(0, end));
    this.#headSize += end;
    if (end < text.length) {
      this.#aside = new Aside();
      this.#region.append(this.#aside.node);
      this.#addText(part, text.slice(end));
    }
  }

  #write(blocks, { part: kind, ours }, text) {
    if (!text) return;
    let block = blocks.at(-1);
    const continues = block?.kind === kind && ["stdout", "stderr"].includes(kind) && !block.node.nextSibling;
    if (!continues) {
      block = new TextBlock(kind);
      block.node.toggleAttribute("data-ours", Boolean(ours));
      blocks.push(block);
      this.#region.append(block.node);
    }
    block.append(text);
  }

  #trimTail() {
    let size = this.#tail.reduce((sum, block) => sum + block.length, 0);
    while (
      this.#tail.length > TAIL.blocks ||
      (this.#tail.length > 1 && size - this.#tail[0].length > TAIL.characters)
    ) {
      const block = this.#tail.shift();
      size -= block.length;
      this.#aside.keep(block.kind, block.text);
      block.node.remove();
    }
    const [first] = this.#tail;
    if (size > 2 * TAIL.characters) this.#aside.keep(first.kind, first.shift(size - TAIL.characters));
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const region = this.#region;
    const atEnd = region.scrollHeight - region.scrollTop - region.clientHeight < 40;
    for (const block of [...this.#head, ...this.#tail]) block.draw();
    this.#aside?.draw();
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
