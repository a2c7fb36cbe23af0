// Pictures of networks: what the page computes is what PyTorch computed, what is malformed is said in a sentence.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import "./english.mjs";
import { backward, canCompute, forward } from "../../live_cells/live/page/pictures/compute.ts";
import { DataError } from "../../live_cells/live/page/pictures/checks.ts";
import { readPicture } from "../../live_cells/live/page/pictures/data.ts";
import { wordsOf } from "../../live_cells/live/page/pictures/formulas.ts";
import { layoutOf as graphLayout } from "../../live_cells/live/page/pictures/graph_layout.ts";
import { edgeLine, gradientLine, valueLine } from "../../live_cells/live/page/pictures/graph_words.ts";
import { dependence } from "../../live_cells/live/page/pictures/links.ts";
import { brief, shown } from "../../live_cells/live/page/pictures/printed.ts";

const CASES = JSON.parse(fs.readFileSync(new URL("network_cases.json", import.meta.url), "utf8"));
const read = (picture) => readPicture(JSON.stringify(picture));
const changed = (change) => {
  const picture = structuredClone(CASES[0].picture);
  change(picture);
  return picture;
};

/** As printed; the last digit may differ where a sum was taken in another order. */
function assertPrintsAs(found, wanted, place) {
  assert.equal(found.length, wanted.length, place);
  for (const [i, value] of found.entries())
    assert.ok(
      Math.abs(value - wanted[i]) <= 2e-6 * Math.max(1, Math.abs(wanted[i])),
      `${place}[${i}]: ${value}, PyTorch: ${wanted[i]}`,
    );
}

for (const [number, { picture, input_gradient }] of CASES.entries())
  test(`network ${number}: ${picture.modules.map(({ text }) => text).join(", ")}; ${picture.loss.text}`, () => {
    const data = read(picture);
    assert.ok(canCompute(data));
    const there = forward(data, data.input.values);
    const back = backward(data, data.input.values, there);
    assertPrintsAs([there.loss], [data.loss.value], "loss");
    assertPrintsAs(back.input, input_gradient, "input gradient");
    for (const [i, module] of data.modules.entries()) {
      assertPrintsAs(there.outputs[i], module.output.values, `output ${i}`);
      assertPrintsAs(back.outputs[i], module.output_gradient.values, `output gradient ${i}`);
      if (module.weight) assertPrintsAs(back.weights[i], module.weight_gradient.values, `weight gradient ${i}`);
      if (module.bias) assertPrintsAs(back.biases[i], module.bias_gradient.values, `bias gradient ${i}`);
    }
  });

test("every kind that the page computes is among the recorded networks", () => {
  const kinds = new Set(CASES.flatMap(({ picture }) => [...picture.modules, picture.loss].map(({ kind }) => kind)));
  for (const kind of [
    ...["Linear", "Identity", "Flatten", "ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU", "SiLU", "ELU", "Softplus"],
    ...["Softmax", "LogSoftmax", "Dropout", "BatchNorm1d", "LayerNorm"],
    ...["MSELoss", "L1Loss", "CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss"],
  ])
    assert.ok(kinds.has(kind), kind);
});

test("what is folded, unknown or otherwise than computed is not computed", () => {
  const isComputed = (change) => canCompute(read(changed(change)));
  assert.ok(isComputed(() => {}));
  assert.ok(!isComputed(({ modules }) => (modules[0].kind = "MyLinear")));
  assert.ok(!isComputed(({ modules }) => (modules[0].kind = "constructor")));
  assert.ok(!isComputed(({ modules }) => (modules[0].output.values[0] += 0.5)));
  assert.ok(!isComputed(({ modules }) => delete modules[1].links)); // as of a module that is not known
  assert.ok(!isComputed(({ modules }) => (modules[1].links = "all")));
  assert.ok(!isComputed((picture) => (picture.fault = { module: 0, text: "does not fit" })));
});

test("a softmax over the samples of a batch is not computed from one of them", () => {
  const isOfSeveral = ({ kind, output }) => kind === "Softmax" && output.values.length > 1;
  const at = CASES.findIndex(({ picture }) => picture.modules.some(isOfSeveral));
  const picture = structuredClone(CASES[at].picture);
  assert.ok(canCompute(read(picture)));
  picture.modules.find(({ kind }) => kind === "Softmax").links = "own";
  assert.ok(!canCompute(read(picture)));
});

test("which units depend on which is read, or said to be malformed", () => {
  const links = (value) => read(changed(({ modules }) => (modules[0].links = value))).modules[0].links;
  assert.deepEqual(links([[0, 1]]), [[0, 1]]);
  assert.equal(links("own"), "own");
  for (const wrong of ["some", [[0]], [[0, -1]], [[0, 1, 2]]]) assert.throws(() => links(wrong), DataError);
  assert.ok(dependence("all")([0, 5], [0, 5]));
  assert.ok(dependence("own")([0, 3], [7, 7]) && !dependence("own")([3, 3], [3, 4]));
  assert.ok(dependence([[0, 1]])([0, 1], [9, 9]) && !dependence([[0, 1]])([1, 0], [1, 0]));
});

