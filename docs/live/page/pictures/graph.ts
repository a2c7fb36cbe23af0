/** The picture of a graph: values go forward through it, gradients come back, all at once or step by step. */

import { bar, button, text } from "../elements/nodes.ts";
import { select } from "./d3.ts";
import { wordsOf } from "./formulas.ts";
import type { GraphData, GraphEdge, GraphNode } from "./graph_data.ts";
import { type GraphLayout, layoutOf } from "./graph_layout.ts";
import { drawMarks } from "./graph_drawing.ts";
import { type Mark, next } from "./graph_walk.ts";
import { FoldedTable } from "./folded_table.ts";
import { tableOf } from "./table.ts";
import {
  amountText,
  briefAmount,
  edgeLine,
  edgeTitle,
  gradientLine,
  listLine,
  nameOf,
  signOf,
  titleOf,
  valueLine,
} from "./graph_words.ts";

const SVG = "http://www.w3.org/2000/svg";

export class GraphPicture {
  node = text("div", "picture-live");
  #data;
  #name;
  #scroll = text("div", "picture-scroll");
  #panel = text("div", "picture-panel");
  #layout!: GraphLayout;
  #svg!: SVGSVGElement;
  /** Those that are computed, in turn, and those to which a gradient comes. */
  #forward: string[] = [];
  #backward: string[] = [];
  /** How many of both are shown. */
  #step = 0;
  #marks: Mark[];
  #pinned: Mark | undefined;
  #pointed: Mark | undefined;
  #width = 0;
  #room = new ResizeObserver(() => this.node.isConnected && this.#scroll.clientWidth !== this.#width && this.#lay());

