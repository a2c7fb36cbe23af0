/**
 * Unpacks what comes packed with Zstandard, which makes it a fifth smaller than gzip does, from any host. Browsers unpack
 * that only where the host says so, hence a decoder of its own.
 */

import { workerAddress } from "../../live/workers.ts";
import type { Bytes } from "../../live/worker/downloads.ts";

/** What the worker that unpacks is asked; where nothing is packed, to get ready. */
export type Asked = { decoder: string; packed?: undefined } | { decoder: string; packed: Bytes; size: number };

/** Gives what is packed; its size stands in it, too. */
export type Unpack = (packed: Bytes, size?: number) => Bytes;

/**
 * Not everywhere have workers workers; and on a busy machine, Firefox 153 stops one in fifty workers for ever as it starts
 * its own.
 */
const { Worker } = globalThis; // which cells do not have
const MAY_HAVE_ONE = typeof Worker === "function" && !navigator.userAgent.includes("Firefox/");

const UNPACKER = workerAddress(new URL("unpacker.js", import.meta.url).href);

/** Milliseconds after which a worker that has not answered will not: it may not have been able to start. */
const RESPONSE_TIMEOUT = 4000;

/** @param url the address of the module that unpacks */
export async function startDecoder(url: string): Promise<Unpack> {
  const { ZSTDDecoder } = await import(url);
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (packed, size) => decoder.decode(packed, size);
}

/** Unpacks in a worker of its own, while this one goes on; here, should that fail for whatever reason. */
export class Unpacker {
  #url;
  #decoderStarts: ReturnType<typeof startDecoder> | null = null;
  #unpackHere: Unpack | null = null;
  #worker: Worker | null = null;
  /** What the worker has been asked and has not answered. */
  #open: PromiseWithResolvers<Bytes>[] = [];

  /** @param url the address of the module that unpacks */
  constructor(url: string) {
    this.#url = url;
  }

  /** Start the worker, or load the decoder where there will be none. */
  start() {
    if (!MAY_HAVE_ONE) this.getReady();
    if (this.#worker || !MAY_HAVE_ONE) return;
    this.#worker = new Worker(UNPACKER, { type: "module", name: "unpacker" });
    this.#worker.onmessage = ({ data: { bytes, reason } }) => {
      const { resolve, reject } = this.#open.shift() as PromiseWithResolvers<Bytes>;
      if (bytes) resolve(bytes);
      else reject(reason);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.terminateWorker();
    };
    this.#worker.postMessage({ decoder: this.#url });
  }

  /** @param size of what is in it */
  async unpack(packed: Bytes, size: number): Promise<Bytes> {
    this.start();
    const timer = setTimeout(() => this.terminateWorker(), RESPONSE_TIMEOUT);
    try {
      return await this.#unpackThere(packed, size);
    } catch {
      return await this.unpackHere(packed, size);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The same without the other worker, for what is small. */
  async unpackHere(packed: Bytes, size?: number) {
    const unpack = await this.#decoderHere();
    return unpack(packed, size);
  }

  /** Have what `unpackNow` needs, unless it cannot be had. */
  async getReady() {
    await this.#decoderHere().catch(() => {});
  }

  /** The same without returning before it is done, after `getReady`. */
  unpackNow(packed: Bytes, size?: number): Bytes {
    if (!this.#unpackHere) throw new Error("the decoder is not here");
    return this.#unpackHere(packed, size);
  }

  /** End the worker: nothing will have to be unpacked for a while. */
  terminateWorker() {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#open.splice(0)) reject("gone");
  }

  async #decoderHere() {
    this.#decoderStarts ??= startDecoder(this.#url).catch((error) => {
      this.#decoderStarts = null; // the next use tries again
      throw error;
    });
    this.#unpackHere = await this.#decoderStarts;
    return this.#unpackHere;
  }

  #unpackThere(packed: Bytes, size: number): Promise<Bytes> {
    if (!this.#worker) throw new Error("there is no worker that unpacks");
    const answer = Promise.withResolvers<Bytes>();
    this.#open.push(answer);
    this.#worker.postMessage({ decoder: this.#url, packed, size });
    return answer.promise;
  }
}
