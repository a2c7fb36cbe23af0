// The Playground's setups: what fits, what does not and what helps, and the address that holds it all.

import "./english.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { layer } from "../../docs/course/page/playground/setup/layers.ts";
import { aboutOwn, differences } from "../../docs/course/page/playground/setup/about.ts";
import { fragmentOf, readFragment } from "../../docs/course/page/playground/setup/fragment.ts";
import { obstacle, settled, setupOf, stackFor } from "../../docs/course/page/playground/setup/setup.ts";
import { sectionsOf } from "../../docs/course/page/playground/setup/program.ts";
import { PRESETS } from "../../docs/course/page/playground/setup/presets.ts";
import { stackOf } from "../../docs/course/page/playground/setup/stack.ts";
import { csvOf } from "../../docs/course/page/playground/setup/words.ts";
import { SEED, tryOften } from "./dice.mjs";
import { anySetup, changedOnTheWay, repaired } from "./random_setups.mjs";

const PICTURE = [1, 28, 28];
const DIGITS = { task: "classification", outputs: 10 };
const dense = (...widths) => widths.map((out) => layer("Linear", { out }));

test("shapes and parameters are PyTorch's", () => {
  const { placed, parameters, fits } = stackOf(
    [layer("Conv2d", { out: 8, padding: 1 }), layer("BatchNorm"), layer("MaxPool2d"), layer("Flatten"), ...dense(10)],
    PICTURE,
    DIGITS,
  );
  assert.deepEqual(
    placed.map(({ to }) => to),
    [[8, 28, 28], [8, 28, 28], [8, 14, 14], [1568], [10]],
  );
  assert.deepEqual(
    placed.map((one) => one.parameters),
    [80, 16, 0, 0, 15690],
  );
  assert.equal(parameters, 15786);
  assert.ok(fits);
});

test("a layer that does not fit says why, and what would help", () => {
  const said = (layers, inputs = PICTURE) => {
    const { placed, fault } = stackOf(layers, inputs, DIGITS);
    return placed.find((one) => one.fault)?.fault ?? fault;
  };
  assert.match(said(dense(10)).text, /Linear needs a vector .* picture of 1 × 28 × 28/);
  assert.equal(said(dense(10)).fix.label, "Put a Flatten before it");
  assert.match(said([layer("Flatten"), layer("Conv2d")]).text, /Conv2d needs a picture .* vector of 784/);
  assert.match(said([layer("MaxPool2d", { kernel: 7 }), layer("Conv2d", { kernel: 9 })]).text, /9 × 9, .* only 4 × 4/);
  assert.equal(
    said([layer("MaxPool2d", { kernel: 7 }), layer("Conv2d", { kernel: 9 })]).fix.label,
    "Make the window 4 × 4",
  );
  assert.match(said([layer("Flatten"), ...dense(7)]).text, /one score for each of the 10 classes, but gets 7/);
  assert.equal(said([layer("Flatten"), ...dense(7)]).fix.label, "Give it 10 outputs");
  assert.equal(said([layer("Flatten"), layer("ReLU")]).fix.label, "Add a Linear");
  assert.equal(said([]).fix.label, "Add a Flatten");
});

test("what is hardly meant gets a hint", () => {
  const hints = (...layers) =>
    stackOf(layers, [2], { task: "classification", outputs: 2 }).placed.map(({ hint }) => hint);
  const [, second] = hints(...dense(8, 2));
  assert.match(second, /no more than one/);
  assert.match(hints(...dense(2), layer("ReLU"))[1], /no score can be negative/);
  assert.match(hints(...dense(2), layer("Softmax"))[1], /applies the softmax itself/);
  assert.deepEqual(hints(layer("Linear"), layer("ReLU"), ...dense(2)), ["", "", ""]);
});

test("the preset of the course is the model of the training lesson", () => {
  const course = PRESETS.find(({ key }) => key === "course");
  const kinds = course?.setup.layers.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["Flatten", "Linear", "ReLU", "Dropout", "Linear", "ReLU", "Linear"]);
});

test("what keeps a setup from being trained is said", () => {
  const [moons] = PRESETS;
  assert.equal(obstacle(moons.setup), "");
  assert.match(obstacle(setupOf({ ...moons.setup, data: "painted", points: [] })), /Paint at least ten points/);
  const layers = [layer("Linear"), layer("BatchNorm"), ...dense(2)];
  assert.match(obstacle(setupOf({ ...moons.setup, layers, batch: 1024 })), /larger than the training data/);
  assert.match(obstacle(setupOf({ ...moons.setup, layers, batch: 1 })), /a batch of one has none/);
  assert.match(obstacle(setupOf({ ...moons.setup, layers: [] })), /nothing to train/);
});