const MALFORMED = {
  modules: (picture) => delete picture.modules,
  "modules[0].output.values": ({ modules }) => modules[0].output.values.push(1),
  "modules[0].weight.values": ({ modules }) => (modules[0].weight.values[0] = "much"),
  "input.shape": ({ input }) => (input.shape = [-1]),
  kind: (picture) => (picture.kind = "map"),
  version: (picture) => (picture.version = 2),
  "fault.module": (picture) => (picture.fault = { module: 99, text: "" }),
  span: (picture) => (picture.span = 0),
  image: (picture) => (picture.image = [28]),
  "loss.value": ({ loss }) => (loss.value = null),
};
for (const [place, change] of Object.entries(MALFORMED))
  test(`malformed: ${place}`, () => {
    const saying = (error) => error instanceof DataError && error.message.includes(place);
    assert.throws(() => read(changed(change)), saying);
  });

test("what is no JSON, or too long, is malformed as well", () => {
  assert.throws(() => readPicture("{"), DataError);
  assert.throws(() => readPicture("[]"), DataError);
  assert.throws(() => readPicture(" ".repeat(1e6)), DataError);
});

test("numbers beyond the finite come by name", () => {
  const { input } = read(
    changed(({ input }) => (input = Object.assign(input, { shape: [3], values: ["nan", "inf", "-inf"] }))),
  );
  assert.deepEqual(input.values, [Number.NaN, Infinity, -Infinity]);
});

/** (a·b + c)·a */
const GRAPH = {
  kind: "graph",
  version: 1,
  nodes: [
    { id: 0, label: "a", op: "", value: 2, gradient: -5, leaf: true },
    { id: 1, label: "b", op: "", value: -3, gradient: 4, leaf: true },
    { id: 2, label: "c", op: "", value: 7, gradient: 2, leaf: true },
    { id: 3, label: "", op: "*", value: -6, gradient: 2, leaf: false },
    { id: 4, label: "", op: "+", value: 1, gradient: 2, leaf: false },
    { id: 5, label: "L", op: "*", value: 2, gradient: 1, leaf: false },
  ],
  edges: [
    { from: 0, to: 3, derivative: -3, contribution: -6 },
    { from: 1, to: 3, derivative: 2, contribution: 4 },
    { from: 3, to: 4, derivative: 1, contribution: 2 },
    { from: 2, to: 4, derivative: 1, contribution: 2 },
    { from: 4, to: 5, derivative: 2, contribution: 2 },
    { from: 0, to: 5, derivative: 1, contribution: 1 },
  ],
};

test("a graph says how its values were made and how gradients arrive, sums included", () => {
  const data = read(GRAPH);
  const said = (lines) => lines.map((line) => wordsOf([line]));
  const [a, , , product] = data.nodes;
  assert.deepEqual(said([valueLine(data, product), valueLine(data, a)]), ["2.00 · (−3.00) = −6.00", ""]);
  assert.deepEqual(said([gradientLine(data, a)]), ["∂L/∂a = −3.00·2.00 + 1.00·1.00 = −6.00 + 1.00 = −5.00"]);
  assert.deepEqual(said([edgeLine(data, data.edges[1])]), ["∂*/∂b · ∂L/∂* = 2.00·2.00 = 4.00"]);
});

test("in a graph, all that a node was made of stands left of it, and no two at one place", () => {
  const data = read(GRAPH);
  const { spots, order, routes } = graphLayout(data, 700);
  for (const { from, to } of data.edges) assert.ok(spots.get(from).x < spots.get(to).x);
  assert.equal(new Set([...spots.values()].map(({ x, y }) => `${x} ${y}`)).size, spots.size);
  assert.equal(order.length, data.nodes.length);
  assert.equal(routes.length, data.edges.length);
});

test("a graph with an edge to nowhere or in a circle is malformed", () => {
  const edges = (...more) => ({ ...GRAPH, edges: [...GRAPH.edges, ...more] });
  assert.throws(() => read(edges({ from: 0, to: 9 })), /edges\[6\]\.to/);
  assert.throws(() => read(edges({ from: 5, to: 3 })), /edges/);
});

test("numbers are shown as PyTorch prints them", () => {
  const float = Math.fround;
  const cases = [
    [
      [0, "0.00"],
      [1, "1.00"],
      [float(0.31), "0.31"],
      [float(-0.62834), "−0.6283"],
      [0.5, "0.50"],
      [12, "12.00"],
    ],
    [
      [0.03125, "0.0312"],
      [0.09375, "0.0938"],
      [float(1e-5), "1e-5"],
      [1e-4, "0.0001"],
      [float(1.25e7), "1.25e+7"],
      [NaN, "nan"],
    ],
    [
      [-Infinity, "−inf"],
      [float(0.1), "0.10"],
      [float(0.125), "0.125"],
      [float(99.99999), "100.00"],
    ],
  ].flat();
  for (const [value, words] of cases) assert.equal(shown(value), words);
  assert.deepEqual(
    [0.456, -12.34, 123.4, 0.001, 0].map((one) => brief(one)),
    ["0.46", "−12.3", "123", "1e-3", "0.00"],
  );
});
