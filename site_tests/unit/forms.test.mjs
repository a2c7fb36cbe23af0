// Form fields: what their lines say, and the same lines with other values; and when a cell runs again.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { AutoRun } from "../../live_cells/live/page/cell/auto_run.ts";
import { formOf, isAllowed, written } from "../../live_cells/live/page/cell/form_fields.ts";

const field = (line) => formOf(line).fields[0];

// biome-ignore format: a line for each
const FIELDS = [
  // Colab's own examples
  [`no_type_checking = ''  #@param`, { kind: "raw", value: "''" }, "3", `no_type_checking = 3  #@param`],
  [`string_type = 'example'  #@param {type: "string"}`, { kind: "text", value: "example" }, "it's", String.raw`string_type = 'it\'s'  #@param {type: "string"}`],
  [`slider_value = 171  #@param {type: "slider", min: 100, max: 200}`, { kind: "slider", value: 171, min: 100, max: 200, step: 1 }, 180, `slider_value = 180  #@param {type: "slider", min: 100, max: 200}`],
  [`number = 102  #@param {type: "number"}`, { kind: "number", value: 102 }, 0.5, `number = 0.5  #@param {type: "number"}`],
  [`date = '2010-11-05'  #@param {type: "date"}`, { kind: "date", value: "2010-11-05" }, "2026-01-02", `date = '2026-01-02'  #@param {type: "date"}`],
  [`pick_me = "monday"  #@param ['monday', 'tuesday', 'wednesday']`, { kind: "choice", value: "monday", options: ["monday", "tuesday", "wednesday"] }, "tuesday", `pick_me = "tuesday"  #@param ['monday', 'tuesday', 'wednesday']`],
  [`select_or_input = "apples" #@param ["apples", "bananas"] {allow-input: true}`, { kind: "combo", value: "apples" }, 'a "b"', String.raw`select_or_input = "a \"b\"" #@param ["apples", "bananas"] {allow-input: true}`],
  [`primes = 2 #@param ["2", "3", "5"] {type:"raw"}`, { kind: "choice", value: "2", options: ["2", "3", "5"] }, "5", `primes = 5 #@param ["2", "3", "5"] {type:"raw"}`],
  [`boolean_checkbox = True  #@param {type: "boolean"}`, { kind: "checkbox", value: true }, false, `boolean_checkbox = False  #@param {type: "boolean"}`],
  // and others
  [`width = 8  # @param {type:"slider", min:1, max:64, step:1, label:"hidden units"}`, { kind: "slider", label: "hidden units" }, 64, `width = 64  # @param {type:"slider", min:1, max:64, step:1, label:"hidden units"}`],
  [`rate = 0.10  # @param {type:"slider", min:0, max:1, step:0.05}`, { kind: "slider", value: 0.1, step: 0.05 }, 0.15000000000000002, `rate = 0.15  # @param {type:"slider", min:0, max:1, step:0.05}`],
  [`rate = 0.5  # @param {type:"slider", min:0, max:1, step:0.05}`, { kind: "slider" }, 1, `rate = 1.0  # @param {type:"slider", min:0, max:1, step:0.05}`],
  [`    inner = 1e-3  # @param {"type":"number","min":0}`, { kind: "number", value: 0.001, min: 0 }, 2, `    inner = 2  # @param {"type":"number","min":0}`],
  [`n = 1_000  # @param {type:"integer"}`, { kind: "integer", value: 1000 }, 7, `n = 7  # @param {type:"integer"}`],
  [`n = 2 ** 3  # @param {type:"integer"}`, { kind: "integer", value: null }, 9, `n = 9  # @param {type:"integer"}`],
  [`sign = "#"  # @param {type:"string", placeholder:"one letter"}`, { kind: "text", value: "#", placeholder: "one letter" }, "a\\b", String.raw`sign = "a\\b"  # @param {type:"string", placeholder:"one letter"}`],
  [`act = "relu"  # @param ["relu", "tanh"]`, { kind: "choice", value: "relu" }, "tanh", `act = "tanh"  # @param ["relu", "tanh"]`],
];

