// Code in an address: what goes in comes out, and whatever else stands there does no harm.

import "./english.mjs";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import zlib from "node:zlib";
import { cellLink, forgetShared, readShared, shareLink } from "../../live_cells/live/page/editor/share.ts";
import { Choice, SEED } from "./dice.mjs";

const PAGE = "https://site.test/lessons/one/";
const LARGEST = 200_000;
const CELLS = ["first", "a.b", "ä ö", "50%", "#code=", "a/b?c&d", "💡", "."];

beforeEach(() => {
  globalThis.location = new URL(PAGE);
  globalThis.history = { state: { kept: 1 }, replaceState: (...given) => (history.replaced = given) };
});

const opened = (link) => readShared(new URL(link).hash);

/** An address that someone else has made of any bytes. */
const fragment = (bytes, cell = "first") => `#code=${cell}.${zlib.deflateRawSync(bytes).toString("base64url")}`;

test("any code of any cell comes back", async () => {
  const sources = [
    "print(1)",
    "",
    "\n",
    " ",
    "ä😀\u2028\0",
    "\ufeffx = 1",
    "é".repeat(LARGEST / 2),
    "😀".repeat(LARGEST / 4),
  ];
  for (const source of sources)
    for (const cell of CELLS) {
      const link = await shareLink(cell, source);
      assert.match(link, /^[\x21-\x7e]+$/);
      assert.ok(link.startsWith(`${PAGE}#`));
      assert.deepEqual(await opened(link), { cell, source }, cell);
    }
});

test(`random code comes back, from SEQLITE_FUZZ_SEED=${SEED} on`, async () => {
  for (let seed = SEED; seed < SEED + 200; seed++) {
    const choice = new Choice(seed);
    const top = choice.one([0x80, 0x800, 0xd800, 0x10ffff]);
    const letters = Array.from({ length: choice.below(2000) }, () => choice.below(top));
    const source = String.fromCodePoint(...letters.map((letter) => (letter >> 11 === 27 ? 32 : letter))); // no halves of pairs
    assert.deepEqual(await opened(await shareLink("a", source)), { cell: "a", source }, `SEQLITE_FUZZ_SEED=${seed}`);
  }
});

test("a link takes 200,000 bytes, however little they repeat, and not one more", async () => {
  const choice = new Choice(SEED);
  const source = Array.from({ length: LARGEST }, () => String.fromCharCode(32 + choice.below(95))).join("");
  assert.deepEqual(await opened(await shareLink("a", source)), { cell: "a", source });
  for (const longer of [`${source}x`, `${"é".repeat(LARGEST / 2)}x`])
    await assert.rejects(shareLink("a", longer), /the code takes 200001 bytes, and a link holds at most 200000/);
});

test("more code than a link takes is none", async () => {
  assert.equal((await readShared(fragment("x".repeat(LARGEST)))).source.length, LARGEST);
  assert.equal(await readShared(fragment("x".repeat(LARGEST + 1))), null);
  assert.equal(await readShared(fragment(Buffer.alloc(300_000_000))), null);
});

test(`what nobody has shared is no code, from SEQLITE_FUZZ_SEED=${SEED} on`, async () => {
  const broken = [
    "",
    "#",
    "#cell-first",
    "#code",
    "#code=",
    "#code=first",
    "#code=first.",
    "#code=.",
    "#code=a.!!",
    "#code=%.S0",
  ];
  const cut = fragment("print('a longer text that is cut')").slice(0, -8);
  for (const each of [
    ...broken,
    cut,
    fragment("").slice(1),
    fragment(Buffer.from([0xff, 0xfe, 0xc3])),
    fragment("x", "%E0%"),
  ])
    assert.equal(await readShared(each), null, each);
  for (let seed = SEED; seed < SEED + 500; seed++) {
    const choice = new Choice(seed);
    const garbage = choice.many([..."ABCDEFxyz0189-_.%=#&é"], 40).join("");
    const shared = await readShared(`#code=a.${garbage}`);
    assert.ok(shared === null || typeof shared.source === "string", garbage);
  }
});

test("only what was shared is taken out of the address", () => {
  location.hash = "#cell-first";
  forgetShared();
  assert.equal(history.replaced, undefined);
  globalThis.location = new URL(`${PAGE}?q=1#code=first.S0`);
  forgetShared();
  assert.deepEqual(history.replaced, [{ kept: 1 }, "", "/lessons/one/?q=1"]);
});

test("the link to published code names the cell", () => {
  for (const cell of CELLS) {
    const { hash } = new URL(cellLink(cell));
    assert.equal(decodeURIComponent(hash), `#cell-${cell}`);
  }
});
