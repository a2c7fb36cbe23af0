/** What the theme and the page put on the window. */

import type { Part } from "../messages.ts";
import type { Kernel } from "./kernel/kernel.ts";

declare global {
  /** The theme's side of the page: docs/course/theme/theme.js, or any_theme/any_theme.ts on other sites. */
  var siteTheme: {
    /** Classes that give an element outside the page's text the look of that text. */
    text: string;
    /** Is the page light or dark? A key of what was computed for it. */
    readonly scheme: string;
    /** Calls `show` for the page that is open, and for each that follows without a load. */
    onPage(show: () => void): void;
    /** Calls `changed` whenever the page turns light or dark; returns what ends this. */
    onScheme(changed: () => void): () => void;
  };
  /** The one Python of a tab. */
  var liveKernel: Kernel | undefined;
  interface WindowEventMap {
    /** A call was chosen in a picture: where the code is that made it. */
    "code-line": CustomEvent<{ cell: string; line: number | null; isShown?: boolean }>;
  }
  interface HTMLElementEventMap {
    /** A widget's callback has printed or shown something. */
    "widget-parts": CustomEvent<Part[]>;
    /** A widget has been changed by the reader, and Python knows it. */
    "widget-changed": CustomEvent;
  }
  /** What a frame's window has, too. */
  interface Window {
    readonly DOMParser: typeof DOMParser;
  }
  interface Navigator {
    /** Chromium only. */
    readonly connection?: { saveData: boolean; effectiveType: string };
  }
}
