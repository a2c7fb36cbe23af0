/** When the browser has time. */

/** Milliseconds after which what waits is done anyway. */
const LATEST = 500;
/** WebKit does not say when it is idle. */
const SOON = 20;

export const idle = () =>
  new Promise<void>((go) => {
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => go(), { timeout: LATEST });
    else setTimeout(go, SOON);
  });
