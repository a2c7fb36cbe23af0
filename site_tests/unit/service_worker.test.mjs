// The service worker, in a world of plain objects.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, SCOPE, Store, started, WISH } from "./fake_service_worker.mjs";

test("a store that cannot be read has an answer, and the next wish is heard", async () => {
  const store = new Store();
  const worker = started(store);
  store.failing = true;
  assert.deepEqual({ ...(await answerTo(worker, WISH)) }, { page: false, runs: false });
  store.failing = false;
  assert.deepEqual({ ...(await answerTo(worker, WISH)) }, { page: true, runs: false });
});

test("a store that cannot be read keeps no file from a reader with a network", async () => {
  const store = new Store();
  const worker = started(store);
  store.failing = true;
  const headers = new Map();
  const request = { method: "GET", url: `${SCOPE}assets/live-01234567/page/page.js`, headers };
  const response = await new Promise((resolve) => worker.fetch({ request, respondWith: resolve }));
  assert.equal(await response.text(), "<html>b1");
});

test("a record that cannot be read is begun anew", async () => {
  const store = new Store();
  const worker = started(store);
  await store.put(`${SCOPE}kept-record.json`, new Response("{"));
  assert.deepEqual({ ...(await answerTo(worker, WISH)) }, { page: true, runs: false });
});

test("an empty answer is not kept, and one that was kept is not given", async () => {
  const store = new Store();
  const empty = () => new Response(null, { status: 204 });
  const file = `${SCOPE}assets/pyodide-314/numpy.whl`;
  let arrives = empty;
  const worker = started(store, async (url) => (`${url.url ?? url}` === file ? arrives() : new Response("<html>b1")));
  const wish = { ...WISH, ofRuns: [file] };
  assert.deepEqual({ ...(await answerTo(worker, wish)) }, { page: false, runs: false });
  assert.equal(await store.match(file), undefined);
  await store.put(file, empty());
  arrives = () => new Response("the file");
  const request = { method: "GET", url: file, headers: new Map() };
  const response = await new Promise((resolve) => worker.fetch({ request, respondWith: resolve }));
  assert.equal(await response.text(), "the file");
});
