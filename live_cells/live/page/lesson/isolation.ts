/**
 * Where the host does not isolate pages, the service worker does (offline/service_worker.ts), from the first page on that
 * is loaded under it. A theme with instant navigation would never load one, so one navigation is made a load.
 */

import { config } from "../config.js";
import type { Kernel } from "../kernel/kernel.ts";

const KEY = "seqlite:loaded-to-isolate";

/** Make one navigation a load, while Python holds no variables. */
export function loadToIsolate(kernel: Kernel) {
  if (!config.isolates || globalThis.crossOriginIsolated) return;
  addEventListener(
    "click",
    ({ target, ctrlKey, metaKey, shiftKey, altKey }) => {
      if (ctrlKey || metaKey || shiftKey || altKey) return; // it opens elsewhere
      const link = target instanceof Element ? target.closest("a") : null;
      if (!link || !leadsToAnotherPage(link) || !navigator.serviceWorker?.controller) return;
      if (!kernel.isUnused || wasTried()) return;
      link.target = "_self"; // themes leave links with a target to the browser
    },
    true,
  );
}

function leadsToAnotherPage(link: HTMLAnchorElement) {
  const isPlain = !link.target && !link.hasAttribute("download");
  return isPlain && link.origin === location.origin && link.pathname !== location.pathname;
}

/** Once a visit: not every browser can be isolated in this way. Without storage, never. */
function wasTried() {
  try {
    const tried = sessionStorage.getItem(KEY) !== null;
    sessionStorage.setItem(KEY, "");
    return tried;
  } catch {
    return true;
  }
}
