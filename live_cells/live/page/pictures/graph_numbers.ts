/** The numbers of a graph as they are now. A leaf is moved, and all that follows from it is computed anew. */

import { fill } from "../../phrases.ts";
import { inOrder, type GraphData, type GraphEdge, type GraphNode } from "./graph_data.ts";
import { isClose, type Rule, ruleOf } from "./graph_rules.ts";
import { only } from "./graph_words.ts";
import { brief } from "./printed.ts";

export class GraphNumbers {
  /** Its nodes and edges stay the same objects. */
  data;
  #recorded;
  #order: GraphNode[];
  #into: Map<string, GraphEdge[]>;
  #from: Map<string, GraphEdge[]>;
  #rules = new Map<string, Rule>();
  #nodes: Map<string, GraphNode>;
  /** Of each leaf that cannot be moved, why. */
  #reasons = new Map<string, string>();

  constructor(data: GraphData) {
    this.data = data;
    this.#recorded = structuredClone(data);
    this.#nodes = new Map(data.nodes.map((node) => [node.id, node]));
    this.#order = inOrder(data.nodes, data.edges);
    this.#into = Map.groupBy(data.edges, ({ to }) => to);
    this.#from = Map.groupBy(data.edges, ({ from }) => from);
    for (const node of data.nodes) {
      const rule = this.#ruleOf(node);
      if (rule) this.#rules.set(node.id, rule);
    }
    const hasGradients = this.#areGradientsComputed();
    for (const leaf of data.nodes.filter((node) => node.leaf)) {
      const reason = this.#whyFixed(leaf) ?? (hasGradients ? undefined : WORDS.pictures.fixed_gradients);
      if (reason) this.#reasons.set(leaf.id, reason);
    }
    this.reset();
  }

  get canChange() {
    return this.data.nodes.some((node) => this.isMovable(node));
  }

  isMovable = ({ id, leaf }: GraphNode) => leaf && !this.#reasons.has(id);

  /** Why a leaf cannot be moved. */
  reasonOf = ({ id }: GraphNode) => this.#reasons.get(id);

  #whyFixed({ id, value }: GraphNode) {
    if (only(value) === undefined) return WORDS.pictures.fixed_several;
    const unknown = this.#after(id).find((node) => !this.#rules.has(node.id));
    if (!unknown) return undefined;
    const isKept = only(unknown.value) !== undefined && !this.#inputsOf(unknown).includes(undefined);
    const { fixed_operation, fixed_unkept } = WORDS.pictures;
    return fill(isKept ? fixed_operation : fixed_unkept, { name: unknown.label || unknown.op });
  }

  move(node: GraphNode, value: number) {
    node.value = value;
    if (node.label && Number.isFinite(Number(node.label))) node.label = brief(value); // a number is its own name
    for (const after of this.#after(node.id)) after.value = this.#valueOf(after);
    this.#carryBack();
  }

  /** Put the recorded numbers back. */
  reset() {
    for (const [i, { value, gradient, label }] of this.#recorded.nodes.entries())
      Object.assign(this.data.nodes[i], { value, gradient, label });
    for (const [i, { derivative, contribution }] of this.#recorded.edges.entries())
      Object.assign(this.data.edges[i], { derivative, contribution });
  }

  /** All that is computed from a node, each after its inputs. */
  #after(id: string) {
    const found = new Set([id]);
    for (const node of this.#order) if (this.#sources(node.id).some((source) => found.has(source))) found.add(node.id);
    return this.#order.filter((node) => node.id !== id && found.has(node.id));
  }

  #sources = (id: string) => (this.#into.get(id) ?? []).map(({ from }) => from);

  #inputsOf(node: GraphNode) {
    return this.#sources(node.id).map((id) => only(this.#nodes.get(id)?.value));
  }

  #ruleOf(node: GraphNode) {
    const inputs = this.#inputsOf(node).filter((input) => input !== undefined);
    const value = only(node.value);
    const edges = this.#into.get(node.id) ?? [];
    if (value === undefined || !edges.length || inputs.length < edges.length) return undefined;
    return ruleOf({ op: node.op, inputs, value, slopes: edges.map(({ derivative }) => only(derivative)) });
  }

  #valueOf(node: GraphNode) {
    const inputs = this.#inputsOf(node).map((input) => input ?? Number.NaN);
    return this.#rules.get(node.id)?.value(inputs) ?? node.value;
  }

  /** Local derivatives, contributions and gradients, from the result back. */
  #carryBack() {
    for (const node of this.#order.toReversed()) {
      const uses = (this.#from.get(node.id) ?? []).filter(({ contribution }) => contribution !== undefined);
      if (uses.length && node.gradient !== undefined)
        node.gradient = uses.reduce((sum, { contribution }) => sum + (only(contribution) ?? Number.NaN), 0);
      const edges = this.#into.get(node.id) ?? [];
      const slopes = this.#rules.get(node.id)?.slopes(this.#inputsOf(node).map((input) => input ?? Number.NaN));
      const arriving = only(node.gradient);
      for (const [i, edge] of edges.entries()) {
        if (edge.derivative === undefined) continue;
        if (slopes) edge.derivative = slopes[i];
        if (edge.contribution !== undefined)
          edge.contribution = (only(edge.derivative) ?? Number.NaN) * (arriving ?? Number.NaN);
      }
    }
  }

  /** Does every recorded gradient follow from the numbers that are shown? */
  #areGradientsComputed() {
    const constants = new Set(this.data.nodes.filter(({ op }) => op === "constant").map(({ id }) => id));
    const isKnown = ({ from, contribution }: GraphEdge) => constants.has(from) || only(contribution) !== undefined;
    if (!this.data.edges.every(isKnown)) return false;
    this.#carryBack();
    return this.#recorded.nodes.every(({ gradient }, i) => {
      const [expected, found] = [only(gradient), only(this.data.nodes[i].gradient)];
      return expected === undefined ? gradient === undefined : found !== undefined && isClose(found, expected);
    });
  }
}
