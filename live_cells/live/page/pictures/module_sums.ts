/** How one number of a call comes about, with the numbers that it is made of. Where that is not known for certain, nothing is said. */

import { counted, fill } from "../../phrases.ts";
import { activationOf } from "./activations.ts";
import { type Call, type ModuleData, type Numbers, sizeOf } from "./module_data.ts";
import { added, factor, shown } from "./printed.ts";
import { indexOf, placeOf } from "./tensor_sheet.ts";

/** Terms that are written out. */
const FEW = 5;

type Term = [weight: number, value: number];
/** What was computed, and in words. */
type Found = { value: number; lines: string[] };
type At = { data: ModuleData; call: Call; index: number[]; inputs: Numbers[]; out: Numbers };

/** @param place of the number in the call's first output @returns lines; none if it is not known */
export function sumOf(data: ModuleData, call: Call, place: number): string[] {
  const out = data.tensors[call.outputs[0]];
  const inputs = call.inputs.map((id) => data.tensors[id]);
  const rule = Object.hasOwn(RULES, nameOf(call)) ? RULES[nameOf(call)] : activation;
  const found = rule({ data, call, index: indexOf(place, out.shape), inputs, out });
  const value = out.values[place];
  if (!found || !isNear(found.value, value)) return [];
  return found.lines;
}

const nameOf = ({ kind, settings }: Call) => (typeof settings.function === "string" ? settings.function : kind);

const isNear = (one: number, other: number) =>
  Math.abs(one - other) <= 1e-3 * Math.max(1, Math.abs(one), Math.abs(other));

const at = ({ shape, values }: Numbers, index: number[]): number => values[placeOf(index, shape)] ?? Number.NaN;

/** The number that goes with an index of the result, where sides of 1 are stretched. */
function stretched(tensor: Numbers, index: number[]) {
  const { shape } = tensor;
  const tail = index.slice(index.length - shape.length);
  return at(
    tensor,
    tail.map((one, i) => (shape[i] === 1 ? 0 : one)),
  );
}

const constantOf = ({ data, call }: At, name: string): Numbers | undefined => {
  const id = call.parameters[name];
  return id === undefined || !data.constants[id].values.length ? undefined : data.constants[id];
};

/** A sum of products, with the largest terms first, and a bias. */
function products(terms: Term[], bias: number | undefined, rest?: [count: number, sum: number]): Found {
  const all = terms.reduce((sum, [weight, value]) => sum + weight * value, 0) + (rest?.[1] ?? 0) + (bias ?? 0);
  const order = [...terms].sort((one, other) => Math.abs(other[0] * other[1]) - Math.abs(one[0] * one[1]));
  const few = order.length > FEW + 1 ? order.slice(0, FEW) : order;
  const left = order.slice(few.length).reduce((sum, [weight, value]) => sum + weight * value, rest?.[1] ?? 0);
  const more = order.length - few.length + (rest?.[0] ?? 0);
  const pieces = few.map(([weight, value], i) => {
    const product = `${shown(Math.abs(weight))}·${factor(value)}`;
    return i || weight < 0 ? added(weight, product) : product;
  });
  if (more) pieces.push(added(left, counted(WORDS.pictures.more_terms, more, { sum: shown(Math.abs(left)) })));
  if (bias !== undefined) pieces.push(added(bias));
  return { value: all, lines: [`${pieces.join(" ")} = ${shown(all)}`] };
}

function linear(at_: At): Found | null {
  const { data, call, index, inputs } = at_;
  const unit = index.at(-1) ?? 0;
  const bias = constantOf(at_, "bias")?.values[unit];
  if (call.terms) {
    const terms = index.slice(0, -1).every((one) => one === 0) ? call.terms[unit] : undefined;
    if (!terms || !call.rest) return null;
    return products(
      terms.map(([, weight, value]) => [weight, value]),
      bias,
      [call.rest[0], call.rest[1][unit]],
    );
  }
  const weight = constantOf(at_, "weight");
  const x = call.operand === undefined ? inputs[0] : data.constants[call.operand];
  if (!weight || !x) return null;
  const [, width] = weight.shape;
  const row = placeOf(
    [...index.slice(0, -1), 0],
    x.shape.length === index.length ? x.shape : [...index.slice(0, -1).map(() => 1), width],
  );
  return products(
    Array.from({ length: width }, (_, i): Term => [weight.values[unit * width + i], x.values[row + i]]),
    bias,
  );
}

function gate(at_: At): Found | null {
  const before = linear(at_);
  const name = String(at_.call.settings.activation);
  const found = activationOf({ kind: KINDS[name] ?? name, settings: {} });
  if (!before || !found) return null;
  const value = found.value(before.value);
  return { value, lines: [...before.lines, `${name}(${shown(before.value)}) = ${shown(value)}`] };
}

