/**
 * Removes all of the browser that code in cells must not reach, since it may be a stranger's code: storage, messages to
 * other pages, workers, the site's service worker. The worker's Content Security Policy (workers.ts) forbids requests to
 * other hosts; this removes what no policy covers. The worker's own scripts take what they need while they load.
 */

import { fill } from "../phrases.ts";

const OF_THE_LANGUAGE = `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean
  DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array InternalError Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect
  RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array
  Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape`;
/** `close` is harmless: a cell can end only its own worker. */
const OF_THE_BROWSER = `AbortController AbortSignal Blob Crypto CryptoKey DOMException DecompressionStream
  DedicatedWorkerGlobalScope ErrorEvent Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Performance
  PromiseRejectionEvent ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder TextEncoder
  TransformStream URL URLSearchParams WorkerGlobalScope WorkerLocation WorkerNavigator WritableStream addEventListener atob btoa
  clearInterval clearTimeout close console constructor crossOriginIsolated crypto dispatchEvent isSecureContext
  location name navigator onerror onmessage onmessageerror onrejectionhandled onunhandledrejection origin
  performance queueMicrotask removeEventListener reportError self setInterval setTimeout structuredClone`;
const OF_THE_NAVIGATOR = `appCodeName appName appVersion constructor hardwareConcurrency language languages onLine platform
  product userAgent`;

/** The site, of which this file is assets/live-…/worker/worker.js. */
const SITE = new URL("../../../", import.meta.url).href;

/** Removed from cells, though the worker's own scripts go on using them. */
const OURS = [globalThis.Worker, globalThis.XMLHttpRequest].filter(Boolean);
const { fetch: plainFetch, Request: PlainRequest } = globalThis;
const { apply } = Reflect;
const { startsWith } = String.prototype;

export function confine() {
  const kept = new Set(`${OF_THE_LANGUAGE} ${OF_THE_BROWSER}`.split(/\s+/));
  for (const { prototype } of OURS) Reflect.deleteProperty(prototype, "constructor"); // the way back from an instance
  removeAllBut(kept, self, EventTarget.prototype);
  removeAllBut(new Set(OF_THE_NAVIGATOR.split(/\s+/)), navigator, Object.prototype);
  const url = getterOf(PlainRequest.prototype, "url");
  const method = getterOf(PlainRequest.prototype, "method");
  self.fetch = async (input: RequestInfo | URL, options: RequestInit | undefined) => {
    const request = new PlainRequest(input, options);
    const asked = { url: apply(url, request, []), method: apply(method, request, []) };
    const reads = asked.method === "GET" || asked.method === "HEAD";
    const isOurs = apply(startsWith, asked.url, [SITE]) || apply(startsWith, asked.url, ["data:"]);
    if (!reads || !isOurs) throw refusal(asked);
    return plainFetch(request);
  };
  class Refusing {
    open(method: string, url: string) {
      throw refusal({ method, url });
    }
  }
  Object.assign(self, { XMLHttpRequest: Refusing });
}

const refusal = (asked: { url: string; method: string }) => new TypeError(fill(WORDS.fetching.not_of_site, asked));

/**
 * Remove properties of an object and of its prototypes, unread: a browser makes most of them only when they are read, which
 * takes a while.
 * @param end the prototype at which to stop
 */
function removeAllBut(kept: Set<string>, object: object, end: object) {
  for (let place = object; place && place !== end; place = Object.getPrototypeOf(place)) {
    for (const name of Object.getOwnPropertyNames(place)) if (!kept.has(name)) Reflect.deleteProperty(place, name);
  }
}

function getterOf(prototype: object, name: string) {
  const found = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  return found.get as () => string;
}
