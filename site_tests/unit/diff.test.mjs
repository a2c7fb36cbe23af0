// Two texts compared line by line.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lineDiff } from "../../live_cells/live/page/elements/line_diff.ts";
import { SEED, tryOften } from "./dice.mjs";

const LINES = ["", "", "a", "b", "a ", "if x:", "    y = 1", "😀", "\r"];

/** What one of the two texts was, by the rows. */
const textOf = (rows, whose) =>
  rows
    .filter(({ from }) => from === "same" || from === whose)
    .map(({ line }) => line)
    .join("\n");

/** How many lines two lists have in common at most, in order: by what is found for each shorter beginning. */
function mostInCommon(ours, theirs) {
  let best = Array(theirs.length + 1).fill(0);
  for (const line of ours) {
    const next = [0];
    for (const [i, other] of theirs.entries())
      next.push(Math.max(next[i], best[i + 1], line === other ? best[i] + 1 : 0));
    best = next;
  }
  return best.at(-1);
}

function check(ours, theirs) {
  const rows = lineDiff(ours, theirs);
  const told = JSON.stringify([ours, theirs]);
  assert.equal(textOf(rows, "ours"), ours, told);
  assert.equal(textOf(rows, "theirs"), theirs, told);
  const same = rows.filter(({ from }) => from === "same").length;
  assert.equal(same, mostInCommon(ours.split("\n"), theirs.split("\n")), told);
}

test(`the rows hold both texts, and no line as changed that stayed, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(5_000, (choice) => {
    const ours = choice.many(LINES, 12);
    const theirs = choice.below(2)
      ? choice.many(LINES, 12)
      : ours.flatMap((line) => choice.one([[line], [line], [line], [], [line, choice.one(LINES)]]));
    check(ours.join("\n"), theirs.join("\n"));
  });
});

test("empty texts and ends of lines", () => {
  for (const ours of ["", "a", "a\n", "\n", "\n\n", "a\nb"])
    for (const theirs of ["", "a", "a\n", "\n", "b\na"]) check(ours, theirs);
  assert.deepEqual(lineDiff("a\n", "a"), [
    { from: "same", line: "a" },
    { from: "ours", line: "" },
  ]);
});

test("what was taken away stands before what was put in its place", () => {
  assert.deepEqual(
    lineDiff("a\nold\nb", "a\nnew\nb").map(({ from }) => from),
    ["same", "ours", "theirs", "same"],
  );
});
