/** Has the browser fetch, when it is idle, what the page's other cells will use. */

import { config } from "../config.js";
import { address } from "../elements/address.js";

/**
 * Begin after the first run. Returns the function that ends this.
 * @param {import("./lesson.js").Lesson} lesson @returns {() => void}
 */
export function fetchAhead({ kernel, cells }) {
  if (navigator.connection?.saveData) return () => {};
  const used = config.packages.filter(({ name }) => cells.some((cell) => cell.source.includes(name)));
  return kernel.watch(() => {
    if (kernel.state !== "ready" || !cells.some((cell) => cell.hasRun)) return;
    for (const { url } of used.splice(0)) intoCache(address(url));
  });
}

/** Fetch a file for later; a link would do, were it not unknown to WebKit. @param {string} url */
async function intoCache(url) {
  try {
    await (await fetch(url, { priority: "low" })).arrayBuffer();
  } catch {
    // whoever needs it fetches it again, and tells
  }
}
