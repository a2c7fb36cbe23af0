/**
 * Files that must be here whole before anything is done with them: compared with what the build wrote down of them, and
 * fetched once more, past every cache, if they came damaged.
 */

import { fill } from "../phrases.js";

/**
 * @typedef {import("../messages.js").Download} Download
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 */

/** As they are before any cell runs, and some cells put something else in their place. */
const { fetch, XMLHttpRequest } = globalThis;

/** How each attempt to fetch a file asks for it. @type {RequestCache[]} */
const ATTEMPTS = ["default", "reload"];

/**
 * @param {Download} download
 * @param {{signal?: AbortSignal, tell?: (loaded: number) => void}} options `tell` is called as bytes arrive
 * @returns {Promise<Bytes>}
 */
export async function fetchWhole(download, { signal, tell = () => {} } = {}) {
  let bytes = new Uint8Array();
  for (const cache of ATTEMPTS) {
    bytes = await attempt(download, { signal, cache }, tell);
    if (await isWhole(bytes, download)) return bytes;
  }
  throw damaged(download, bytes);
}

/**
 * The same without returning before it is here: for an `import` that waits for it. Nothing can be heard meanwhile, so
 * `tell` is called before it and after it.
 * @param {Download} download @param {(loaded: number) => void} tell
 */
export function fetchWholeNow(download, tell) {
  let bytes = new Uint8Array();
  tell(0);
  try {
    for (const cache of ATTEMPTS) {
      bytes = attemptNow(download, cache);
      if (bytes.length === download.bytes) return bytes; // a hash would have to be waited for
    }
  } finally {
    tell(download.bytes);
  }
  throw damaged(download, bytes);
}

/** What brings something: once, however often it is asked to, and again if that failed. @param {() => Promise<void>} bring */
export function once(bring) {
  /** @type {Promise<void>|null} */
  let coming = null;
  return () => {
    coming ??= bring().catch((error) => {
      coming = null;
      throw error;
    });
    return coming;
  };
}

/** @param {Response} response @returns {Response} it, if it is one with content */
export function checked(response) {
  if (response.status === 200) return response;
  throw refused(new URL(response.url).pathname, response.status);
}

/** @param {Download} download @param {RequestInit} options @param {(loaded: number) => void} tell */
async function attempt({ name, url, bytes }, options, tell) {
  let loaded = 0;
  tell(0);
  try {
    const response = checked(await fetch(url, options));
    return await contentOf(response, (count) => {
      loaded += count;
      tell(Math.min(loaded, bytes));
    });
  } catch (error) {
    if (error instanceof TypeError) throw unreachable(name); // as fetch says that there is no network
    throw error;
  }
}

/** @param {Download} download @param {RequestCache} cache @returns {Bytes} */
function attemptNow({ name, url }, cache) {
  const request = new XMLHttpRequest();
  request.open("GET", url, false);
  if (cache === "reload") request.setRequestHeader("Cache-Control", "no-cache");
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch {
    throw unreachable(name);
  }
  if (request.status !== 200) throw refused(name, request.status);
  return new Uint8Array(request.response);
}

/** @param {Bytes} content @param {Download} download */
async function isWhole(content, { bytes, sha256 }) {
  if (content.length !== bytes) return false;
  if (!crypto.subtle) return true; // no secure context: the length has to do
  const digest = await crypto.subtle.digest("SHA-256", content);
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === sha256;
}

/**
 * @param {Response} response @param {(count: number) => void} count called with the number of bytes that have come
 * @returns {Promise<Bytes>}
 */
export async function contentOf(response, count) {
  /** @type {Bytes[]} */
  const parts = [];
  let length = 0;
  await eachPart(response, (part) => {
    parts.push(part);
    length += part.length;
    count(part.length);
  });
  const content = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}

/** Read a response to its end. @param {Response} response @param {(part: Bytes) => void} take called with each part */
export async function eachPart(response, take) {
  const reader = /** @type {ReadableStream<Bytes>} */ (response.body).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
}

/** @param {string} name @param {number} status */
const refused = (name, status) => new Error(fill(WORDS.fetching.refused, { name, status }));
/** @param {string} name */
const unreachable = (name) => new Error(fill(WORDS.fetching.unreachable, { name }));
/** @param {Download} download @param {Bytes} bytes of it that came */
const damaged = ({ name, bytes }, { length }) => new Error(fill(WORDS.fetching.damaged, { name, length, bytes }));
