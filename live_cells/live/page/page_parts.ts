/** What a site adds to its pages: its own start names each part here, then imports page.ts. */

import type { LiveCell } from "./cell/cell.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** The page that a part is on. */
export interface OpenPage {
  kernel: Kernel;
  cells: LiveCell[];
  /** Start Python when this seems about to be pressed. */
  startOnIntent(node: HTMLElement): void;
  /** Makes a region for screen readers; what it returns announces words there. */
  announcer(place: HTMLElement): (words: string) => void;
}

export interface PagePart {
  /** What a page has that has this part. */
  selector: string;
  /** Loads the part's script. @returns what mounts the part, and returns what unmounts it */
  load(): Promise<(place: HTMLElement, page: OpenPage) => () => void>;
  /** Shown where its scripts cannot be loaded. */
  sorry: string;
}

export const pageParts: PagePart[] = [];
