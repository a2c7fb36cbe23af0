/** How far a graph has been gone through: which values are computed, which gradients have arrived, and what is said of them. */

import type { Line } from "./formulas.ts";
import type { GraphData, GraphEdge, GraphNode } from "./graph_data.ts";
import type { Mark } from "./graph_walk.ts";
import { edgeLine, edgeTitle, gradientLine, listLine, only, titleOf, valueLine } from "./graph_words.ts";

export class Steps {
  #data;
  /** Those that are computed, in turn, and those to which a gradient comes. */
  #forward: string[];
  #backward: string[];
  /** How many of both are shown. */
  at: number;

  /** @param order of the nodes, inputs first */
  constructor(data: GraphData, order: string[]) {
    this.#data = data;
    const withGradient = new Set(data.nodes.filter(({ gradient }) => gradient !== undefined).map(({ id }) => id));
    this.#forward = order.filter((id) => data.edges.some(({ to }) => to === id));
    this.#backward = order.filter((id) => withGradient.has(id)).reverse();
    this.at = this.forward; // gradients come when they are asked for
  }

  get all() {
    return this.#forward.length + this.#backward.length;
  }

  get forward() {
    return this.#forward.length;
  }

  /** What the last step has shown. */
  get newest(): string | undefined {
    return [...this.#forward, ...this.#backward][this.at - 1];
  }

  // what was not computed is there from the start
  hasValue = ({ id }: GraphNode) => this.#forward.indexOf(id) < this.at;

  hasGradient = ({ id }: GraphNode) => {
    const at = this.#backward.indexOf(id);
    return at >= 0 && at < this.at - this.#forward.length;
  };

  /** Do gradients come back? Then they are what colors show. */
  get isBack() {
    return this.at > this.#forward.length;
  }

  /** The number that a node's color shows. */
  colored = (node: GraphNode) => {
    if (this.isBack) return this.hasGradient(node) ? only(node.gradient) : undefined;
    return this.hasValue(node) ? only(node.value) : undefined;
  };

  hasArrived = ({ to }: GraphEdge) => this.#data.nodes.some((node) => node.id === to && this.hasGradient(node));

  titleOf = ({ node, edge }: Mark) =>
    node ? titleOf(node, this.hasValue(node), this.hasGradient(node)) : edge ? edgeTitle(this.#data, edge) : "";

  linesOf({ node, edge }: Mark): Line[] {
    if (edge) return this.hasArrived(edge) ? [edgeLine(this.#data, edge)] : [];
    if (!node) return [];
    const value = this.hasValue(node) ? [valueLine(this.#data, node), listLine(node.value)] : [];
    const gradient = this.hasGradient(node) ? [gradientLine(this.#data, node), listLine(node.gradient)] : [];
    return [...value, ...gradient].filter((line) => line.length);
  }
}
