/** Lets visited pages be read and run without a network: what service_worker.js keeps is decided here. */

import { config } from "../config.js";
import { address } from "../elements/address.ts";

/** What the service worker shall keep, and what works without a network then. */
type Wish = { type: "keep"; page: string; build: string; files: string[]; program: string; ofRuns: string[] };
export type Kept = { page: boolean; runs: boolean };

const WORKER = address(config.serviceWorker);

/** Milliseconds after which an answer is not waited for any more: browsers end a worker that takes as long. */
const PATIENCE = 300_000;
const NOTHING: Kept = { page: false, runs: false };

/** Once a visit, unless that fails. */
let registered: Promise<ServiceWorkerRegistration> | null = null;

async function register(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
  return navigator.serviceWorker.ready;
}

/**
 * Keep the page as it stands with everything it has loaded, and what runs have needed.
 * @param ofRuns addresses that Python has fetched
 * @returns what works without a network now
 */
export async function keepPage(ofRuns: Iterable<string>): Promise<Kept> {
  if (!config.offline || !navigator.serviceWorker) return NOTHING; // no secure context, or a private window
  const build = document.querySelector<HTMLMetaElement>('meta[name="site-build"]');
  const wish: Wish = {
    type: "keep",
    page: location.href.replace(/[?#].*$/, ""),
    build: build?.content ?? "",
    files: [...filesOfPage()],
    program: address(".."),
    ofRuns: [...ofRuns],
  };
  let timer: number | undefined;
  const silence = new Promise<never>((_, reject) => {
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

async function answerTo(wish: Wish): Promise<Kept> {
  registered ??= register();
  const { active } = await registered;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Kept>((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  (active as ServiceWorker).postMessage(wish, [port2]);
  return answer;
}

/** What the page has loaded or will when it is scrolled, and the program of its cells. */
function* filesOfPage() {
  for (const { name } of performance.getEntriesByType("resource")) yield name.replace(/[?#].*$/, "");
  const images = document.querySelectorAll<HTMLImageElement>("img[src]");
  for (const image of images) yield image.src;
  for (const path of [config.codemirror, ...config.program]) yield address(path);
}
