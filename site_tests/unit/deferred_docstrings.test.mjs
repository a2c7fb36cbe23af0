// Docstrings that leave the memory image come back to where they were, and nowhere else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Docstrings } from "../../live_cells/image/slim/deferred_docstrings.mjs";
import { SHORTEST, fileOf, notice, putDeferred } from "../../live_cells/image/slim/deferred_memory.ts";

const LONG = `What it does. ${"More of it. ".repeat(20)}`;
const LONGER = `${LONG}And more still.`;

const memoryWith = (...texts) => Buffer.from(`${texts.map((text) => `id${text}\0`).join("")} and what follows.`);

test("texts come back to every place where they stood", () => {
  const memory = memoryWith(LONG, "short", LONGER, LONG);
  const before = Buffer.from(memory);
  const taken = new Docstrings([LONG, LONGER]).takeFrom(memory);
  assert.equal(taken.length, 3);
  assert.ok(!memory.includes("More of it"));
  assert.equal(memory.length, before.length);
  putDeferred(memory, fileOf([{ mark: 0, parts: taken }]));
  assert.deepEqual(memory, before);
});

test("what may not be changed stays as it is", () => {
  const memory = memoryWith(LONG, LONG);
  const taken = new Docstrings([LONG]).takeFrom(memory, (from) => from > LONG.length);
  assert.equal(taken.length, 1);
  assert.ok(memory.includes(LONG));
});

test("memory that has been given to something else meanwhile is left alone", () => {
  const memory = memoryWith(LONG, LONGER);
  const taken = new Docstrings([LONG, LONGER]).takeFrom(memory);
  memory.write("another's", taken[0].at);
  putDeferred(memory, fileOf([{ mark: 0, parts: taken }]));
  assert.equal(memory.toString("utf8", taken[0].at, taken[0].at + 9), "another's");
  assert.ok(!memory.includes("What it does. More of it. More of it. More of it. \0"));
  assert.ok(memory.includes(LONGER));
});

test("a notice is as long as what it stands for", () => {
  assert.equal(notice(SHORTEST).length, SHORTEST);
  assert.match(new TextDecoder().decode(notice(200)), /^This description is still on its way: .*\. +$/);
});
