// Whatever comes in at the doors of the page: links that others have made, messages, what the browser has kept. Each
// door is tried on random things for SEQLITE_FUZZ_SECONDS (0.5 by default), from SEQLITE_FUZZ_SEED on.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import { message, read } from "../../live_cells/live/messages.ts";
import { readShared } from "../../live_cells/live/page/editor/share.ts";
import { fragmentOf, readFragment } from "../../docs/course/page/playground/setup/fragment.ts";
import { isSame, obstacle, setupOf } from "../../docs/course/page/playground/setup/setup.ts";
import { notebookOf, sectionsOf } from "../../docs/course/page/playground/setup/program.ts";
import { Choice, SEED } from "./dice.mjs";
import { answerTo, SCOPE, Store, started, WISH } from "./fake_service_worker.mjs";
import { MESSAGES } from "./well_formed.mjs";

const SECONDS = Number(process.env.SEQLITE_FUZZ_SECONDS || 0.5);
const LARGEST = 200_000;
const EVIL = "__import__('os')";

/** A test that tries something on one seed after the other until its time is over; a failure names its seed. */
function door(name, attempt) {
  test(`${name}, from SEQLITE_FUZZ_SEED=${SEED} on`, async () => {
    const end = performance.now() + 1000 * SECONDS;
    for (let seed = SEED; seed === SEED || performance.now() < end; seed++)
      try {
        await attempt(new Choice(seed));
      } catch (error) {
        error.message = `SEQLITE_FUZZ_SEED=${seed}: ${error.message}`;
        throw error;
      }
  });
}

/** Any value that a message can carry, often one that is nearly right. */
function anything(choice, names, depth = 3) {
  const words = ["", "a", "../up", "__proto__", "constructor", "\ud800", "x".repeat(1000), EVIL, ...names];
  const plain = [null, undefined, true, 0, -1, 1.5, Number.NaN, 1e308, 2n, new Date(0), new Uint8Array(3), ...words];
  const inner = () => anything(choice, names, depth - 1);
  const kind = depth ? choice.below(4) : 0;
  if (kind < 2) return choice.one(plain);
  if (kind === 2) return choice.many([0, 1, 2, 3], 4).map(inner);
  const made = choice.below(5) ? {} : Object.create(null);
  for (const word of choice.many(words, 6))
    Object.defineProperty(made, word, { value: inner(), enumerable: true, configurable: true });
  return made;
}

/** The value with something in it replaced, somewhere. */
function spoilt(choice, value, names) {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || !choice.below(4))
    return anything(choice, names);
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const keys = Object.keys(copy);
  if (!keys.length) return anything(choice, names);
  const key = choice.one(keys);
  if (!choice.below(5)) delete copy[key];
  else copy[key] = spoilt(choice, copy[key], names);
  return copy;
}

const SENT = { ...MESSAGES, answer: { id: 7, content: { start: "a", names: [{ name: "abs", kind: "function" }] } } };

door("a message is what it should be, or refused with a reason", (choice) => {
  const type = choice.one(Object.keys(SENT));
  const names = ["type", ...Object.keys(SENT[type]), type];
  const sent = choice.below(3) ? spoilt(choice, message(type, SENT[type]), names) : anything(choice, names);
  try {
    const got = read(sent, ...Object.keys(SENT));
    assert.equal(got, sent);
    assert.ok(Object.hasOwn(SENT, got.type));
    if (got.type === "run") for (const { name } of got.files) assert.match(name, /^\w[\w.-]*$/);
  } catch (error) {
    assert.match(error.message, /^(expected a message of type|message "\w+": field )/);
    assert.equal(error.name, "TypeError");
  }
});