function convolution(at_: At): Found | null {
  const { call, index, inputs } = at_;
  const weight = constantOf(at_, "weight");
  const [x] = inputs;
  if (!weight || !x || typeof call.settings.padding === "string") return null;
  const sides = weight.shape.length - 2;
  const pair = (name: string, otherwise: number) => {
    const found = call.settings[name];
    return Array.isArray(found)
      ? found
      : Array.from({ length: sides }, () => (typeof found === "number" ? found : otherwise));
  };
  const [stride, padding, dilation] = [pair("stride", 1), pair("padding", 0), pair("dilation", 1)];
  const groups = typeof call.settings.groups === "number" ? call.settings.groups : 1;
  const channelAt = index.length - sides - 1;
  const channel = index[channelAt];
  const first = Math.floor(channel / (weight.shape[0] / groups)) * weight.shape[1];
  const kernel = weight.shape.slice(2);
  const terms: Term[] = [];
  for (let k = 0; k < weight.shape[1] * sizeOf(kernel); k += 1) {
    const [from, ...tap] = indexOf(k, [weight.shape[1], ...kernel]);
    const there = tap.map((one, i) => index[channelAt + 1 + i] * stride[i] - padding[i] + one * dilation[i]);
    if (there.some((one, i) => one < 0 || one >= x.shape[channelAt + 1 + i])) continue;
    terms.push([at(weight, [channel, from, ...tap]), at(x, [...index.slice(0, channelAt), first + from, ...there])]);
  }
  return products(terms, constantOf(at_, "bias")?.values[channel]);
}

function batchNorm(at_: At): Found | null {
  const { index, inputs, call } = at_;
  const channel = index[index.length > 1 ? 1 : 0];
  const [mean, variance] = ["running_mean", "running_var"].map((name) => constantOf(at_, name)?.values[channel]);
  if (mean === undefined || variance === undefined) return null;
  const eps = typeof call.settings.eps === "number" ? call.settings.eps : 1e-5;
  return normal(at(inputs[0], index), { mean, spread: Math.sqrt(variance + eps) }, at_, channel);
}

function layerNorm(at_: At): Found | null {
  const { index, inputs, call, out } = at_;
  const width = out.shape.at(-1) ?? 1;
  const shape = call.settings.normalized_shape;
  if (Array.isArray(shape) && shape.length !== 1) return null;
  const start = placeOf([...index.slice(0, -1), 0], out.shape);
  const row = inputs[0].values.slice(start, start + width);
  if (row.length < width) return null;
  const mean = row.reduce((sum, one) => sum + one, 0) / width;
  const eps = typeof call.settings.eps === "number" ? call.settings.eps : 1e-5;
  const spread = Math.sqrt(row.reduce((sum, one) => sum + (one - mean) ** 2, 0) / width + eps);
  return normal(at(inputs[0], index), { mean, spread }, at_, index.at(-1) ?? 0);
}

function normal(x: number, { mean, spread }: { mean: number; spread: number }, at_: At, unit: number): Found {
  const [weight, bias] = ["weight", "bias"].map((name) => constantOf(at_, name)?.values[unit]);
  const value = ((x - mean) / spread) * (weight ?? 1) + (bias ?? 0);
  const scaled = weight === undefined ? "" : ` · ${factor(weight)}`;
  const moved = bias === undefined ? "" : ` ${added(bias)}`;
  return { value, lines: [`(${shown(x)} ${added(-mean)}) / ${shown(spread)}${scaled}${moved} = ${shown(value)}`] };
}

function activation({ call, index, inputs, out }: At): Found | null {
  const name = nameOf(call).replace(/_$/, "");
  const found = activationOf({ kind: KINDS[name] ?? name, settings: call.settings });
  if (!found || !inputs.length || sizeOf(inputs[0].shape) !== sizeOf(out.shape)) return null;
  const x = at(inputs[0], index);
  const value = found.value(x);
  return { value, lines: [`${call.kind}(${shown(x)}) = ${shown(value)}`] };
}

const KINDS: Record<string, string> = {
  ...{ relu: "ReLU", tanh: "Tanh", sigmoid: "Sigmoid", gelu: "GELU", silu: "SiLU", elu: "ELU" },
  ...{ softplus: "Softplus", leaky_relu: "LeakyReLU" },
};

