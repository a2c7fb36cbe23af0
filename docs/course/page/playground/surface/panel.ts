/** The panel of the loss surface, whose scripts are fetched when it is first seen. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import type { Surface, SurfaceRun, SurfaceStage } from "./surface.ts";

export class SurfacePanel {
  node = text("div", "pg-surface");
  #surface: Surface | null = null;
  #observer;

  constructor(run: SurfaceRun, stage: SurfaceStage) {
    this.#observer = new IntersectionObserver(async (entries) => {
      const isSeen = entries.some((entry) => entry.isIntersecting);
      if (isSeen && !this.#surface) {
        const { Surface } = await import("./surface.ts");
        this.#surface ??= new Surface(this.node, run, stage);
      }
      if (this.#surface) this.#surface.isSeen = isSeen;
    });
    this.#observer.observe(this.node);
  }

  /** The run has changed, or what is looked at of it. */
  refresh() {
    this.#surface?.refresh();
  }

  leave() {
    this.#observer.disconnect();
    this.#surface?.leave();
  }
}
