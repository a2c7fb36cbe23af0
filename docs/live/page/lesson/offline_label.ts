/** Says what of the page works without a network, and has it kept as soon as it can be. */

import { text } from "../elements/toolbar.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { keepPage, type Kept } from "./keep_page.ts";

const KEPT = {
  page: [WORDS.offline.page, WORDS.offline.page_title],
  runs: [WORDS.offline.runs, WORDS.offline.runs_title],
};

/** Milliseconds before a page is kept: a reader who comes and runs something at once has the machine to herself. */
const CALM = 2000;
const IDLE = ["off", "ready"];

export class OfflineLabel {
  node = text("span", "live-offline");

  #kernel;
  #keptOfRuns = -1;
  #keeping = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.node.hidden = true;
  }

  /** Keep what has come since the last time, when neither page nor Python is busy. */
  async refresh() {
    if (document.readyState !== "complete") return addEventListener("load", () => this.refresh(), { once: true });
    const { fetched } = this.#kernel;
    if (this.#keeping || !this.#isIdle || this.#keptOfRuns === fetched.size) return;
    this.#keeping = true;
    await new Promise((resolve) => setTimeout(resolve, CALM));
    await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    if (this.#isIdle) {
      this.#keptOfRuns = fetched.size;
      this.#show(await keepPage(fetched)); // which always has an answer, if a late one
    }
    this.#keeping = false;
    this.refresh();
  }

  get #isIdle() {
    return IDLE.includes(this.#kernel.state);
  }

  #show({ page, runs }: Kept) {
    document.documentElement.dataset.offline = page ? (runs ? "runs" : "page") : "nothing";
    this.node.hidden = !page;
    [this.node.textContent, this.node.title] = page && runs ? KEPT.runs : KEPT.page;
  }
}
