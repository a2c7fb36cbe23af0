/** A slider for the number that is chosen, where it may be changed. */

import { text } from "../elements/nodes.ts";
import { shown } from "./printed.ts";

/** Steps of a slider: hundredths, and round ones where the way is long. */
function stepOf(reach: number) {
  const least = reach / 500;
  const power = 10 ** Math.floor(Math.log10(least));
  return Math.max(0.01, power * ([1, 2, 5].find((one) => one * power >= least) ?? 10));
}

export class Slider {
  node = text("label", "picture-slider", WORDS.pictures.to_value);
  #input = Object.assign(document.createElement("input"), { type: "range" });

  /** @param onMove gets the new value */
  constructor(onMove: (value: number) => void) {
    this.node.append(this.#input);
    this.#input.addEventListener("input", () => onMove(Number(this.#input.value)));
  }

  /**
   * @param value undefined: it may not be changed
   * @param reach how far from zero it goes, where another number is chosen now
   */
  show(value: number | undefined, reach?: number) {
    this.node.hidden = value === undefined;
    if (value === undefined) return;
    if (reach) Object.assign(this.#input, { min: String(-reach), max: String(reach), step: String(stepOf(reach)) });
    this.#input.value = String(value);
    this.#input.setAttribute("aria-valuetext", shown(value));
  }
}
