// A world of plain objects for the service worker: a store, a network, and pages that send wishes.

import "./english.mjs";
import fs from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import vm from "node:vm";

export const SCOPE = "https://site.test/";
const FILE = new URL("../../live_cells/live/offline/service_worker.ts", import.meta.url);
const CODE = stripTypeScriptTypes(fs.readFileSync(FILE, "utf8"));
export const WISH = { type: "keep", page: SCOPE, build: "b1", files: [], program: `${SCOPE}live/`, ofRuns: [] };

/** A store for one cache; `failing` says whether it can be opened. */
export class Store {
  failing = false;
  #kept = new Map();

  async open() {
    if (this.failing) throw new Error("the disk is full");
    return this;
  }
  async match(request) {
    return this.#kept.get(request.url ?? request)?.clone();
  }
  async put(url, response) {
    this.#kept.set(url, response);
  }
  async keys() {
    return [...this.#kept.keys()].map((url) => ({ url }));
  }
  async delete(url) {
    this.#kept.delete(url);
  }
}

/** A service worker at work: what it listens to, by name. */
export function started(store, fetch = async () => new Response("<html>b1")) {
  const listeners = {};
  const globals = {
    addEventListener: (name, listener) => (listeners[name] = listener),
    registration: { scope: SCOPE },
    caches: store,
    fetch,
    console: { warn: () => {} },
    location: new URL(SCOPE),
    crypto,
    btoa,
    URL,
    Headers,
    Response,
    WORDS: globalThis.WORDS,
  };
  vm.runInNewContext(CODE, globals);
  return listeners;
}

/** What it answers to the wish to keep a page. */
export function answerTo(listeners, wish) {
  return new Promise((resolve, reject) => {
    const waitUntil = (promise) => promise.catch(reject);
    listeners.message({ data: wish, ports: [{ postMessage: resolve }], waitUntil });
  });
}
