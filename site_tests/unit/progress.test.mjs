// A reader's progress as a file: nothing in it is lost on the way to another browser, and nothing there is overwritten.

import "./english.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { exported, imported, remember, solved } from "../../docs/live/page/lesson/progress.ts";
import { FakeStorage } from "./fake_storage.mjs";

const ROOT = "/course/";
const KEY = `live-cells:${ROOT}lessons/training/:functions`;

beforeEach(() => {
  globalThis.localStorage = new FakeStorage();
});

function elsewhere() {
  const file = exported(ROOT);
  globalThis.localStorage = new FakeStorage();
  return file;
}

test("solved exercises and edits arrive in another browser", () => {
  remember("compose", "2026-11-01");
  localStorage.setItem(KEY, JSON.stringify({ older: "a = 1", now: "a = 2" }));
  const file = elsewhere();
  assert.equal(imported(file, ROOT), "Imported: 1 solved exercise and 2 edits.");
  assert.deepEqual(solved(), { compose: "2026-11-01" });
  assert.deepEqual(JSON.parse(localStorage.getItem(KEY)), { older: "a = 1", now: "a = 2" });
  assert.equal(imported(file, ROOT), "Imported: 0 solved exercises and 0 edits.");
});

test("what is here stays", () => {
  remember("compose", "2026-11-01");
  localStorage.setItem(KEY, JSON.stringify({ now: "theirs", other: "a" }));
  const file = elsewhere();
  remember("compose", "2026-10-01");
  localStorage.setItem(KEY, JSON.stringify({ now: "mine" }));
  assert.match(imported(file, ROOT), /0 solved exercises and 1 edit. 1 edit in this browser stayed/);
  assert.deepEqual(solved(), { compose: "2026-10-01" });
  assert.deepEqual(JSON.parse(localStorage.getItem(KEY)), { now: "mine", other: "a" });
});

test("what belongs to other sites of this origin is not exported", () => {
  localStorage.setItem("live-cells:/elsewhere/lesson/:cell", JSON.stringify({ now: "secret" }));
  localStorage.setItem("password", "secret");
  assert.ok(!exported(ROOT).includes("secret"));
});

for (const content of ["", "hello", "null", "[]", '{"format": "another"}', '{"solved": {"compose": "2026-11-01"}}'])
  test(`no progress file: ${content || "empty"}`, () => {
    assert.throws(() => imported(content, ROOT), /this file/);
    assert.equal(localStorage.length, 0);
  });

test("of a damaged file, what is whole is taken over", () => {
  const format = JSON.parse(exported(ROOT)).format;
  const damaged = {
    format,
    solved: { a: 1, b: "never", c: "2026-11-02" },
    edits: { x: [1], y: { v: 2, w: "code" }, z: null },
  };
  assert.equal(imported(JSON.stringify(damaged), ROOT), "Imported: 1 solved exercise and 1 edit.");
  assert.deepEqual(solved(), { c: "2026-11-02" });
});

test("a list of solved exercises that is none counts as empty", () => {
  for (const kept of ["null", "7", '["a"]', '{"a": {}}', "{"]) {
    localStorage.setItem("seqlite:solved", kept);
    assert.deepEqual(solved(), {});
  }
});
