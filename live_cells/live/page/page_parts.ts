/** What a site adds to its pages: its own start names each part here, then imports page.ts. */

import type { LiveCell } from "./cell/cell.ts";
import type { Kernel } from "./kernel/kernel.ts";

/** The page on which a part stands. */
export interface OpenPage {
  kernel: Kernel;
  cells: LiveCell[];
  /** Start Python when someone seems about to press this. */
  startOnIntent(node: HTMLElement): void;
  /** Makes a place for what only screen readers hear; what it returns says something there. */
  announcer(place: HTMLElement): (words: string) => void;
}

export interface PagePart {
  /** What a page has that has this part. */
  selector: string;
  /** Comes when a page has it. @returns what mounts the part, which returns what ends it */
  load(): Promise<(place: HTMLElement, page: OpenPage) => () => void>;
  /** Said where its scripts do not come. */
  sorry: string;
}

export const pageParts: PagePart[] = [];
