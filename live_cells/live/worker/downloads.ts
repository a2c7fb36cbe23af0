/**
 * Files that must be here whole before anything is done with them: compared with what the build wrote down of them, and
 * fetched once more, past every cache, if they are damaged.
 */

import type { Download } from "../messages.ts";
import { fill } from "../phrases.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** As they are before any cell runs, and some cells put something else in their place. */
const { fetch, XMLHttpRequest } = globalThis;

/** The cache mode of each attempt. */
const ATTEMPTS: RequestCache[] = ["default", "reload"];

/** Does running code wait for a fetch? */
let isAwaited = false;

/**
 * Postpones finalizers while running code waits for a synchronous fetch. WebKit calls them during one, and Python cannot
 * release objects amid the C function that reads the file.
 */
export class DeferringRegistry<Held> extends FinalizationRegistry<Held> {
  constructor(release: (held: Held) => void) {
    const releaseLater = (held: Held) => {
      if (isAwaited) setTimeout(releaseLater, 0, held);
      else release(held);
    };
    super(releaseLater);
  }
}

/** @param options `onProgress` is called as bytes arrive */
export async function fetchVerified(
  download: Download,
  { signal, onProgress = () => {} }: { signal?: AbortSignal; onProgress?: (loaded: number) => void } = {},
): Promise<Bytes> {
  let bytes = new Uint8Array();
  for (const cache of ATTEMPTS) {
    bytes = await attempt(download, { signal, cache }, onProgress);
    if (await isWhole(bytes, download)) return bytes;
  }
  throw damaged(download, bytes);
}

/**
 * The same, synchronously: for an `import` that waits for it. No event arrives meanwhile, so `onProgress` is called before
 * it and after it.
 */
export function fetchSync(download: Download, onProgress: (loaded: number) => void) {
  let bytes = new Uint8Array();
  onProgress(0);
  isAwaited = true;
  try {
    for (const cache of ATTEMPTS) {
      bytes = attemptSync(download, cache);
      if (bytes.length === download.bytes) return bytes; // a hash would have to be waited for
    }
  } finally {
    isAwaited = false;
    onProgress(download.bytes);
  }
  throw damaged(download, bytes);
}

/** Calls a function once, however often the result is asked for, and again if that failed. */
export function once<Result>(load: () => Promise<Result>) {
  let coming: Promise<Result> | null = null;
  return () => {
    coming ??= load().catch((error) => {
      coming = null;
      throw error;
    });
    return coming;
  };
}

/** @returns the response, if it has content @throws otherwise */
export function checked(response: Response): Response {
  if (response.status === 200) return response;
  throw refused(new URL(response.url).pathname, response.status);
}

async function attempt({ name, url, bytes }: Download, options: RequestInit, onProgress: (loaded: number) => void) {
  let loaded = 0;
  onProgress(0);
  try {
    const response = checked(await fetch(url, options));
    return await contentOf(response, (count) => {
      loaded += count;
      onProgress(Math.min(loaded, bytes));
    });
  } catch (error) {
    if (error instanceof TypeError) throw unreachable(name); // as fetch says that there is no network
    throw error;
  }
}

function attemptSync({ name, url }: Download, cache: RequestCache): Bytes {
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

async function isWhole(content: Bytes, { bytes, sha256 }: Download) {
  if (content.length !== bytes) return false;
  if (!crypto.subtle) return true; // no secure context: the length has to do
  const digest = await crypto.subtle.digest("SHA-256", content);
  return btoa(String.fromCharCode(...new Uint8Array(digest))) === sha256;
}

/** @param count called with the number of bytes of each piece */
export async function contentOf(response: Response, count: (count: number) => void): Promise<Bytes> {
  const parts: Bytes[] = [];
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

/** Read a response to its end. @param take called with each part */
export async function eachPart(response: Response, take: (part: Bytes) => void) {
  const reader = (response.body as ReadableStream<Bytes>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
}

const refused = (name: string, status: number) => new Error(fill(WORDS.fetching.refused, { name, status }));
const unreachable = (name: string) => new Error(fill(WORDS.fetching.unreachable, { name }));
/** @param length how many bytes of it arrived */
const damaged = ({ name, bytes }: Download, { length }: Bytes) =>
  new Error(fill(WORDS.fetching.damaged, { name, length, bytes }));
