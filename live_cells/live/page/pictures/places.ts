/** A grid in which one number is chosen: by pointer, or by arrow keys as with a slider. */

import type { Pair } from "./sliding.ts";
import type { Grid } from "./grid.ts";
import { keyHelp } from "./caption.ts";

type Doing = {
  /** Rows and columns; null where there is nothing to choose. */
  size: () => Pair | null;
  at: () => Pair;
  /** The mouse is over it; null: no longer. */
  onPoint: (at: Pair | null) => void;
  onPin: (at: Pair) => void;
};

export class Places {
  #drawing;
  #doing;

  /**
   * @param name what is chosen
   * @param keys what they do, in a sentence
   */
  constructor(grid: Grid, name: string, keys: string, doing: Doing) {
    const { drawing } = grid;
    this.#drawing = drawing;
    this.#doing = doing;
    grid.node.append(keyHelp(drawing, keys));
    const about = { role: "slider", tabindex: "0", "aria-label": name };
    for (const [attribute, value] of Object.entries(about)) drawing.setAttribute(attribute, value);
    drawing.classList.add("picture-places");
    const there = (event: MouseEvent): Pair => {
      const [row, column] = grid.placeOf(event);
      return this.within([Math.floor(row), Math.floor(column)]);
    };
    drawing.addEventListener("pointermove", (event) => event.pointerType === "mouse" && doing.onPoint(there(event)));
    drawing.addEventListener("pointerleave", () => doing.onPoint(null));
    drawing.addEventListener("click", (event) => doing.onPin(there(event)));
    drawing.addEventListener("keydown", (event) => this.#onKey(event));
  }

  within([row, column]: Pair): Pair {
    const [rows, columns] = this.#doing.size() ?? [1, 1];
    return [Math.min(Math.max(row, 0), rows - 1), Math.min(Math.max(column, 0), columns - 1)];
  }

  #onKey(event: KeyboardEvent) {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const size = this.#doing.size();
    if (ctrlKey || altKey || metaKey || shiftKey || !size) return;
    const [row, column] = this.#doing.at();
    const ways: Record<string, Pair> = {
      ...{ ArrowUp: [row - 1, column], ArrowDown: [row + 1, column] },
      ...{ ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1] },
      ...{ Home: [0, 0], End: size },
    };
    if (!Object.hasOwn(ways, key)) return;
    event.preventDefault();
    this.#doing.onPin(this.within(ways[key]));
  }

  /** @param words what is there */
  say([row, column]: Pair, words: string) {
    const [rows, columns] = this.#doing.size() ?? [1, 1];
    this.#drawing.setAttribute("aria-valuemin", "0");
    this.#drawing.setAttribute("aria-valuemax", String(rows * columns - 1));
    this.#drawing.setAttribute("aria-valuenow", String(row * columns + column));
    this.#drawing.setAttribute("aria-valuetext", words);
  }
}
