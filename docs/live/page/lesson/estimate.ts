/** How long a slow cell takes on this device: what it took where it was measured, scaled by a yardstick. */

import { fill } from "../../phrases.ts";
import { duration } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";

const KEY = "seqlite:yardstick";

export class Estimates {
  #kernel;
  #here: number | null = null;
  #asked = false;

  constructor(kernel: Kernel) {
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
   * In words, e.g. `about 12 s here`, for one cell or several; empty where they are quick.
   * @param datasets what a cell took, and the yardstick there
   */
  text(...datasets: { seconds?: string; yardstick?: string }[]) {
    const slow = datasets.filter(({ seconds }) => seconds);
    if (!slow.length) return "";
    const here = this.#here;
    const scaled = slow.map(({ seconds, yardstick }) => Number(seconds) * (here ? here / Number(yardstick) : 1));
    const time = duration(
      Math.max(
        1,
        scaled.reduce((sum, one) => sum + one),
      ),
      0,
    );
    return fill(here ? WORDS.cell.about_here : WORDS.cell.about, { time });
  }
}
