/** How long a slow cell takes on this device: what it took where it was measured, scaled by a yardstick. */

import { duration } from "../elements/toolbar.js";
import { fill } from "../../phrases.js";

const KEY = "seqlite:yardstick";

export class Estimates {
  #kernel;
  /** @type {number|null} */
  #here = null;
  #asked = false;

  /** @param {import("../kernel/kernel.js").Kernel} kernel */
  constructor(kernel) {
    this.#kernel = kernel;
    try {
      this.#here = Number(localStorage.getItem(KEY)) || null; // from an earlier visit
    } catch {
      // no storage: measured again at each visit
    }
  }

  /** Measure this device, once a visit, when Python has time. Resolves to true if that told something new. */
  async measure() {
    if (this.#asked || this.#kernel.state !== "ready") return false;
    this.#asked = true;
    const answer = await this.#kernel.ask("speed");
    this.#asked = answer !== null;
    if (!answer) return false;
    this.#here = answer.seconds;
    try {
      localStorage.setItem(KEY, String(answer.seconds));
    } catch {
      // kept for this visit
    }
    return true;
  }

  /**
   * In words, e.g. `about 12 s here`; empty where the cell is quick.
   * @param {{seconds?: string, yardstick?: string}} dataset what the cell took, and the yardstick there
   */
  text({ seconds, yardstick }) {
    if (!seconds) return "";
    if (!this.#here) return fill(WORDS.cell.about, { time: duration(Number(seconds), 0) });
    const here = (Number(seconds) * this.#here) / Number(yardstick);
    return fill(WORDS.cell.about_here, { time: duration(Math.max(1, here), 0) });
  }
}
