// A reader's progress as a file: nothing in it is lost on the way to another browser, and nothing there is overwritten.

import "./english.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  exported,
  forgetAll,
  imported,
  predictions,
  remember,
  rememberPrediction,
  solved,
} from "../../live_cells/live/page/lesson/progress.ts";
import { FakeStorage } from "./fake_storage.mjs";

const ROOT = "/course/";
const PLACE = "lessons/training.ipynb#quick";
const KEY = `live-cells:${ROOT}lessons/training/:functions`;

beforeEach(() => {
  globalThis.localStorage = new FakeStorage();
});

function elsewhere() {
  const file = exported(ROOT);
  globalThis.localStorage = new FakeStorage();
  return file;
}

test("solved exercises, predictions and edits arrive in another browser", () => {
  remember("compose", "2026-11-01");
  rememberPrediction(PLACE, "4,000");
  localStorage.setItem(KEY, JSON.stringify({ older: "a = 1", now: "a = 2" }));
  const file = elsewhere();
  assert.equal(imported(file, ROOT), "Imported: 1 solved exercise, 1 prediction and 2 edits.");
  assert.deepEqual(solved(), { compose: "2026-11-01" });
  assert.deepEqual(predictions(), { [PLACE]: "4,000" });
  assert.deepEqual(JSON.parse(localStorage.getItem(KEY)), { older: "a = 1", now: "a = 2" });
  assert.equal(imported(file, ROOT), "Imported: 0 solved exercises, 0 predictions and 0 edits.");
});

test("what is here stays", () => {
  remember("compose", "2026-11-01");
  rememberPrediction(PLACE, "theirs");
  localStorage.setItem(KEY, JSON.stringify({ now: "theirs", other: "a" }));
  const file = elsewhere();
  remember("compose", "2026-10-01");
  rememberPrediction(PLACE, "mine");
  localStorage.setItem(KEY, JSON.stringify({ now: "mine" }));
  assert.match(imported(file, ROOT), /0 solved exercises, 0 predictions and 1 edit. 1 edit in this browser stayed/);
  assert.deepEqual(solved(), { compose: "2026-10-01" });
  assert.deepEqual(predictions(), { [PLACE]: "mine" });
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
    predictions: { a: 1, [PLACE]: "Yes", c: null },
    edits: { x: [1], y: { v: 2, w: "code" }, z: null },
  };
  assert.equal(imported(JSON.stringify(damaged), ROOT), "Imported: 1 solved exercise, 1 prediction and 1 edit.");
  assert.deepEqual(solved(), { c: "2026-11-02" });
  assert.deepEqual(predictions(), { [PLACE]: "Yes" });
});

test("a file from before there were predictions is taken over", () => {
  const { predictions: _, ...older } = JSON.parse(exported(ROOT));
  const file = JSON.stringify({ ...older, solved: { compose: "2026-11-01" } });
  assert.equal(imported(file, ROOT), "Imported: 1 solved exercise, 0 predictions and 0 edits.");
});

test("whoever starts over predicts anew", () => {
  rememberPrediction(PLACE, "");
  forgetAll();
  assert.deepEqual(predictions(), {});
});

test("predictions that are none count as empty", () => {
  for (const kept of ["null", "7", '["a"]', '{"a": {}}', "{"]) {
    localStorage.setItem("seqlite:predictions", kept);
    assert.deepEqual(predictions(), {});
  }
});

test("a list of solved exercises that is none counts as empty", () => {
  for (const kept of ["null", "7", '["a"]', '{"a": {}}', "{"]) {
    localStorage.setItem("seqlite:solved", kept);
    assert.deepEqual(solved(), {});
  }
});
