/** Below a graph: how what is chosen comes about, and a slider for a leaf that may be moved. */

import { text } from "../elements/nodes.ts";
import { Slider } from "./slider.ts";

type Shown = { title: string; lines: string[]; reason?: string; value?: number; reach?: number };

export class GraphPanel {
  node = text("div", "picture-panel");
  #title = text("p", "picture-name");
  #lines = text("div", "picture-formulas");
  #reason = text("p", "graph-reason");
  #slider: Slider;

  constructor(onMove: (value: number) => void) {
    this.#slider = new Slider(onMove);
    const words = text("div", "picture-words");
    words.append(this.#title, this.#lines, this.#reason, this.#slider.node);
    this.node.append(words);
  }

  /** @param value of a leaf that may be moved @param reach how far, where it is chosen only now */
  show({ title, lines, reason = "", value, reach }: Shown, isHint: boolean) {
    this.#title.textContent = title;
    this.#title.toggleAttribute("data-hint", isHint);
    this.#lines.replaceChildren(...lines.map((line) => text("p", "picture-formula", line)));
    this.#reason.textContent = reason;
    this.#reason.hidden = !reason;
    this.#slider.show(value, reach);
  }
}