door("a link to code is code of a size that a cell takes, or none", async (choice) => {
  const source = choice.many([..."print('é😀')\n", "x".repeat(choice.below(90_000))], 6).join("");
  const bytes = [...zlib.deflateRawSync(source).subarray(0, 400)];
  for (let i = choice.below(4); i > 0; i--) bytes[choice.below(bytes.length)] = choice.below(256);
  const cut = bytes.slice(0, choice.below(3) ? bytes.length : choice.below(bytes.length + 1));
  const text = [...Buffer.from(cut).toString("base64url")];
  for (let i = choice.below(3); i > 0; i--) text[choice.below(text.length + 1)] = choice.one([..."%.#=&é\0 _-"]);
  const shared = await readShared(`#code=${choice.one(["a", "%E4", "%", "a.b", ""])}.${text.join("")}`);
  if (shared === null) return;
  assert.equal(typeof shared.cell, "string");
  assert.ok(Buffer.byteLength(shared.source) <= LARGEST);
});

const NAMES = [
  "data",
  "layers",
  "points",
  "samples",
  "noise",
  "batch",
  "optimizer",
  "lr",
  "schedule",
  "seed",
  "epochs",
  "loss",
  "momentum",
  "validation",
  "features",
  "regularization",
  "strength",
  "changes",
];
const VALUES = [
  "moons",
  "painted",
  "mnist",
  "Linear~8",
  "Conv2d~8~3~0",
  "BatchNorm",
  "Dropout~0.5",
  "a1_2b-3_4",
  "x1x1",
  "L1",
  "3_rate_0.1",
  "end_w0.0.1_-2",
  "4_b2.7_1e999",
  "1e9",
  "-1",
  "NaN",
  "0x10",
  EVIL,
  "\n",
  "__proto__",
  "Infinity",
  "",
];

door("a link to the Playground is a setup whose program says nothing that the link brought", (choice) => {
  const words = choice
    .many(NAMES, 12)
    .map((name) => `${name}=${encodeURIComponent(choice.many(VALUES, 4).join(choice.one([",", "~", ""])))}`);
  const fragment = `#data=${choice.one(VALUES)}&layers=${choice.many(VALUES, 6).join(",")}&${words.join("&")}`;
  const setup = readFragment(fragment);
  assert.ok(setup);
  assert.equal(typeof obstacle(setup), "string");
  assert.ok(isSame(setup, setupOf(setup)), "what is read once is read the same again");
  const again = setup.data === "painted" ? setup : { ...setup, points: [] };
  assert.ok(isSame(readFragment(fragmentOf(setup)), again), "and comes back from its own link");
  const sections = sectionsOf(setup);
  const program = JSON.stringify([sections, notebookOf(sections, "https://site.test/")]);
  for (const foreign of [EVIL, "__proto__", "NaN", "Infinity"]) assert.ok(!program.includes(foreign), foreign);
});

door("a setup that the browser has kept is read as far as it can be used", (choice) => {
  const setup = setupOf(Object(anything(choice, NAMES)));
  assert.ok(isSame(setup, setupOf(setup)));
  assert.equal(typeof obstacle(setup), "string");
  assert.ok(!JSON.stringify(sectionsOf(setup)).includes(EVIL));
});

door("the service worker hears a proper wish after any message, and fetches from its own site only", async (choice) => {
  const asked = [];
  const store = new Store();
  const names = [...Object.keys(WISH), "keep", "https://elsewhere.test/x", `${WISH.page}a.js`];
  if (choice.below(2)) {
    const record = JSON.stringify(anything(choice, ["pages", "programs", "files", WISH.program]), (_, value) =>
      typeof value === "bigint" ? "1" : value,
    );
    await store.put(`${SCOPE}kept-record.json`, new Response(record ?? "{"));
  }
  const listeners = started(store, async (request) => {
    asked.push(String(request.url ?? request));
    return new Response("<html>b1");
  });
  for (let i = choice.below(4); i > 0; i--) {
    const sent = choice.below(3) ? spoilt(choice, WISH, names) : anything(choice, names);
    const ports = choice.below(2) ? [{ postMessage: () => {} }] : [];
    await listeners.message({ data: sent, ports, waitUntil: (promise) => promise.catch(() => {}) });
  }
  assert.equal((await answerTo(listeners, WISH)).page, true);
  assert.deepEqual(
    asked.filter((url) => !url.startsWith(WISH.page)),
    [],
  );
});
