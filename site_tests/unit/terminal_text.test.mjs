// Text as a terminal shows it: by the table that recorded text is held to as well, and however it is cut on its way.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { TerminalText } from "../../live_cells/live/page/output/terminal_text.ts";
import { SEED, tryOften } from "./dice.mjs";
import { pieces } from "./terminal_pieces.mjs";

const CASES = JSON.parse(fs.readFileSync(new URL("ansi_cases.json", import.meta.url), "utf8"));
const PLAIN = ["a", "bc", "é", "😀", "word ", "\n", "\r", "\b", "\r\n"];
const ESCAPES = [
  "\x1b[31m",
  "\x1b[1;48;5;99m",
  "\x1b[38:2::1:2:3m",
  "\x1b[m",
  "\x1b[K",
  "\x1b[1K",
  "\x1b[2K",
  "\x1b[3A",
];
const STRINGS = ["\x1b]0;title\x07", "\x1b]8;;a\x1b\\", "\x1bPdata\x1b\\", "\x1b(B", "\x1b7"];
const BROKEN = [
  "\x1b",
  "\x1b[",
  "\x1b[3",
  "\x1b]cut",
  "\x1b ",
  "\x1b[?1m",
  "\x1b[1 m",
  "\x1b[48;2;1m",
  "]",
  "m",
  ";",
  "\\",
];

for (const [text, shown] of CASES) test(JSON.stringify(text), () => assert.deepEqual(pieces(text), shown));

const randomText = (choice) => choice.many([...PLAIN, ...PLAIN, ...ESCAPES, ...STRINGS, ...BROKEN], 30).join("");

/** The text in pieces, cut anywhere but within a character. */
function cut(choice, text) {
  const chunks = [""];
  for (const character of text) {
    if (!choice.below(3)) chunks.push("");
    chunks[chunks.length - 1] += character;
  }
  return chunks;
}

test(`text is shown alike however it is cut, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(20_000, (choice) => {
    const text = randomText(choice);
    const chunks = cut(choice, text);
    assert.deepEqual(pieces(...chunks), pieces(text), JSON.stringify(chunks));
  });
});

test("no control character of a sequence is shown, nor half a character", () => {
  tryOften(20_000, (choice) => {
    const text = randomText(choice);
    const shown = pieces(text).map(([piece]) => piece);
    for (const control of "\x1b\r\b") assert.ok(!shown.join("").includes(control), JSON.stringify(text));
    for (const piece of shown) assert.ok(piece.isWellFormed(), JSON.stringify(text));
  });
});

test("what is taken from the front and what stays are all the text", () => {
  tryOften(5_000, (choice) => {
    const terminal = new TerminalText();
    terminal.append(randomText(choice));
    const { text, length } = terminal;
    assert.equal(length, text.length);
    const count = choice.below(length + 5);
    const taken = terminal.shift(count);
    assert.equal(taken + terminal.text, text);
    assert.equal(terminal.length, text.length - taken.length);
    assert.ok(taken.length >= Math.min(count, text.lastIndexOf("\n") + 1), "as much as was wanted, or all whole lines");
    assert.ok(terminal.text.isWellFormed());
    terminal.append("\n");
    assert.ok(terminal.text.endsWith("\n"));
  });
});
