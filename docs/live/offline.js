/** Lets visited pages be read and run without a network: what service_worker.js keeps is decided here. */

import { config } from "./config.js";

const WORKER = new URL(config.serviceWorker, import.meta.url).href;

/** @type {Promise<ServiceWorkerRegistration|null>} */
let registered;

/** Register the service worker, once; null where there can be none. */
function register() {
  return (registered ??= (async () => {
    if (!navigator.serviceWorker) return null; // no secure context, or a private window
    try {
      const options = { updateViaCache: "none" };
      await navigator.serviceWorker.register(WORKER, options);
      return await navigator.serviceWorker.ready;
    } catch (error) {
      console.warn(`No offline use: ${error}`);
      return null;
    }
  })());
}

/**
 * Keep the page as it stands with everything it has loaded, and what runs have needed.
 * @param {Iterable<string>} ofRuns addresses that Python has fetched
 * @returns {Promise<{page: boolean, runs: boolean}>} what works without a network now
 */
export async function keepPage(ofRuns) {
  const nothing = { page: false, runs: false };
  const registration = config.offline ? await register() : null;
  if (!registration?.active) return nothing;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  const wish = {
    type: "keep",
    page: location.href.replace(/[?#].*$/, ""),
    build: document.querySelector('meta[name="site-build"]')?.content ?? "",
    files: [...filesOfPage()],
    program: new URL(".", import.meta.url).href,
    ofRuns: [...ofRuns],
  };
  registration.active.postMessage(wish, [port2]);
  return answer;
}

/** What the page has loaded or will when it is scrolled, and the program of its cells. */
function* filesOfPage() {
  for (const { name } of performance.getEntriesByType("resource")) yield name.replace(/[?#].*$/, "");
  for (const image of document.querySelectorAll("img[src]")) yield image.src;
  for (const path of [config.codemirror, ...config.program]) yield new URL(path, import.meta.url).href;
}
