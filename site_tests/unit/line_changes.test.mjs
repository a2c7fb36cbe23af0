// The changes that make one text of another, line by line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changedBy, lineChanges } from "../../docs/course/page/playground/code/line_changes.ts";
import { tryOften } from "./dice.mjs";

const WORDS = ["", "a", "b", "lr=0.01, x", "lr=0.03, x", "model(2, 8)", "model(2, 16)"];

test("the changes make any text of any other", () => {
  tryOften(3000, (choice) => {
    const [before, after] = [choice.many(WORDS, 7).join("\n"), choice.many(WORDS, 7).join("\n")];
    const changes = lineChanges(before, after, (line) => `key ${line}`);
    assert.equal(changedBy(before, changes).text, after, JSON.stringify([before, after]));
  });
});

test("of a line, only the number that changes does", () => {
  const [before, after] = ["a\nx, lr=0.01, y\nb\n", "a\nx, lr=0.03, y\nb\n"];
  const changes = lineChanges(before, after, (line) => line);
  assert.deepEqual(changes, [{ from: 8, to: 12, insert: "0.03" }]);
  assert.deepEqual(changedBy(before, changes).places, [[8, 12]]);
});

test("lines that mean the same stay as they were written", () => {
  const changes = lineChanges("a  # mine\nb\n\n# note\nc", "a\nb\n\nd", (line) => line.replace(/\s*#.*/, ""));
  assert.equal(changedBy("a  # mine\nb\n\n# note\nc", changes).text.split("\n")[0], "a  # mine");
});
