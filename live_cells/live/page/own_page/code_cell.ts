/** A cell of code of a page of one's own: the same live cell as in a lesson, on an element made here. */

import { LiveCell } from "../cell/cell.ts";
import { text } from "../elements/nodes.ts";
import type { KeptEdits } from "../editor/edits.ts";
import type { Lesson } from "../lesson/lesson.ts";
import { richNodes } from "../output/rich_parts.ts";
import type { OwnCell } from "./notebook_file.ts";
import { partOf } from "./saved_outputs.ts";

/** Keeps what is written by telling the page, which keeps all its cells at once. */
export class OwnEdits implements KeptEdits {
  readonly isPublished = false;
  readonly aside = null;
  readonly outdated = null;
  #keep;
  #current;

  constructor(source: string, keep: (source: string) => boolean) {
    this.#current = source;
    this.#keep = keep;
  }

  get current() {
    return this.#current;
  }

  keep(source: string) {
    this.#current = source;
    return this.#keep(source);
  }

  putAside = () => true;
  watch = () => () => {};
  forget() {}
  forgetOutdated() {}
  adopt = () => false;
}

/** The element of a cell, as the build writes it for lessons. */
export function cellElement({ id, source, outputs = [] }: OwnCell): HTMLElement {
  const element = text("div", "cell");
  Object.assign(element.dataset, { cell: id, state: "idle", tags: "" });
  element.id = `cell-${id}`;
  const highlight = document.createElement("div");
  highlight.className = "language-python highlight no-copy";
  const code = document.createElement("code");
  code.className = "nohighlight";
  code.textContent = `${source}\n`;
  const pre = document.createElement("pre");
  pre.append(code);
  highlight.append(pre);
  const region = document.createElement("div");
  region.className = "cell-output";
  region.dataset.output = "";
  if (outputs.length) region.dataset.recorded = WORDS.own_page.from_before;
  region.append(...outputs.flatMap((output) => richNodes(partOf(output))));
  element.append(highlight, region);
  return element;
}

export const liveCell = (element: HTMLElement, lesson: Lesson, number: number) => new LiveCell(element, lesson, number);
