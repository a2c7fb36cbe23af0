/** What the theme and the page put on the window. */

import type { Kernel } from "./kernel/kernel.js";

declare global {
  /** The theme's stream of documents: the first page, and each after an instant navigation. */
  var document$: { subscribe(listener: () => void): void } | undefined;
  /** The one Python of a tab. */
  var liveKernel: Kernel | undefined;
  interface Navigator {
    /** Chromium only. */
    readonly connection?: { saveData: boolean; effectiveType: string };
  }
}
