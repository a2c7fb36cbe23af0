/** Lets visited pages be read and run without a network: what service_worker.js keeps is decided here. */

import { config } from "../config.js";
import { address } from "../elements/address.js";

/**
 * What the service worker shall keep, and what works without a network then.
 * @typedef {{type: "keep", page: string, build: string, files: string[], program: string, ofRuns: string[]}} Wish
 * @typedef {{page: boolean, runs: boolean}} Kept
 */

const WORKER = address(config.serviceWorker);

/** Milliseconds after which an answer is not waited for any more: browsers end a worker that takes as long. */
const PATIENCE = 300_000;
/** @type {Kept} */
const NOTHING = { page: false, runs: false };

/** Once a visit, unless that fails. @type {Promise<ServiceWorkerRegistration>|null} */
let registered = null;

/** @returns {Promise<ServiceWorkerRegistration>} */
async function register() {
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
  return navigator.serviceWorker.ready;
}

/**
 * Keep the page as it stands with everything it has loaded, and what runs have needed.
 * @param {Iterable<string>} ofRuns addresses that Python has fetched
 * @returns {Promise<Kept>} what works without a network now
 */
export async function keepPage(ofRuns) {
  if (!config.offline || !navigator.serviceWorker) return NOTHING; // no secure context, or a private window
  /** @type {HTMLMetaElement|null} */
  const build = document.querySelector('meta[name="site-build"]');
  /** @type {Wish} */
  const wish = {
    type: "keep",
    page: location.href.replace(/[?#].*$/, ""),
    build: build?.content ?? "",
    files: [...filesOfPage()],
    program: address(".."),
    ofRuns: [...ofRuns],
  };
  let timer;
  /** @type {Promise<never>} */
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the service worker does not answer")), PATIENCE);
  });
  try {
    return await Promise.race([answerTo(wish), silence]);
  } catch (error) {
    console.warn(`No offline use: ${error}`);
    registered = null; // the next time may be better
    return NOTHING;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {Wish} wish @returns {Promise<Kept>} */
async function answerTo(wish) {
  registered ??= register();
  const { active } = await registered;
  const { port1, port2 } = new MessageChannel();
  /** @type {Promise<Kept>} */
  const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  /** @type {ServiceWorker} */ (active).postMessage(wish, [port2]);
  return answer;
}

/** What the page has loaded or will when it is scrolled, and the program of its cells. */
function* filesOfPage() {
  for (const { name } of performance.getEntriesByType("resource")) yield name.replace(/[?#].*$/, "");
  /** @type {NodeListOf<HTMLImageElement>} */
  const images = document.querySelectorAll("img[src]");
  for (const image of images) yield image.src;
  for (const path of [config.codemirror, ...config.program]) yield address(path);
}
