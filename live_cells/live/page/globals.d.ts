/** What the theme and the page put on the window. */

import type { Kernel } from "./kernel/kernel.ts";

declare global {
  /** What the site knows of its theme. */
  var siteTheme: typeof import("../../theme/theme.js").siteTheme;
  /** The one Python of a tab. */
  var liveKernel: Kernel | undefined;
  /** What a frame's window has, too. */
  interface Window {
    readonly DOMParser: typeof DOMParser;
  }
  interface Navigator {
    /** Chromium only. */
    readonly connection?: { saveData: boolean; effectiveType: string };
  }
}