test("every preset fits, and is in its address", () => {
  for (const { key, setup, about } of PRESETS) {
    assert.equal(obstacle(setup), "", key);
    assert.deepEqual(readFragment(fragmentOf(setup)), setup, key);
    assert.ok(about.length > 40, key);
  }
});

test(`an address brings back any setup, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(2_000, (choice) => {
    const setup = changedOnTheWay(repaired(anySetup(choice)), choice);
    if (setup.data !== "painted") setup.points = [];
    assert.deepEqual(readFragment(fragmentOf(setup)), setup);
    assert.deepEqual(setupOf(setup), setup);
  });
});

test(`what the faults offer makes any stack fit, from SEQLITE_FUZZ_SEED=${SEED} on`, () => {
  tryOften(2_000, (choice) => {
    const { placed, fits } = stackFor(repaired(anySetup(choice)));
    assert.ok(fits);
    assert.ok(placed.every(({ to }) => to?.every((side) => Number.isInteger(side) && side > 0)));
  });
});

test("garbage in an address is no setup, or one that can be used", () => {
  for (const fragment of ["", "#", "#code=a.b", "#data=moons", "#layers=ReLU", "#%"])
    assert.equal(readFragment(fragment), null);
  const odd =
    "#data=mars&layers=Linear~x,constructor,Conv2d~8~-3~99,__proto__,ReLU&rate=NaN&epochs=1e9&seed=-4&points=a9999_0";
  const setup = readFragment(odd);
  assert.deepEqual(setupOf(setup), setup);
  assert.equal(setup.data, "moons");
  assert.equal(setup.epochs, 500);
  assert.deepEqual(
    setup.layers.map(({ kind }) => kind),
    ["Linear", "Conv2d", "ReLU"],
  );
});

test("what differs between two setups is named by what it is", () => {
  const [{ setup: moons }] = PRESETS;
  const faster = { ...moons, optimizer: "SGD", rate: 0.3 };
  assert.deepEqual(differences(moons, faster), [["Adam 0.01", "SGD 0.3"]]);
  const bent = { ...moons, layers: moons.layers.map((one) => (one.kind === "Tanh" ? layer("LeakyReLU") : one)) };
  assert.deepEqual(differences(moons, bent), [["Tanh", "LeakyReLU"]]);
  assert.deepEqual(differences(moons, { ...moons, layers: dense(2) }), [["6 → 4 → 2, Tanh", "2, no activation"]]);
  const slowed = setupOf({ ...moons, changes: [{ step: 7, set: "rate", to: 0.001 }] });
  assert.deepEqual(differences(moons, slowed), [["Adam 0.01", "Adam 0.01 → 0.001"]]);
  assert.deepEqual(differences(moons, moons), []);
});

test("a setup of one's own is told by the nearest preset and by what follows", () => {
  const [{ setup: moons }] = PRESETS;
  assert.match(aboutOwn({ ...moons, rate: 0.3 }), /^Like “Two moons”, but: Adam 0.3\.$/);
  assert.match(aboutOwn({ ...moons, layers: dense(8, 2) }), /together are one linear layer/);
  const weighed = { ...moons, regularization: "L1", strength: 0.01, features: ["x1", "x1x1"] };
  assert.match(aboutOwn(weighed), /inputs x₁, x₁²; L1 0\.01\. .*curved.*same force/);
});

test("changes on the way: the last one of a step stays, what cannot be made is left out", () => {
  const [{ setup: moons }] = PRESETS;
  const changes = [
    { step: 9, set: "rate", to: 0.1 },
    { step: 9, set: "rate", to: 0.2 },
    { step: 3, set: "weight", layer: 0, unit: 5, source: 1, to: 0.5 },
    { step: 3, set: "weight", layer: 0, unit: 6, source: 1, to: 0.5 },
    { step: 3, set: "bias", layer: 1, unit: 0, to: 0.5 },
    { step: -1, set: "rate", to: 0.1 },
    { step: 3, set: "rate", to: Number.NaN },
    { step: 3, set: "seed", to: 1 },
  ];
  const setup = setupOf({ ...moons, changes });
  assert.deepEqual(setup.changes, [changes[2], changes[1]]);
  const [, , training] = sectionsOf(setup).map(({ source }) => source);
  assert.match(training, /if step == 3:\n +model\[0\]\.weight\.data\[5, 1\] = 0\.5\n/);
  assert.match(training, /if step == 9:\n +for group in optimizer\.param_groups:\n +group\["lr"\] = 0\.2\n/);
  assert.deepEqual(settled(setup), { ...moons, rate: 0.2 });
  assert.ok(!sectionsOf(moons).some(({ source }) => source.includes("change")));
});

test("figures for a spreadsheet: a line for each epoch, nothing where there is no number", () => {
  assert.equal(
    csvOf([
      { epoch: 1, loss: 0.5 },
      { epoch: 2, loss: null },
    ]),
    "epoch,loss\n1,0.5\n2,\n",
  );
});
