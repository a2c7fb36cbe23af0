// The Playground reads a setup back from its program, exactly, and from what a reader makes of the program.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./english.mjs";
import { layer } from "../../docs/course/page/playground/setup/layers.ts";
import { fragmentOf, readFragment } from "../../docs/course/page/playground/setup/fragment.ts";
import { PRESETS } from "../../docs/course/page/playground/setup/presets.ts";
import { scriptOf } from "../../docs/course/page/playground/setup/program.ts";
import { readProgram } from "../../docs/course/page/playground/setup/read_program.ts";
import { DATA, NUMBERS, obstacle, setupOf, withEnd } from "../../docs/course/page/playground/setup/setup.ts";
import { Choice, SEED } from "./dice.mjs";
import { anySetup, changedOnTheWay, rebuiltOnTheWay, repaired } from "./random_setups.mjs";

const FIRST = withEnd(PRESETS[0].setup);

/** A setup with nothing in it that its program does not write. */
function said(setup) {
  const points = setup.data === "painted" ? setup.points : FIRST.points;
  const samples = setup.data === "painted" ? NUMBERS.samples.value : setup.samples;
  return setupOf({ ...setup, points, samples });
}

function* fitting(count) {
  for (let seed = SEED; seed < SEED + count; seed++) {
    const choice = new Choice(seed);
    const setup = said(repaired(anySetup(choice)));
    yield [said(choice.below(2) ? setup : changedOnTheWay(setup, choice)), `seed ${seed}`];
  }
}

/** Setups of which something is built anew on the way. */
function* rebuilt(count) {
  for (let seed = SEED; count > 0; seed++) {
    const choice = new Choice(seed);
    const fitting = repaired(anySetup(choice));
    const setup = rebuiltOnTheWay(setupOf({ ...fitting, schedule: "constant", patience: 0, epochs: 6 }), choice);
    if (!setup.earlier.length || obstacle(setup)) continue;
    count -= 1;
    yield [setup, `seed ${seed}`];
  }
}

test("what is built anew on the way is read back, whatever stood there before", () => {
  let before = FIRST;
  for (const [setup, what] of rebuilt(400)) {
    const found = readProgram(scriptOf(setup), before);
    assert.ok(found, what);
    assert.equal(scriptOf(found), scriptOf(setup), what);
    assert.equal(found.earlier.length, setup.earlier.length, what);
    const again = readFragment(fragmentOf(setup));
    assert.equal(scriptOf(again), scriptOf(setup), `${what}: as an address`);
    before = setup;
  }
});

test("a setup is read back from its program as it is", () => {
  for (const [setup, what] of fitting(400)) {
    const found = readProgram(scriptOf(setup), setupOf({ ...FIRST, validation: setup.validation }));
    if (setup.data === "painted") assert.equal(scriptOf(found), scriptOf(setup), what);
    else assert.deepEqual(found, setup, what);
  }
});

test("a setup is read from its program whatever stood there before", () => {
  let before = FIRST;
  for (const [setup, what] of fitting(400)) {
    const found = readProgram(scriptOf(setup), before);
    assert.ok(found, what);
    assert.equal(scriptOf(found), scriptOf(setup), what);
    before = setup;
  }
});

test("all presets are read", () => {
  for (const { setup, title } of PRESETS)
    assert.equal(scriptOf(readProgram(scriptOf(setup), FIRST)), scriptOf(setup), title);
});

