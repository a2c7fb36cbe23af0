/** Keeps visited pages for reading and running without a network: the page chooses what the service worker caches. */

import { config } from "../config.js";
import { address } from "../elements/files.ts";
import { required, text } from "../elements/nodes.ts";
import type { Kernel } from "../kernel/kernel.ts";

/** What the service worker is to keep, and what works without a network then. */
type KeepRequest = { type: "keep"; page: string; build: string; files: string[]; program: string; ofRuns: string[] };
type Kept = { page: boolean; runs: boolean };

const WORKER = address(config.serviceWorker);

/** Milliseconds to wait for an answer: browsers end a worker that takes longer. */
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
async function keepPage(ofRuns: Iterable<string>): Promise<Kept> {
  if (!config.offline || !navigator.serviceWorker) return NOTHING; // no secure context, or a private window
  const build = document.querySelector<HTMLMetaElement>('meta[name="site-build"]');
  const request: KeepRequest = {
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
    return await Promise.race([answerTo(request), silence]);
  } catch (error) {
    console.warn(`No offline use: ${error}`);
    registered = null; // the next time may be better
    return NOTHING;
  } finally {
    clearTimeout(timer);
  }
}

async function answerTo(request: KeepRequest): Promise<Kept> {
  registered ??= register();
  const { active } = await registered;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<Kept>((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  required(active).postMessage(request, [port2]);
  return answer;
}

/** What the page has loaded or will when it is scrolled, and the program of its cells. */
function* filesOfPage() {
  for (const { name } of performance.getEntriesByType("resource")) yield name.replace(/[?#].*$/, "");
  const images = document.querySelectorAll<HTMLImageElement>("img[src]");
  for (const image of images) yield image.src;
  for (const path of [config.codemirror, ...config.program]) yield address(path);
}

const KEPT = {
  page: [WORDS.offline.page, WORDS.offline.page_title],
  runs: [WORDS.offline.runs, WORDS.offline.runs_title],
};

/** Milliseconds before a page is kept, so that a run at once after loading has the machine to itself. */
const CALM = 2000;
const IDLE = ["off", "ready"];

/** The label that says what works without a network; it asks the service worker to keep that when nothing else is busy. */
export class OfflineLabel {
  node = text("span", "live-offline");

  #kernel;
  #keptOfRuns = -1;
  #keeping = false;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.node.hidden = true;
  }

  /** Keep what has been fetched since the last time, when neither page nor Python is busy. */
  async refresh() {
    if (document.readyState !== "complete") return addEventListener("load", () => this.refresh(), { once: true });
    const { fetched } = this.#kernel;
    if (this.#keeping || !this.#isIdle || this.#keptOfRuns === fetched.size) return;
    this.#keeping = true;
    await new Promise((resolve) => setTimeout(resolve, CALM));
    await new Promise((resolve) => (globalThis.requestIdleCallback ?? setTimeout)(resolve));
    if (this.#isIdle) {
      this.#keptOfRuns = fetched.size;
      this.#show(await keepPage(fetched)); // which always has an answer, if a late one
    }
    this.#keeping = false;
    this.refresh();
  }

  get #isIdle() {
    return IDLE.includes(this.#kernel.state);
  }

  #show({ page, runs }: Kept) {
    document.documentElement.dataset.offline = page ? (runs ? "runs" : "page") : "nothing";
    this.node.hidden = !page;
    [this.node.textContent, this.node.title] = page && runs ? KEPT.runs : KEPT.page;
  }
}
