/** What a graph says of its nodes and edges: how a value was made, how a gradient arrives. */

import { fill } from "../../phrases.ts";
import type { Line, Piece } from "./formulas.ts";
import type { Amount, GraphData, GraphEdge, GraphNode } from "./graph_data.ts";
import { brief, factor, shown } from "./printed.ts";

/** Width of a letter of a name. */
export const LETTER = 6.9;

/** Numbers of a tensor that are written. */
const LISTED = 12;

/** Signs that stand between two numbers. */
const SIGNS: [RegExp, string][] = [
  [/^(add|\+)/i, "+"],
  [/^(r?sub|-|−)/i, "−"],
  [/^(mul|\*|·)/i, "·"],
  [/^(div|truediv|\/)/i, "/"],
];

/** Powers, by how their operation is shown. */
const POWERS: Record<string, string> = { "x²": "²", "x³": "³", "x⁴": "⁴", "x⁵": "⁵", square: "²" };

export const only = (amount: Amount | undefined) =>
  typeof amount === "object" ? (amount.values.length === 1 ? amount.values[0] : undefined) : amount;

/** @param print how a single number is written; of several, their shape */
export function amountText(amount: Amount | undefined, print = shown): string {
  const number = only(amount);
  if (number !== undefined) return print(number);
  return typeof amount === "object" ? `[${amount.shape.join(", ")}]` : "?";
}

export const briefAmount = (amount: Amount | undefined) => amountText(amount, brief);
export const signOf = (amount: Amount | undefined) => {
  const number = only(amount);
  return !number ? "0" : number < 0 ? "-" : "+";
};

export const nameOf = ({ label, op, id }: GraphNode) => label || op || id;

/** The operation of a node that has a name of its own besides; else empty. */
export const operationOf = ({ label, sign }: GraphNode) => (label === sign ? "" : sign);

/** What the gradients are of: the result, by its name where it has one. */
function resultOf({ nodes }: GraphData) {
  const last = nodes[nodes.length - 1];
  return last && (operationOf(last) || /^[\p{L}\d_.]+$/u.test(nameOf(last))) ? nameOf(last) : WORDS.pictures.result;
}

/** A name that is too long for its node, without its end. */
export const clipped = (name: string, width: number) => {
  const most = Math.floor((width - 10) / LETTER);
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
};

/** A name with what is shown of it. */
export function titleOf(node: GraphNode, hasValue: boolean, hasGradient: boolean): string {
  const operation = operationOf(node);
  const name = operation ? `${nameOf(node)} (${operation})` : nameOf(node);
  const value = hasValue ? fill(WORDS.pictures.named, { name, value: amountText(node.value) }) : name;
  return hasGradient ? `${value}, ${fill(WORDS.pictures.gradient_is, { value: amountText(node.gradient) })}` : value;
}

export const edgeTitle = (data: GraphData, { from, to }: GraphEdge) => {
  const name = (id: string) => nameOf(data.nodes.find((node) => node.id === id) ?? data.nodes[0]);
  return `${name(from)} → ${name(to)}`;
};

/** How a node's value was made of what came in. */
export function valueLine(data: GraphData, node: GraphNode): Line {
  const sources = data.edges.filter(({ to }) => to === node.id);
  if (!sources.length || node.value === undefined) return [];
  const values = sources.map(({ from }) => amountText(data.nodes.find(({ id }) => id === from)?.value));
  const sign = SIGNS.find(([pattern]) => pattern.test(node.op))?.[1];
  const result = `= ${amountText(node.value)}`;
  if (sign && values.length === 2) {
    const second = only(data.nodes.find(({ id }) => id === sources[1].from)?.value);
    return [piece(`${values[0]} ${sign} ${second === undefined ? values[1] : factor(second)} ${result}`)];
  }
  const power = POWERS[node.sign];
  if (power && values.length === 1) return [piece(`(${values[0]})${power} ${result}`)];
  return [piece(`${node.sign || node.op || node.label}(${values.join(", ")}) ${result}`)];
}

/** The sum of what each use sends back. */
export function gradientLine(data: GraphData, node: GraphNode): Line {
  const uses = data.edges.filter(({ from }) => from === node.id);
  const total = `= ${amountText(node.gradient)}`;
  const head = piece(`∂${resultOf(data)}/∂${nameOf(node)}`);
  if (uses.some(({ derivative }) => derivative === undefined)) return [head, piece(total)];
  if (!uses.length || node.gradient === undefined) return node.gradient === undefined ? [] : [head, piece(total)];
  const products = uses.map((edge, i) => piece(`${i ? "+ " : ""}${product(data, edge)}`));
  const sums = uses.map(({ contribution }) => only(contribution));
  const isSum = uses.length > 1 && sums.every((sum) => sum !== undefined);
  const sum = isSum ? [piece(`= ${sums.map((one, i) => (i ? `+ ${factor(one)}` : shown(one))).join(" ")}`)] : [];
  return [head, piece("="), ...products, ...sum, piece(total)];
}

/** Local derivative times arriving gradient. */
export function edgeLine(data: GraphData, edge: GraphEdge): Line {
  if (edge.derivative === undefined) return [];
  const [from, to] = [edge.from, edge.to].map((id) =>
    nameOf(data.nodes.find((node) => node.id === id) ?? data.nodes[0]),
  );
  return [
    piece(`∂${to}/∂${from} · ∂${resultOf(data)}/∂${to} = ${product(data, edge)} = ${amountText(edge.contribution)}`),
  ];
}

/** The numbers of a tensor that has several. */
export function listLine(amount: Amount | undefined): Line {
  if (typeof amount !== "object" || amount.values.length < 2) return [];
  const more = amount.values.length > LISTED ? ", …" : "";
  return [piece(`[${amount.shape.join(", ")}]: ${amount.values.slice(0, LISTED).map(shown).join(", ")}${more}`)];
}

function product(data: GraphData, { to, derivative }: GraphEdge) {
  const arriving = data.nodes.find(({ id }) => id === to)?.gradient;
  const number = only(arriving);
  return `${amountText(derivative)}·${number === undefined ? amountText(arriving) : factor(number)}`;
}

const piece = (text: string): Piece => ({ text });
