/** The description of any module: its calls in order, the tensors that pass between them, and which call follows from which. */

import { list, number, optional, record, type Setting, string, texts, whole, wrong } from "./checks.ts";

/** The first numbers of a tensor, row by row; there may be more than these. */
export type Numbers = { shape: number[]; values: number[]; gradient?: number[]; type?: string };

/** The largest terms of a sum: which input, its weight, its value. */
export type Term = [index: number, weight: number, input: number];

export type Call = {
  id: number;
  name: string;
  kind: string;
  text: string;
  /** The call within which it is made; −1: the whole module. */
  parent: number;
  isModule: boolean;
  times: number;
  line?: [cell: string, line: number];
  fault: string;
  /** By their numbers among the tensors. */
  inputs: number[];
  outputs: number[];
  /** By their numbers among the constants. */
  parameters: Record<string, number>;
  operand?: number;
  settings: Record<string, Setting>;
  shares: number[];
  terms?: Term[][];
  rest?: [count: number, sums: number[]];
};

export type End = { name: string; tensor: number };
/** From a call, or an input if negative, to a call or an output. */
export type Link = { from: number; to: number; tensor: number; isOutput: boolean };

export type ModuleData = {
  kind: "module";
  name: string;
  times: number;
  inputs: End[];
  outputs: End[];
  calls: Call[];
  links: Link[];
  tensors: Numbers[];
  constants: Numbers[];
  classes: string[];
  loss?: { kind: string; text: string; value: number };
  fault?: string;
  folded: string[];
};

const MOST = { calls: 1000, links: 20_000, numbers: 100_000 };

export function moduleOf(data: Record<string, unknown>): ModuleData {
  const tensors = list(data.tensors, "tensors").map((one, i) => numbersOf(one, `tensors[${i}]`));
  const constants = list(data.constants, "constants").map((one, i) => numbersOf(one, `constants[${i}]`));
  const calls = list(data.calls, "calls", MOST.calls).map((one, i) =>
    callOf(one, i, { tensors: tensors.length, constants: constants.length }),
  );
  const ends = (name: "inputs" | "outputs") =>
    list(data[name], name).map((one): End => {
      const end = record(one, name);
      return { name: string(end.name, name), tensor: within(end.tensor, tensors.length, name) };
    });
  const [inputs, outputs] = [ends("inputs"), ends("outputs")];
  const links = list(data.links, "links", MOST.links).map((one): Link => {
    const [from, to, tensor, isOutput] = list(one, "links");
    return {
      from: place(from, calls.length, inputs.length),
      to: place(to, calls.length, outputs.length),
      tensor: within(tensor, tensors.length, "links"),
      isOutput: isOutput === 1,
    };
  });
  return {
    kind: "module",
    name: string(data.name, "name"),
    times: optional(data.times, "times", whole) ?? 0,
    inputs,
    outputs,
    calls,
    links,
    tensors,
    constants,
    classes: optional(data.classes, "classes", texts) ?? [],
    loss: optional(data.loss, "loss", lossOf),
    fault: optional(data.fault, "fault", string),
    folded: optional(data.folded, "folded", texts) ?? [],
  };
}

function callOf(value: unknown, id: number, most: { tensors: number; constants: number }): Call {
  const at = `calls[${id}]`;
  const data = record(value, at);
  const parent = data.parent === undefined ? -1 : within(data.parent, id, `${at}.parent`);
  const refs = (one: unknown) => list(one, at).map((ref) => within(ref, most.tensors, at));
  return {
    id,
    name: string(data.name, `${at}.name`),
    kind: string(data.kind, `${at}.kind`),
    text: string(data.text, `${at}.text`),
    parent,
    isModule: data.module === 1,
    times: optional(data.times, `${at}.times`, whole) ?? 0,
    line: optional(data.line, `${at}.line`, lineOf),
    fault: optional(data.fault, `${at}.fault`, string) ?? "",
    inputs: refs(data.inputs),
    outputs: refs(data.outputs),
    parameters: Object.fromEntries(
      Object.entries(record(data.parameters ?? {}, at)).map(([name, one]) => [name, within(one, most.constants, at)]),
    ),
    operand: optional(data.operand, at, (one) => within(one, most.constants, at)),
    settings: settingsOf(data.settings ?? {}, at),
    shares: optional(data.shares, at, (one) => list(one, at).map((ref) => whole(ref, at))) ?? [],
    terms: optional(data.terms, at, (one) =>
      list(one, at).map((terms) =>
        list(terms, at).map((term): Term => {
          const [index, weight, input] = list(term, at);
          return [whole(index, at), number(weight, at), number(input, at)];
        }),
      ),
    ),
    rest: optional(data.rest, at, (one) => {
      const [count, sums] = list(one, at);
      return [whole(count, at), list(sums, at).map((sum) => number(sum, at))];
    }),
  };
}

function numbersOf(value: unknown, at: string): Numbers {
  const data = record(value, at);
  const shape = list(data.shape, at).map((one) => whole(one, at));
  const read = (one: unknown) => list(one, at, MOST.numbers).map((each) => number(each, at));
  const values = read(data.values);
  if (values.length > sizeOf(shape)) wrong(`${at}.values`, `≤ ${sizeOf(shape)}`);
  return { shape, values, gradient: optional(data.gradient, at, read), type: optional(data.type, at, string) };
}

export const sizeOf = (shape: number[]) => shape.reduce((product, side) => product * side, 1);

function settingsOf(value: unknown, at: string): Record<string, Setting> {
  const known = ([, one]: [string, unknown]): boolean =>
    one === null || ["number", "boolean", "string"].includes(typeof one) || Array.isArray(one);
  return Object.fromEntries(Object.entries(record(value, at)).filter(known)) as Record<string, Setting>;
}

function lineOf(value: unknown, at: string): [string, number] {
  const [cell, line] = list(value, at);
  return [string(cell, at), whole(line, at)];
}

function lossOf(value: unknown, at: string) {
  const data = record(value, at);
  return { kind: string(data.kind, at), text: string(data.text, at), value: number(data.value, at) };
}

function within(value: unknown, count: number, at: string): number {
  const found = whole(value, at);
  return found < count ? found : wrong(at, `0…${count - 1}`);
}

/** A call's number, or −1 − that of an end of the module. */
function place(value: unknown, calls: number, ends: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value < calls && value >= -ends) return value;
  return wrong("links", `${-ends}…${calls - 1}`);
}