/** @type {[before: string | RegExp, after: string, changes: object][]} */
const EDITS = [
  ["nn.Linear(2, 6)", "nn.Linear(2, 8)", { layers: dense(8, 4, 2) }],
  ["nn.Linear(2, 6)", "nn.Linear( 2,8 )", { layers: dense(8, 4, 2) }],
  ["nn.Tanh()", "nn.ReLU()", { layers: dense(6, 4, 2).with(1, layer("ReLU")) }],
  [
    "    nn.Linear(6, 4),\n",
    "    nn.Linear(6, 6),\n    nn.Tanh(),\n    nn.Linear(6, 4),\n",
    { layers: dense(6, 6, 4, 2) },
  ],
  ["lr=0.01", "lr=3e-2", { rate: 0.03 }],
  ["lr=0.01", "lr=.03", { rate: 0.03 }],
  ["lr=0.01", "lr=0.01, weight_decay=0.1", { decay: 0.1 }],
  ["optim.Adam(", "optim.AdamW(", { optimizer: "AdamW" }],
  ["batch_size=16", "batch_size=4", { batch: 4 }],
  ["manual_seed(0)", "manual_seed(7)", { seed: 7 }],
  ["manual_seed(1)", "manual_seed(8)  # mine", { seed: 7 }],
  ["n = 300", "n = 400", { samples: 400 }],
  ["[210, 90]", "[150, 150]", { validation: 50 }],
  ["0.15 * torch.randn", "0.3 * torch.randn", { noise: 0.3 }],
  ["train(epochs=60)", "train(epochs=80)", { epochs: 80 }],
];

function dense(...widths) {
  return widths.flatMap((out, at) => [layer("Linear", { out }), ...(at < widths.length - 1 ? [layer("Tanh")] : [])]);
}

test("an edited line holds, and the others follow", () => {
  const script = scriptOf(FIRST);
  for (const [before, after, changes] of EDITS) {
    assert.ok(script.includes(before), String(before));
    const found = readProgram(script.replace(before, after), FIRST);
    assert.deepEqual(found, setupOf({ ...FIRST, ...changes }), `${before} to ${after}`);
  }
});

const NO_SETUPS = [
  ["nn.Linear(2, 6)", "nn.Linear(3, 6)"],
  ["nn.Linear(2, 6)", "nn.Linear(2, "],
  ["nn.Linear(2, 6)", "nn.Linear(2, 6000)"],
  ["nn.Tanh()", "nn.Tan()"],
  ["lr=0.01", "lr="],
  ["lr=0.01", "lr=0.01, betas=(0.5, 0.9)"],
  ["lr=0.01", "lr=1000"],
  ["            loss.backward()\n", ""],
  [
    "            optimizer.zero_grad()\n            scores = model(inputs)\n",
    "            scores = model(inputs)\n            optimizer.zero_grad()\n",
  ],
  ["history = []", "history = [1]"],
  ["import math", "import math, os"],
  [/$/, "\nprint(model)\n"],
  ["model = nn.Sequential(", "model = Model("],
];

test("what no setup writes is no setup", () => {
  const script = scriptOf(FIRST);
  for (const [before, after] of NO_SETUPS) {
    const edited = script.replace(before, after);
    assert.notEqual(edited, script);
    assert.equal(readProgram(edited, FIRST), null, `${before} to ${after}`);
  }
});

/** How many inputs a layer has follows from what stands before it. */
const withoutInputs = (line) => line.replace(/(Linear|Conv2d|BatchNorm[12]d)\(\d+/, "$1(");

test("without one of its lines, the program is no setup's, or one that does without the line", () => {
  for (const [setup, what] of fitting(40)) {
    const lines = scriptOf(setup).split("\n");
    for (const at of lines.keys()) {
      if (!lines[at].trim()) continue;
      const found = readProgram(lines.toSpliced(at, 1).join("\n"), setup);
      if (found)
        assert.ok(
          !scriptOf(found).split("\n").includes(lines[at]) ||
            lines.filter((one) => withoutInputs(one) === withoutInputs(lines[at])).length > 1 ||
            lines[at].trim().startsWith("#"),
          `${what}: ${lines[at]}`,
        );
    }
  }
});

test("every kind of data is among those that were tried", () => {
  const tried = new Set([...fitting(400)].map(([{ data }]) => data));
  assert.deepEqual([...tried].toSorted(), Object.keys(DATA).toSorted());
});