for (const [line, expected, value, after] of FIELDS)
  test(line, () => {
    const found = field(`before = 1\n${line}\nafter = 2`);
    for (const [key, wanted] of Object.entries(expected)) assert.deepEqual(found[key], wanted, key);
    assert.equal(written(`before = 1\n${line}\nafter = 2`, found, value), `before = 1\n${after}\nafter = 2`);
    assert.equal(
      written(line, field(line), found.value ?? 9) === line,
      found.value !== null && !/0\.10|1e-3|1_000/.test(line),
    );
  });

test("what was written is read as the same value", () => {
  const values = ["", "a", "it's", '"', "\\", "\\n", "two\nlines", "# @param", "é✓"];
  for (const quote of [`'`, `"`])
    for (const value of values) {
      const line = `x = ${quote}old${quote}  # @param {type:"string"}`;
      const changed = written(line, field(line), value);
      assert.equal(field(changed).value, value, changed);
      assert.equal(written(changed, field(changed), "old"), line);
    }
});

test("titles, notes, and code that is folded away", () => {
  const form = formOf(
    '# @title A first net { run: "auto", display-mode: "form" }\n# @markdown Try both.\nx = 1 # @param ["1"] {type:"raw"}',
  );
  assert.deepEqual([form.title, form.folded, form.notes, form.fields.length], ["A first net", true, ["Try both."], 1]);
  assert.deepEqual(formOf("#@title Plain"), { title: "Plain", folded: false, notes: [], fields: [] });
  assert.deepEqual(formOf("x = 1  # a parameter\ny = '@param'").fields, []);
});

test("what a field may hold", () => {
  assert.ok(isAllowed({ kind: "slider", min: 1, max: 3 }, 2));
  assert.ok(!isAllowed({ kind: "slider", min: 1, max: 3 }, 4));
  assert.ok(!isAllowed({ kind: "integer" }, 1.5));
  assert.ok(!isAllowed({ kind: "number" }, null) && !isAllowed({ kind: "number" }, Number.NaN));
  assert.ok(!isAllowed({ kind: "raw" }, " "));
});

/** A cell whose runs take as long as the test says, and the values with which it has run. */
function slowCell({ seconds, gentle }) {
  const cell = { value: 0, ran: [], running: false, stops: 0, seconds: seconds.length ? seconds.shift() : null };
  const autoRun = new AutoRun({
    run: () => {
      assert.ok(!cell.running, "one run at a time");
      cell.running = true;
      cell.ran.push(cell.value);
    },
    stop: () => {
      cell.stops += 1;
      if (gentle) cell.end();
    },
    isRunning: () => cell.running,
    seconds: () => cell.seconds,
  });
  cell.end = () => {
    cell.running = false;
    autoRun.ended();
  };
  cell.set = (value) => {
    cell.value = value;
    autoRun.changed();
  };
  return { cell, autoRun };
}

test("a fast cell follows the hand, and ends with the last value", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { cell } = slowCell({ seconds: [0.05] });
  for (const value of [1, 2, 3]) cell.set(value);
  cell.end();
  cell.set(4);
  cell.end();
  cell.end();
  assert.deepEqual([cell.ran, cell.stops, cell.running], [[1, 3, 4], 0, false]);
  mock.timers.reset();
});

for (const gentle of [true, false])
  test(`a slow cell waits for the hand to rest, and ${gentle ? "is stopped first" : "is not stopped where that loses all"}`, () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { cell } = slowCell({ seconds: [5], gentle });
    cell.set(1);
    mock.timers.tick(100);
    cell.set(2);
    assert.deepEqual(cell.ran, []);
    mock.timers.tick(400);
    assert.deepEqual(cell.ran, [2]);
    for (const value of [3, 4, 5]) cell.set(value);
    mock.timers.tick(400);
    if (!gentle) cell.end();
    assert.deepEqual([cell.ran, cell.stops], [[2, 5], 1]);
    mock.timers.reset();
  });

test("who stops the cell is not asked again", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { cell, autoRun } = slowCell({ seconds: [null] });
  cell.set(1);
  cell.set(2);
  autoRun.cancel();
  cell.end();
  mock.timers.tick(1000);
  assert.deepEqual(cell.ran, [1]);
  mock.timers.reset();
});
