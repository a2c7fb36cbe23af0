// What a run waits for: told to the last byte, with nothing else fetched in front of it.

import "./english.mjs";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { archiveOf } from "./fake_archive.mjs";

/** What is asked for and has not come: its name, and how to let some bytes of it come, or all. */
const open = [];
/** The names of what was asked for, in this order. */
const asked = [];

globalThis.fetch = async (url, { signal }) => {
  asked.push(url);
  const content = FILES[url];
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  let sent = 0;
  const request = {
    url,
    come: async (count = content.length - sent) => {
      await writer.write(content.subarray(sent, sent + count));
      sent += count;
      if (sent < content.length) return;
      open.splice(open.indexOf(request), 1);
      await writer.close();
    },
  };
  open.push(request);
  const fail = () => {
    if (open.includes(request)) open.splice(open.indexOf(request), 1);
    writer.abort(signal.reason).catch(() => {});
  };
  signal.addEventListener("abort", fail);
  return { status: 200, url, body: readable };
};

const FILES = {
  plots: new Uint8Array(40),
  "plots-later": new Uint8Array(70),
  digits: new Uint8Array(500),
  library: new Uint8Array(300),
  halves: new Uint8Array(200),
};
const download = (name) => {
  const sha256 = createHash("sha256").update(FILES[name]).digest("base64");
  return { name, url: name, bytes: FILES[name].length, sha256 };
};
const PLOTS = FILES.plots.length;
/** What is packed in files of these lengths. */
const ARCHIVES = {
  [PLOTS]: archiveOf({ "plots/line.py": "line", "later.json": '{"plots/cloud.py": 5}' }),
  [FILES["plots-later"].length]: archiveOf({ "plots/cloud.py": "cloud" }),
};

const { Dependencies, ThrottledProgress } = await import("../../live_cells/live/worker/dependencies.ts");
const { DeferredFile, DeferredFiles } = await import("../../live_cells/live/worker/deferred_files.ts");
const { once } = await import("../../live_cells/live/worker/downloads.ts");

/** What is done about a file that comes later. */
function deferred(name) {
  const file = new DeferredFile(download(name), () => {});
  const load = once(async () => void (await file.fetch()));
  return { file, fetch: load, load };
}

/** Python, its data and packages, and what was told of their arrival. */
function started() {
  open.length = 0;
  asked.length = 0;
  const files = [];
  const deferredFiles = new DeferredFiles({ library: deferred("library"), image: deferred("halves") });
  const setOf = (...names) => ({ __contains__: (name) => names.includes(name) });
  const sys = { stdlib_module_names: setOf("math", "email", "csv"), modules: setOf("math", "torch") };
  const python = {
    pyimport: (name) => (name === "sys" ? sys : { install() {}, arrived() {} }),
    FS: { writeFile: (name) => files.push(name), mkdirTree() {}, lookupPath: () => ({ node: {} }) },
    _api: { sitePackages: "/packages" },
  };
  const told = [];
  const plots = { ...download("plots"), later: download("plots-later") };
  const offer = { packages: [plots], datasets: [{ ...download("digits"), pattern: "Digits", file: "d" }] };
  const unpacker = { unpackHere: async ({ length }) => ARCHIVES[length], unpackNow: ({ length }) => ARCHIVES[length] };
  const dependencies = new Dependencies(
    { python, deferredFiles, unpacker },
    offer,
    (...news) => told.push(news),
    () => {},
  );
  return { dependencies, deferredFiles, told, files };
}

