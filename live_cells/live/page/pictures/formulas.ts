/** How a number of a network comes about, with its own numbers: `z = 0.31·1.00 − 0.52·2.00 + 0.10 = −0.63`. */

import { counted } from "../../phrases.ts";
import { activationOf } from "./activations.ts";
import { normalized } from "./compute.ts";
import { isPicture } from "./names.ts";
import type { Numbers, Place, Unit } from "./numbers.ts";
import { added, factor, shown } from "./printed.ts";

/** A part of a formula; one with a place leads to that number. */
export type Piece = { text: string; place?: Place };
export type Line = Piece[];

/** Terms of a longer sum that are written. */
const MOST = 6;

/** One product of a sum: a signed factor and an unsigned one. */
type Product = { first: number; second: number; place?: Place };

export function explain(numbers: Numbers, place: Place, isBack: boolean): Line[] {
  const lines = isBack ? wayBack(numbers, place) : wayThere(numbers, place);
  return lines.filter((line) => line.length);
}

export const wordsOf = (lines: Line[]) =>
  lines.map((line) => line.map(({ text }, i) => gap(line, i) + text).join("")).join("; ");

/** What stands before a piece of a line: nothing inside parentheses. */
export const gap = (line: Line, i: number) =>
  !i || line[i - 1].text.endsWith("(") || line[i].text.startsWith(")") ? "" : " ";

function wayThere(numbers: Numbers, place: Place): Line[] {
  if (place.kind === "loss") return [lossLine(numbers)];
  if (place.kind === "bias") return [[piece(`${WORDS.pictures.bias} = ${valueText(numbers, place)}`)]];
  if (place.kind === "edge") return [edgeLine(numbers, place)];
  if (!place.column) return [[piece(`x${subscript(numbers.indexOf(0, place.row))} = ${valueText(numbers, place)}`)]];
  const next = numbers.data.modules[place.column];
  const following = { ...place, column: place.column + 1 };
  const isNextOfOne = next && activationOf(next) && numbers.valueOf(following) !== undefined;
  if (!numbers.isSum(place.column)) return [otherLine(numbers, place)];
  return [linearLine(numbers, place), isNextOfOne ? otherLine(numbers, following) : []];
}

function edgeLine(numbers: Numbers, place: Extract<Place, { kind: "edge" }>): Line {
  const input = numbers.columns[place.column - 1][place.from];
  const weight = numbers.valueOf(place);
  if (weight === undefined) return [];
  const product = Number.isFinite(input) ? `, ${shown(weight)}·${factor(input)} = ${shown(weight * input)}` : "";
  return [piece(`w = ${shown(weight)}${product}`)];
}

function linearLine(numbers: Numbers, place: Unit): Line {
  const { terms, rest } = numbers.data.modules[place.column - 1];
  const { column, row } = place;
  const inputs = numbers.columns[column - 1];
  const edges = inputs.map((input, from): Product | null => {
    const edge: Place = { kind: "edge", column, row, from };
    const weight = numbers.valueOf(edge);
    return weight === undefined ? null : { first: weight, second: input, place: edge };
  });
  const isWhole = edges.length === numbers.sizeOf(column - 1) && edges.every((edge) => edge);
  const known = isWhole
    ? sumPieces(edges.filter((edge) => edge !== null))
    : foldedPieces(numbers, place, terms?.[row] ?? [], rest?.[row]);
  if (!known.length) return [piece(`z = ${valueText(numbers, place)}`)];
  const bias = numbers.valueOf({ kind: "bias", column, row });
  if (bias !== undefined) known.push({ text: added(bias), place: { kind: "bias", column, row } });
  return [piece("z ="), ...known, piece(`= ${valueText(numbers, place)}`)];
}

/** The largest terms, as Python chose them, and what is left. */
function foldedPieces(
  numbers: Numbers,
  { column, row }: Unit,
  terms: [index: number, weight: number, input: number][],
  rest?: [count: number, sum: number],
): Line {
  const products = terms.map(([index, first, second]): Product => {
    const from = numbers.columns[column - 1].findIndex((_, at) => numbers.indexOf(column - 1, at) === index);
    const isShown = from >= 0 && !isPicture(numbers, { kind: "unit", column: column - 1, row: from });
    return { first, second, place: isShown ? { kind: "edge", column, row, from } : undefined };
  });
  const pieces = products.map(productPiece);
  if (rest?.[0]) pieces.push(morePiece(rest[0], rest[1]));
  return pieces;
}

