/** What a product of matrices says of itself and of its numbers. */

import { counted, fill } from "../../phrases.ts";
import type { MatricesData } from "./matrices_data.ts";
import {
  addedTo,
  fits,
  operandOf,
  type Product,
  RULES,
  resultOf,
  termsOf,
  turnedWayOf,
  wayOf,
} from "./matrices_rules.ts";
import { added, factor, shown } from "./printed.ts";
import type { Pair } from "./sliding.ts";

const sized = ([rows, columns]: Pair) => `[${rows}, ${columns}]`;
const words = () => WORDS.pictures.matrices;

/** The name of what comes out. */
export function nameOf(product: Product, data: MatricesData) {
  const way = wayOf(product);
  if (!way) return `${product.left} ${product.right}`;
  return way === "forward" && data.bias ? `${RULES[way].title} = X Wᵀ + b` : RULES[way].title;
}

/** Whether the product can be computed, and what it is for the layer. */
export function verdictOf(data: MatricesData, product: Product): string {
  const [left, right] = [operandOf(data, product.left).whole, operandOf(data, product.right).whole];
  const shapes = { left: sized(left), right: sized(right), result: sized([left[0], right[1]]) };
  if (!fits(data, product)) return fill(words().misfit, { ...shapes, inner: left[1], outer: right[0] });
  const way = wayOf(product);
  if (way) return fill(words().is[way], shapes);
  const turned = turnedWayOf(product);
  if (turned) return fill(words().is_transposed, { ...shapes, name: RULES[turned].title });
  return fill(words().is_none, shapes);
}

/** A number of the result, by its place. */
export function titleOf(data: MatricesData, product: Product, [row, column]: Pair, count: number) {
  const result = resultOf(data, product);
  const name = fill(WORDS.pictures.convolution.place, { name: nameOf(product, data), row, column });
  if (!result || count < operandOf(data, product.left).shape[1]) return name;
  return fill(WORDS.pictures.named, { name, value: shown(result.values[row * result.shape[1] + column]) });
}

/** The sum behind a number of the result, over the first `count` of its terms. */
export function formulaOf(data: MatricesData, product: Product, place: Pair, count: number): string {
  const [left, right] = [operandOf(data, product.left), operandOf(data, product.right)];
  const terms = termsOf(left, right, place);
  const isOnes = product.left === "1ᵀ";
  const products = terms.slice(0, count).map(([a, b]) => (isOnes ? factor(b) : `${factor(a)}·${factor(b)}`));
  const sum = terms.slice(0, count).reduce((total, [a, b]) => total + a * b, 0);
  if (count < terms.length) return `${products.join(" + ") || "0"} = ${shown(sum)}`;
  const value = resultOf(data, product)?.values[place[0] * right.shape[1] + place[1]] ?? sum;
  const bias = addedTo(data, wayOf(product), place[1]);
  const more = left.whole[1] - terms.length;
  const rest = value - sum - bias;
  const left_out = more
    ? ` ${added(rest, counted(WORDS.pictures.more_terms, more, { sum: shown(Math.abs(rest)) }))}`
    : "";
  return `${products.join(" + ")}${left_out}${bias ? ` ${added(bias)}` : ""} = ${shown(value)}`;
}

/** How much of the sums is added up. */
export function progressOf(data: MatricesData, product: Product, count: number): string {
  const way = wayOf(product);
  const all = operandOf(data, product.left).shape[1];
  const what = way ? words().over[RULES[way].along] : words().over.terms;
  return fill(what, { count, all });
}
