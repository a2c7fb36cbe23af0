/**
 * What code in cells can reach of the browser, which may be a stranger's code. All else is gone before Python starts: what keeps
 * something or speaks to somebody, other pages, workers, the site's service worker. The policy that the worker is under
 * (workers.ts) forbids to send anything to another host; this takes away what no policy is about. The worker's own
 * scripts take what they need of it while they load.
 */

import { fill } from "../phrases.ts";

const OF_THE_LANGUAGE = `AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean
  DataView Date DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array
  Int32Array Int8Array InternalError Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect
  RegExp Set SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array
  Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI decodeURIComponent encodeURI
  encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt undefined unescape`;
/** With `close`, a cell can end this worker, and nothing else. */
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

/** What the worker's own scripts go on using. */
const OURS = [globalThis.Worker, globalThis.XMLHttpRequest].filter(Boolean);
const { fetch: plainFetch, Request: PlainRequest } = globalThis;
const { apply } = Reflect;
const { startsWith } = String.prototype;

/** Leave a cell what it needs. */
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
 * Remove what stands in an object and in what it inherits from. Nothing of it is looked at: a
 * browser makes most of it only when somebody asks, which takes a while.
 * @param end where to stop
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