/** A sum of products; of many, the largest. */
function sumPieces(products: Product[]): Line {
  if (products.length <= MOST) return products.map(productPiece);
  const size = ({ first, second }: Product) => Math.abs(first * second);
  const largest = new Set([...products].sort((a, b) => size(b) - size(a)).slice(0, MOST));
  const others = products.filter((product) => !largest.has(product));
  const sum = others.reduce((total, { first, second }) => total + first * second, 0);
  return [...products.filter((product) => largest.has(product)).map(productPiece), morePiece(others.length, sum)];
}

const productPiece = ({ first, second, place }: Product, i: number): Piece => {
  const size = `${shown(Math.abs(first))}·${factor(second)}`;
  return { text: i ? added(first, size) : first < 0 ? `−${size}` : size, place };
};

const morePiece = (count: number, sum: number): Piece => ({
  text: added(sum, counted(WORDS.pictures.more_terms, count, { sum: shown(Math.abs(sum)) })),
});

/** What a module that is not Linear makes of its input. */
function otherLine(numbers: Numbers, place: Unit): Line {
  const module = numbers.data.modules[place.column - 1];
  const { kind } = module;
  const before = { ...place, column: place.column - 1 };
  const input = numbers.valueOf(before);
  const value = valueText(numbers, place);
  const isOneToOne = numbers.columns[place.column - 1].length === numbers.columns[place.column].length;
  const isKnown = module.links !== undefined && kind !== "Linear";
  if (input === undefined || !isOneToOne || !isKnown) return [piece(`${kind} → ${value}`)];
  const x: Piece = { text: shown(input), place: before };
  if (kind === "Softmax") return [piece("exp("), x, piece(`) / Σ exp = ${value}`)];
  if (kind === "LogSoftmax") return [x, piece(`− ln Σ exp = ${value}`)];
  if (!["BatchNorm1d", "LayerNorm"].includes(kind) && module.links !== "own") {
    if (numbers.columns[place.column].length > 1) return [piece(`${kind} → ${value}`)];
  }
  if (kind === "BatchNorm1d" && module.running_mean && module.running_var)
    return normLine(numbers, place, module.running_mean.values[place.row], module.running_var.values[place.row]);
  if (kind === "LayerNorm" && numbers.canChange) {
    const { mean, spread } = normalized(numbers.columns[place.column - 1], module);
    return normLine(numbers, place, mean, spread ** 2 - epsOf(module.settings));
  }
  return [piece(`${kind}(`), x, piece(`) = ${value}`)];
}

const epsOf = ({ eps }: Record<string, unknown>) => (typeof eps === "number" ? eps : 1e-5);

function normLine(numbers: Numbers, place: Unit, mean: number, variance: number): Line {
  const { weight, bias, settings } = numbers.data.modules[place.column - 1];
  const before = { ...place, column: place.column - 1 };
  const middle = mean < 0 ? `+ ${shown(-mean)}` : `− ${shown(mean)}`;
  const scale = weight ? ` · ${factor(weight.values[place.row])}` : "";
  const shift = bias ? ` ${added(bias.values[place.row])}` : "";
  return [
    piece("("),
    { text: valueText(numbers, before), place: before },
    piece(`${middle}) / √(${shown(variance)} + ${epsOf(settings)})${scale}${shift} = ${valueText(numbers, place)}`),
  ];
}