const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
/** Wait for what hashes, in a thread of its own. @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await settle();
}

const named = (url) => open.find((request) => request.url === url);

test("a run that needs a package waits for its first part, and for nothing else", async () => {
  const { dependencies, deferredFiles, told, files } = started();
  deferredFiles.fetch();
  await settle();
  await named("library").come(100);
  const run = dependencies.loadFor("plots.plot()", ["plots"]);
  await settle();
  assert.deepEqual(
    open.map(({ url }) => url),
    ["plots"],
  );
  assert.deepEqual(told.at(-1), ["plots", 0, PLOTS]);
  await named("plots").come(30);
  await settle();
  assert.deepEqual(told.at(-1), ["plots", 30, PLOTS]);
  await named("plots").come();
  await run;
  assert.deepEqual(told.at(-1), ["plots", PLOTS, PLOTS]);
  assert.deepEqual(files, ["/packages/plots/line.py", "/packages/plots/cloud.py"]);
  await until(() => named("library") !== undefined);
});

test("the second part of a package comes with the rest, after the run", async () => {
  const { dependencies, deferredFiles } = started();
  const run = dependencies.loadFor("plots.plot()", ["plots"]);
  await settle();
  await named("plots").come();
  await run;
  assert.equal(deferredFiles.missing(), 300 + 200 + 70);
  deferredFiles.fetch();
  await settle();
  assert.deepEqual(asked, ["plots", "library", "halves", "plots-later"]);
  await named("plots-later").come();
  await until(() => deferredFiles.missing() === 500);
});

test("a run that needs a package and shows descriptions waits for all, one after the other", async () => {
  const { dependencies, told } = started();
  const run = dependencies.loadFor("help(plots.plot)", ["plots"]);
  await settle();
  await named("plots").come();
  await until(() => told.at(-1)[0] === "Python");
  assert.deepEqual(told.at(-1), ["Python", 0, 570]);
  for (const name of ["library", "halves", "plots-later"]) await named(name).come();
  await run;
  assert.deepEqual(told.at(-1), ["Python", 570, 570]);
});

test("data that a run waits for comes before what none waits for", async () => {
  const { dependencies, deferredFiles, told } = started();
  let hasCome = false;
  deferredFiles.fetch().then(() => (hasCome = true));
  await settle();
  await named("library").come();
  await until(() => deferredFiles.missing() === 200);
  const run = dependencies.loadFor("Digits()", []);
  await settle();
  assert.deepEqual(
    open.map(({ url }) => url),
    ["digits"],
  );
  assert.deepEqual(told.at(-1), ["digits", 0, 500]);
  await named("digits").come();
  await run;
  await until(() => named("halves") !== undefined);
  assert.deepEqual(asked, ["library", "halves", "digits", "halves"]);
  await named("halves").come();
  await until(() => hasCome);
});

test("a run that shows descriptions hears of their arrival, and need not wait for its end", async () => {
  const { dependencies, told } = started();
  const run = dependencies.loadFor("help(len)", []);
  await settle();
  await named("halves").come(20);
  await settle();
  assert.deepEqual(told.at(-1), ["Python", 20, 500]);
  dependencies.stop();
  await assert.rejects(run, { name: "AbortError" });
  const before = told.length;
  await named("halves").come();
  await settle();
  assert.equal(told.length, before);
});

test("a question in a comment asks for no description", async () => {
  const { dependencies, told } = started();
  await dependencies.loadFor("# @title Does it learn?\nprint(1)  # or not?", []);
  assert.deepEqual([asked, told], [[], []]);
});

for (const source of ["torch.nn.Linear?", "x = 1\n  np.add ??  ", "?len", "help(len)", "print(len.__doc__)"])
  test(`${source} asks for descriptions`, async () => {
    const { dependencies, told } = started();
    const run = dependencies.loadFor(source, []);
    await settle();
    assert.deepEqual(told.at(-1), ["Python", 0, 500]);
    dependencies.stop();
    await assert.rejects(run);
  });

for (const source of ["import math, csv", "import torch\nfrom email.message import Message as M", "import csv as c"])
  test(`${source} waits for the library alone, which is counted`, async () => {
    const { dependencies, deferredFiles, told } = started();
    deferredFiles.fetch();
    await settle();
    const run = dependencies.loadFor(source, []);
    await settle();
    assert.deepEqual(
      open.map(({ url }) => url),
      ["library"],
    );
    assert.deepEqual(told.at(-1), ["Python", 0, 300]);
    await named("library").come();
    await run;
    assert.deepEqual(told.at(-1), ["Python", 300, 300]);
    await until(() => named("halves") !== undefined);
  });

test("what is here, or imported later, is waited for by no run", async () => {
  const { dependencies, deferredFiles, told } = started();
  deferredFiles.fetch();
  await settle();
  await dependencies.loadFor("import math\nimport torch.nn as nn\ndef f():\n    import csv\nimported = 1", []);
  await settle();
  assert.deepEqual([asked, told], [["library", "halves"], []]);
});

test("what comes soon after the last word is told a little later, unless nobody waits any more", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  const progress = new ThrottledProgress((...news) => told.push(news));
  progress.onProgress("plots", 0, 3);
  progress.onProgress("plots", 1, 3);
  progress.onProgress("plots", 2, 3);
  mock.timers.tick(1000);
  assert.deepEqual(told.splice(0), [
    ["plots", 0, 3],
    ["plots", 2, 3],
  ]);
  progress.onProgress("plots", 0, 3);
  progress.onProgress("plots", 1, 3);
  progress.cancel();
  mock.timers.tick(1000);
  assert.deepEqual(told, [["plots", 0, 3]]);
});
