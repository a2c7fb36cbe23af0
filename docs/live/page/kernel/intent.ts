/** Starts Python when someone seems about to run something and the connection is good. */

import type { Kernel } from "./kernel.ts";

/** How long a pointer rests on a button before that counts as the wish to run. */
const INTENT = 150;

/** @param node a button that runs something */
export function startOnIntent(kernel: Kernel, node: HTMLElement) {
  let timer: number | undefined;
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {}; // only Chromium can tell
  if (saveData || effectiveType !== "4g") return;
  const wait = () => (timer = setTimeout(() => kernel.start(), INTENT));
  const forget = () => clearTimeout(timer);
  node.addEventListener("pointerenter", wait);
  node.addEventListener("pointerleave", forget);
  node.addEventListener("focus", () => node.matches(":focus-visible") && wait());
  node.addEventListener("blur", forget);
}