function lossLine(numbers: Numbers): Line {
  const { loss, target, modules } = numbers.data;
  const value = `= ${valueText(numbers, { kind: "loss" })}`;
  const y = numbers.columns[modules.length];
  const label = target?.values[0] ?? 0;
  const { kind } = loss ?? { kind: "" };
  const isWhole = y.length === numbers.sizeOf(modules.length);
  if (!loss || !target || !isWhole) return [piece(`${loss?.kind ?? ""} ${value}`)];
  const last = (row: number): Place => ({ kind: "unit", column: modules.length, row });
  const isLabel = target.values.length === 1 && !(y.length === 1 && kind !== "NLLLoss" && kind !== "CrossEntropyLoss");
  if (kind === "NLLLoss") return [{ text: `−(${shown(y[label])})`, place: last(label) }, piece(value)];
  if (kind === "CrossEntropyLoss" && isLabel)
    return [piece("−ln(exp("), { text: shown(y[label]), place: last(label) }, piece(`) / Σ exp) ${value}`)];
  const [open, close] = kind === "MSELoss" ? ["(", ")²"] : kind === "L1Loss" ? ["|", "|"] : ["", ""];
  if (!open || y.length > MOST) return [piece(`${kind} ${value}`)];
  const terms = y.map((one, i): Piece => {
    const distance = `${open}${shown(one)} ${added(-target.values[i])}${close}`;
    return { text: i ? `+ ${distance}` : distance, place: last(i) };
  });
  const isMean = loss.settings.reduction !== "sum" && y.length > 1;
  return isMean ? [piece("("), ...terms, piece(`) / ${y.length} ${value}`)] : [...terms, piece(value)];
}

/** How a gradient arrives: by the chain rule, from what comes after. */
function wayBack(numbers: Numbers, place: Place): Line[] {
  const gradient = numbers.gradientOf(place);
  if (gradient === undefined) return [];
  const total = piece(`= ${shown(gradient)}`);
  if (place.kind === "loss") return [[piece("∂loss/∂loss = 1")]];
  const after: Place = { kind: "unit", column: place.column, row: place.row };
  const arriving = numbers.gradientOf(after);
  if (place.kind === "bias") return [[piece("∂loss/∂b ="), { text: shown(gradient), place: after }]];
  if (place.kind === "edge") {
    const input = numbers.columns[place.column - 1][place.from];
    if (arriving === undefined) return [[piece("∂loss/∂w"), total]];
    return [[piece("∂loss/∂w ="), { text: `${shown(arriving)}·${factor(input)}`, place: after }, total]];
  }
  const pieces = backPieces(numbers, place);
  const isSum = numbers.data.modules[place.column - 1]?.kind === "Linear";
  const name = isSum ? "z" : place.column ? "a" : `x${subscript(numbers.indexOf(0, place.row))}`;
  return [[piece(`∂loss/∂${name}`), ...(pieces.length ? [piece("="), ...pieces] : []), total]];
}

function backPieces(numbers: Numbers, { column, row }: Unit): Line {
  const next = numbers.data.modules[column];
  if (!next) return atTheEnd(numbers, row);
  const arriving = numbers.gradients[column + 1];
  if (next.kind === "Linear" && arriving?.length === numbers.sizeOf(column + 1)) {
    const products = arriving.map((second, at): Product | null => {
      const edge: Place = { kind: "edge", column: column + 1, row: at, from: row };
      const first = numbers.valueOf(edge);
      return first === undefined ? null : { first, second, place: edge };
    });
    if (products.every((product) => product)) return sumPieces(products.filter((product) => product !== null));
  }
  const activation = activationOf(next);
  const x = numbers.columns[column][row];
  const after: Place = { kind: "unit", column: column + 1, row };
  if (activation && arriving && Number.isFinite(x))
    return [
      { text: shown(arriving[row]), place: after },
      piece(`· ${next.kind}′(${shown(x)})`),
      piece(`= ${shown(arriving[row])}·${factor(activation.slope(x))}`),
    ];
  return [];
}

/** The loss's own derivative by a prediction. */
function atTheEnd({ data, columns }: Numbers, row: number): Line {
  const { loss, target, modules } = data;
  const y = columns[modules.length];
  const wanted = target?.values[row];
  if (loss?.kind !== "MSELoss" || wanted === undefined || target?.values.length !== y.length) return [];
  const share = loss.settings.reduction === "sum" || y.length === 1 ? "" : ` / ${y.length}`;
  return [piece(`2·(${shown(y[row])} ${added(-wanted)})${share}`)];
}

const piece = (text: string): Piece => ({ text });
const valueText = (numbers: Numbers, place: Place) => shown(numbers.valueOf(place) ?? Number.NaN);

const subscript = (index: number) => String(index).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
