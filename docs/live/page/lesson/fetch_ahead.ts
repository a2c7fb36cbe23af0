/** Has the browser fetch, when it is idle, what the page's other cells will use. */

import { config } from "../config.js";
import { address } from "../elements/address.ts";
import type { Lesson } from "./lesson.ts";

/**
 * Begin after the first run, and make way while a run waits for something else. Returns the function that ends this.
 */
export function fetchAhead({ kernel, cells }: Lesson): () => void {
  if (navigator.connection?.saveData) return () => {};
  const used = config.packages.filter(({ name }) => cells.some((cell) => cell.source.includes(name)));
  let coming: AbortController | null = null;
  const look = async () => {
    const { state, progress } = kernel;
    if (progress && progress.name !== used[0]?.name) coming?.abort();
    if (coming || !used.length || state !== "ready" || !cells.some((cell) => cell.hasRun)) return;
    coming = new AbortController();
    const { signal } = coming;
    await intoCache(address(used[0].url), signal);
    if (!signal.aborted) used.shift();
    coming = null;
    look();
  };
  const end = kernel.watch(look);
  return () => {
    end();
    used.splice(1); // no more after the one that is on its way
  };
}

/** Fetch a file for later; a link would do, were it not unknown to WebKit. */
async function intoCache(url: string, signal: AbortSignal) {
  try {
    await (await fetch(url, { priority: "low", signal })).arrayBuffer();
  } catch {
    // whoever needs it fetches it again, and tells
  }
}