  /** @param name what it shows, in a sentence */
  constructor(data: GraphData, name: string) {
    this.#data = data;
    this.#name = name;
    this.#marks = [
      ...data.edges.map((edge, i) => ({ key: `edge-${i}`, edge })),
      ...data.nodes.map((node, i) => ({ key: `node-${i}`, node })),
    ];
    const { forward, forward_title, backward, backward_title, step, step_title, direction } = WORDS.pictures;
    const tools = text("div", "picture-bar");
    const ways = bar(
      "picture-ways",
      direction,
      button(forward, "forward", () => this.#show(this.#forward.length), { title: forward_title }),
      button(backward, "backward", () => this.#show(this.#all), { title: backward_title }),
      button(step, "next", () => this.#goOn(), { title: step_title }),
    );
    tools.append(ways);
    this.node.append(tools, this.#scroll);
    if (data.folded.length) this.node.append(text("p", "picture-folded", data.folded.join(" ")));
    this.node.append(this.#panel, new FoldedTable(() => [this.#table()]).node);
  }

  mount() {
    this.#lay();
    this.#room.observe(this.#scroll);
  }

  /** What it shows follows the page's colors by itself. */
  repaint() {}

  leave() {
    this.#room.disconnect();
  }

  get #all() {
    return this.#forward.length + this.#backward.length;
  }

  #lay() {
    const isFirst = !this.#svg;
    this.#width = this.#scroll.clientWidth;
    this.#layout = layoutOf(this.#data, this.#width || 700);
    const { order } = this.#layout;
    const nodes = new Map(this.#data.nodes.map((node) => [node.id, node]));
    this.#forward = order.filter((id) => this.#data.edges.some(({ to }) => to === id));
    this.#backward = order.filter((id) => nodes.get(id)?.gradient !== undefined).reverse();
    if (isFirst) this.#step = this.#all;
    this.#draw();
    this.#refresh();
  }

  #draw() {
    const { width, height } = this.#layout;
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const stage = text("div", "picture-stage");
    for (const one of [stage, this.#svg]) Object.assign(one.style, { width: `${width}px`, height: `${height}px` });
    const keys = text("span", "picture-keys", WORDS.pictures.graph_keys);
    keys.id = `picture-keys-${crypto.randomUUID()}`;
    stage.append(this.#svg, keys);
    this.#scroll.replaceChildren(stage);
    const all = select(this.#svg).attr("class", "picture-drawing").attr("role", "application");
    all.attr("aria-label", this.#name || WORDS.output.title).attr("aria-describedby", keys.id);
    const marks = drawMarks(all, this.#data, this.#layout, this.#marks);
    marks
      .attr("tabindex", ({ key }) => (key === this.#home ? 0 : -1))
      .on("click", (_, mark) => this.#pin(mark))
      .on("focus", (_, mark) => this.#pin(mark))
      .on("keydown", (event, mark) => this.#onKey(event, mark));
    marks.on("pointerenter", ({ pointerType }, mark) => pointerType === "mouse" && this.#point(mark));
    marks.on("pointerleave", () => this.#point(undefined));
  }

  #table() {
    const { unit, value, gradient } = WORDS.pictures.columns;
    const rows = this.#data.nodes.map((node) => [nameOf(node), amountText(node.value), amountText(node.gradient)]);
    return tableOf(this.#name, [unit, value, gradient], rows);
  }

  get #home() {
    return this.#pinned?.key ?? "node-0";
  }

  #hasValue = ({ id }: GraphNode) => {
    const at = this.#forward.indexOf(id);
    return at < this.#step; // what was not computed is there from the start
  };

  #hasGradient = ({ id }: GraphNode) => {
    const at = this.#backward.indexOf(id);
    return at >= 0 && at < this.#step - this.#forward.length;
  };

  #hasArrived = ({ to }: GraphEdge) => this.#data.nodes.some((node) => node.id === to && this.#hasGradient(node));

  /** Show what is known after so many steps. */
  #show(step: number) {
    this.#step = step;
    this.#refresh();
  }

  #goOn() {
    this.#show(this.#step < this.#all ? this.#step + 1 : 0);
    const id = [...this.#forward, ...this.#backward][this.#step - 1];
    this.#pin(this.#marks.find(({ node }) => node?.id === id));
  }

  #refresh() {
    const marks = select(this.#svg).selectAll<Mark>(".picture-mark");
    const words = ({ node, edge }: Mark) =>
      node ? titleOf(node, this.#hasValue(node), this.#hasGradient(node)) : edge ? edgeTitle(this.#data, edge) : "";
    marks.attr("aria-label", (mark) => [words(mark), wordsOf(this.#linesOf(mark))].filter(Boolean).join(". "));
    const nodes = select(this.#svg).selectAll<Required<Mark>>(".graph-node");
    nodes.attr("data-sign", ({ node }) => (this.#hasValue(node) ? signOf(node.value) : "0")).style("--share", "30%");
    nodes.classed("graph-leaf", ({ node }) => node.leaf);
    nodes.select(".graph-name").text(({ node }) => nameOf(node));
    nodes.select(".graph-value").text(({ node }) => (this.#hasValue(node) ? briefAmount(node.value) : "…"));
    const gradients = nodes.select(".graph-gradient");
    gradients.text(({ node }) => (this.#hasGradient(node) ? `grad ${briefAmount(node.gradient)}` : ""));
    const edges = select(this.#svg).selectAll<Required<Mark>>(".graph-edge");
    edges.attr("data-sign", ({ edge }) => (this.#hasArrived(edge) ? signOf(edge.contribution) : "0"));
    edges
      .select(".graph-derivative")
      .text(({ edge }) =>
        this.#hasArrived(edge) && edge.derivative !== undefined ? `×${briefAmount(edge.derivative)}` : "",
      );
    this.#explain();
  }

  #linesOf({ node, edge }: Mark) {
    if (edge) return this.#hasArrived(edge) ? [edgeLine(this.#data, edge)] : [];
    if (!node) return [];
    const value = this.#hasValue(node) ? valueLine(this.#data, node) : [];
    const gradient = this.#hasGradient(node) ? gradientLine(this.#data, node) : [];
    const values = this.#hasValue(node) ? listLine(node.value) : [];
    return [value, values, gradient, this.#hasGradient(node) ? listLine(node.gradient) : []].filter(
      (line) => line.length,
    );
  }

  #pin(mark: Mark | undefined) {
    this.#pinned = mark;
    const home = this.#home;
    select(this.#svg)
      .selectAll<Mark>(".picture-mark")
      .attr("tabindex", ({ key }) => (key === home ? 0 : -1));
    this.#point(undefined);
  }

  #point(mark: Mark | undefined) {
    this.#pointed = mark;
    this.#explain();
  }

  /** Say how what is pointed at comes about. */
  #explain() {
    const mark = this.#pointed ?? this.#pinned;
    select(this.#svg)
      .selectAll<Mark>(".picture-mark")
      .classed("picture-pointed", ({ key }) => key === mark?.key);
    const title = text("p", "picture-name", mark ? this.#titleOf(mark) : WORDS.pictures.graph_hint);
    title.toggleAttribute("data-hint", !mark);
    const lines = mark ? this.#linesOf(mark) : [];
    const words = text("div", "picture-words");
    words.append(title, ...lines.map((line) => text("p", "picture-formula", wordsOf([line]))));
    this.#panel.replaceChildren(words);
  }

  #titleOf = ({ node, edge }: Mark) =>
    node ? titleOf(node, this.#hasValue(node), this.#hasGradient(node)) : edge ? edgeTitle(this.#data, edge) : "";

  #onKey(event: KeyboardEvent, mark: Mark) {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const there = ctrlKey || altKey || metaKey || shiftKey ? undefined : next(this.#marks, this.#layout, mark, key);
    if (!there) return;
    event.preventDefault();
    this.#svg.querySelector<SVGElement>(`[data-key="${there.key}"]`)?.focus();
  }
}
