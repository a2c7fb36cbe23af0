// What a reader has written is kept, whatever becomes of the published code and of the browser's storage.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Edits } from "../../live_cells/live/page/editor/edits.ts";
import { SEED, tryOften } from "./dice.mjs";
import { FakeStorage } from "./fake_storage.mjs";

const KEY = "/lesson/:first";
const PLACE = `live-cells:${KEY}`;
const ORIGINALS = ["", "a = 1", "a = 2", "x = 726", "x = 2549"]; // the fingerprints of the last two have digits only
const SOURCES = ["", "mine", "longer, ".repeat(9), "ümlaut 😀", "__proto__"];

beforeEach(() => {
  globalThis.localStorage = new FakeStorage();
});

/** The present edit of each original, and the latest of any other. */
const seen = () =>
  ORIGINALS.map((original) => {
    const { current, outdated } = new Edits(KEY, original);
    return { current, outdated };
  });

test(`an edit stays until it is forgotten, and the latest is offered, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(1_000, (choice) => {
    globalThis.localStorage = new FakeStorage();
    let kept = []; // [original, source], the latest last
    const trace = [];
    for (let step = 0; step < 30; step++) {
      const original = choice.one(ORIGINALS);
      const source = choice.one(SOURCES);
      const action = choice.one(["keep", "keep", "keep", "forget", "forgetOutdated", "adopt", "fill", "free"]);
      trace.push([action, original, source]);
      const edits = new Edits(KEY, original);
      const own = kept.filter(([of]) => of === original);
      const others = kept.filter(([of]) => of !== original);
      if (action === "keep" && edits.keep(source)) kept = [...others, [original, source]];
      else if (action === "forget") edits.forget();
      else if (action === "forgetOutdated") edits.forgetOutdated();
      else if (action === "adopt" && edits.adopt()) kept = [[original, others.at(-1)[1]]];
      else if (action === "fill") localStorage.room = 60;
      else if (action === "free") localStorage.room = Infinity;
      if (action === "forget") kept = others;
      if (action === "forgetOutdated") kept = own;
      const wanted = ORIGINALS.map((each) => ({
        current: kept.find(([of]) => of === each)?.[1] ?? null,
        outdated: kept.findLast(([of]) => of !== each)?.[1] ?? null,
      }));
      assert.deepEqual(seen(), wanted, JSON.stringify(trace));
    }
  });
});

test("another tab's edit is kept beside this one's, and is not taken for an outdated one", () => {
  const edits = new Edits(KEY, "a = 1");
  assert.ok(edits.putAside("theirs"));
  assert.ok(edits.keep("mine"));
  assert.deepEqual([edits.current, edits.aside, edits.outdated], ["mine", "theirs", null]);
  edits.forgetOutdated();
  edits.forget();
  assert.deepEqual([edits.current, edits.aside], [null, "theirs"]);
  assert.equal(new Edits(KEY, "a = 2").outdated, "theirs"); // the published code has changed since
  edits.putAside(null);
  assert.equal(edits.aside, null);
  assert.equal(localStorage.getItem(PLACE), null);
});

test("cells do not see each other's edits", () => {
  new Edits(KEY, "a = 1").keep("mine");
  assert.equal(new Edits("/lesson/:second", "a = 1").current, null);
  assert.equal(new Edits("/lesson/:second", "a = 2").outdated, null);
});

test("a storage without room keeps what it has, and says that it does not keep more", () => {
  const edits = new Edits(KEY, "a = 1");
  assert.ok(edits.keep("mine"));
  localStorage.room = 50;
  assert.ok(!edits.keep("mine, but longer than what there is room for"));
  assert.equal(edits.current, "mine");
});

for (const [name, storage] of [
  ["that may not be used", () => Object.assign(new FakeStorage(), { room: null })],
  ["that is not there", () => undefined],
])
  test(`a storage ${name} keeps nothing, and does no harm`, () => {
    globalThis.localStorage = storage();
    const edits = new Edits(KEY, "a = 1");
    assert.ok(!edits.keep("mine"));
    edits.forget();
    edits.forgetOutdated();
    edits.adopt();
    assert.deepEqual([edits.current, edits.outdated], [null, null]);
  });

const GARBAGE = [
  "",
  "{",
  "null",
  "5",
  "true",
  '"text"',
  "[]",
  '["text", "other"]',
  '{"a": 5, "b": null, "c": ["x"], "d": {}}',
];

for (const garbage of GARBAGE)
  test(`${garbage || "an empty text"} in the storage is no code, and gives way`, () => {
    localStorage.setItem(PLACE, garbage);
    for (const { current, outdated } of seen()) assert.deepEqual([current, outdated], [null, null]);
    const edits = new Edits(KEY, "a = 1");
    edits.adopt();
    assert.equal(edits.current, null);
    assert.ok(edits.keep("mine"));
    assert.equal(edits.current, "mine");
    assert.equal(edits.outdated, null);
  });

test("an edit beside garbage is found, and what stands for the present code must be a text", () => {
  const edits = new Edits(KEY, "a = 1");
  edits.keep("mine");
  const [version] = Object.keys(JSON.parse(localStorage.getItem(PLACE)));
  for (const value of [5, null, true, ["x"], { a: "x" }]) {
    localStorage.setItem(PLACE, JSON.stringify({ old: "earlier", older: value, [version]: value }));
    assert.deepEqual([edits.current, edits.outdated], [null, "earlier"]);
    assert.ok(edits.keep("mine"));
    assert.deepEqual([edits.current, edits.outdated], ["mine", "earlier"]);
  }
});