function softmax({ index, inputs, out, call }: At): Found | null {
  const dim =
    typeof call.settings.dim === "number"
      ? call.settings.dim
      : Number(/(?:dim=)?(-?\d+)\)?$/.exec(call.text)?.[1] ?? -1);
  if (dim !== -1 && dim !== out.shape.length - 1) return null;
  const width = out.shape.at(-1) ?? 1;
  const start = placeOf([...index.slice(0, -1), 0], out.shape);
  const row = inputs[0].values.slice(start, start + width);
  const all = row.reduce((sum, one) => sum + Math.exp(one), 0);
  const x = row[index.at(-1) ?? 0];
  return { value: Math.exp(x) / all, lines: [`e^${factor(x)} / ${shown(all)} = ${shown(Math.exp(x) / all)}`] };
}

type Two = (a: number, b: number) => number;

/** An operator between two tensors, each stretched to the result. */
const between =
  (sign: string, compute: Two) =>
  ({ call, index, inputs }: At): Found | null => {
    if (inputs.length !== 2) return null;
    const [a, b] = inputs.map((one) => stretched(one, index));
    const isTurned = call.settings.function?.toString().startsWith("r");
    const value = isTurned ? compute(b, a) : compute(a, b);
    const [left, right] = isTurned ? [b, a] : [a, b];
    const words = sign === "+" ? `${shown(left)} ${added(right)}` : `${shown(left)} ${sign} ${factor(right)}`;
    return { value, lines: [`${words} = ${shown(value)}`] };
  };

function matrixProduct(at_: At): Found | null {
  const { inputs, index } = at_;
  const other = inputs[1] ?? Object.values(at_.call.parameters).map((id) => at_.data.constants[id])[0];
  if (inputs.length < 1 || !other || other.shape.length < 2 || inputs[0].shape.length < 2) return null;
  const [row, column] = index.slice(-2);
  const width = inputs[0].shape.at(-1) ?? 1;
  const outer = index.slice(0, -2);
  const terms = Array.from(
    { length: width },
    (_, i): Term => [stretched(inputs[0], [...outer, row, i]), stretched(other, [...outer, i, column])],
  );
  return products(terms, undefined);
}

/** Who looks at whom: the product of a query and a key, scaled, and its share. */
function attention({ call, inputs, index, out }: At): Found | null {
  const [query, key] = inputs;
  const scale = Number(call.settings.scale);
  const heads = Number(call.settings.heads);
  const width = (query.shape.at(-1) ?? 1) / (heads || 1);
  const [i, j] = index.slice(-2);
  const outer = heads ? [index[0]] : index.slice(0, -2);
  const first = heads ? index[1] * width : 0;
  const terms = (column: number) =>
    Array.from(
      { length: width },
      (_, d): Term => [stretched(query, [...outer, i, first + d]), stretched(key, [...outer, column, first + d])],
    );
  const value = at(out, index);
  const score = products(terms(j), undefined);
  const row = Array.from({ length: out.shape.at(-1) ?? 1 }, (_, column) => [
    at(out, [...index.slice(0, -1), column]) === 0
      ? Number.NEGATIVE_INFINITY
      : products(terms(column), undefined).value * scale,
  ]).flat();
  if (value === 0) return { value, lines: [WORDS.pictures.module.masked] };
  const all = row.reduce((sum, one) => sum + Math.exp(one), 0);
  const share = Math.exp(score.value * scale) / all;
  return {
    value: share,
    lines: [
      `${WORDS.pictures.module.query_key}: ${score.lines[0]}`,
      `${shown(score.value)} · ${shown(scale)} = ${shown(score.value * scale)}`,
      `e^${factor(score.value * scale)} / ${shown(all)} = ${shown(share)}`,
    ],
  };
}

function embedding({ inputs, index, out, call }: At): Found | null {
  const token = at(inputs[0], index.slice(0, -1));
  return {
    value: at(out, index),
    lines: [fill(WORDS.pictures.module.row, { name: call.kind, row: token, column: index.at(-1) ?? 0 })],
  };
}

const RULES: Record<string, (at: At) => Found | null> = {
  ...{ Linear: linear, gate, attention, Embedding: embedding, LayerNorm: layerNorm },
  ...{ Conv1d: convolution, Conv2d: convolution, BatchNorm1d: batchNorm, BatchNorm2d: batchNorm },
  ...{ Softmax: softmax, softmax, matmul: matrixProduct, rmatmul: matrixProduct },
  ...Object.fromEntries(
    [
      { names: ["add", "add_", "iadd", "radd"], rule: between("+", (a, b) => a + b) },
      { names: ["sub", "sub_", "isub", "rsub"], rule: between("−", (a, b) => a - b) },
      { names: ["mul", "mul_", "imul", "rmul"], rule: between("×", (a, b) => a * b) },
      { names: ["div", "div_", "truediv", "itruediv", "rtruediv"], rule: between("÷", (a, b) => a / b) },
    ].flatMap(({ names, rule }) => names.map((name) => [name, rule])),
  ),
};
