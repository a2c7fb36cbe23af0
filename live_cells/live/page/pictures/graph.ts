/** The picture of a graph: values go forward through it, gradients come back, all at once or step by step. A leaf is dragged. */

import { choose } from "./chosen_number.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { Player } from "./player.ts";
import { select } from "./d3.ts";
import { afterKey, numberDrag, saySliders } from "./drag_number.ts";
import { wordsOf } from "./formulas.ts";
import { Frame } from "./frame.ts";
import type { GraphData, GraphNode } from "./graph_data.ts";
import { type GraphLayout, layoutOf } from "./graph_layout.ts";
import { drawMarks } from "./graph_drawing.ts";
import { GraphNumbers } from "./graph_numbers.ts";
import { GraphPanel } from "./graph_panel.ts";
import { keyHelp, legend } from "./caption.ts";
import { Steps } from "./graph_steps.ts";
import { type Mark, next } from "./graph_walk.ts";
import { FoldedTable } from "./folded_table.ts";
import { largestOf } from "./products.ts";
import { tableOf } from "./table.ts";
import { amountText, briefAmount, clipped, nameOf, only, operationOf, signOf } from "./graph_words.ts";

const SVG = "http://www.w3.org/2000/svg";
/** How long a step stays, in milliseconds. */
const STEP_LASTS = 900;
/** A leaf is moved as far as this from zero, or to the double of its number. */
const USUAL = 2;

export class GraphPicture {
  node = text("div", "picture-live");
  #numbers;
  #data;
  #name;
  #room = new Frame();
  #panel = new GraphPanel((value) => this.#pinned?.node && this.#move(this.#pinned.node, value));
  #table = new FoldedTable(() => [this.#tableOf()]);
  #player;
  #reset: HTMLButtonElement;
  #layout!: GraphLayout;
  #svg!: SVGSVGElement;
  #steps!: Steps;
  #marks: Mark[];
  #pinned: Mark | undefined;
  #pointed: Mark | undefined;
  #width = 0;
  #frame = 0;
  /** The leaf whose slider is shown. */
  #leaf: GraphNode | undefined;
  #observer = new ResizeObserver(
    () => this.node.isConnected && this.#room.node.clientWidth !== this.#width && this.#lay(),
  );

  /** @param name what it shows, in a sentence */
  constructor(data: GraphData, name: string) {
    this.#numbers = new GraphNumbers(data);
    this.#data = data;
    this.#name = name;
    this.#marks = [
      ...data.edges.map((edge, i) => ({ key: `edge-${i}`, edge })),
      ...data.nodes.map((node, i) => ({ key: `node-${i}`, node })),
    ];
    const { forward, forward_title, backward, backward_title, step, step_title, direction } = WORDS.pictures;
    const { reset, reset_name, reset_title } = WORDS.pictures;
    this.#reset = button(reset, "reset", () => this.#restore(), { title: reset_title });
    this.#reset.setAttribute("aria-label", reset_name); // the cell has a Reset of its own
    this.#reset.disabled = true;
    const tools = text("div", "picture-bar");
    const ways = bar(
      "picture-ways",
      direction,
      button(forward, "forward", () => this.#show(this.#steps.forward), { title: forward_title }),
      button(backward, "backward", () => this.#show(this.#steps.all), { title: backward_title }),
      button(step, "next", () => this.#goOn(), { title: step_title }),
    );
    tools.append(ways);
    this.#player = new Player(
      WORDS.pictures.played_graph,
      0,
      { onStep: (at) => this.#go(at), lasts: () => STEP_LASTS, say: () => this.#newestName() },
      { hasStep: false },
    );
    if (this.#numbers.canChange) tools.append(this.#reset);
    tools.append(this.#room.fit, legend());
    this.node.append(this.#room.node, this.#player.node, tools);
    if (data.folded.length) this.node.append(text("p", "picture-folded", data.folded.join(" ")));
    this.node.append(this.#panel.node, this.#table.node);
  }

  mount() {
    this.#lay();
    this.#observer.observe(this.#room.node);
  }

  /** What it shows follows the page's colors by itself. */
  repaint() {}

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#player.leave();
  }

  #lay() {
    this.#width = this.#room.node.clientWidth;
    this.#layout = layoutOf(this.#data, this.#width || 700);
    if (!this.#steps) {
      this.#steps = new Steps(this.#data, this.#layout.order);
      this.#player.resize(this.#steps.all);
      this.#player.set(this.#steps.at);
    }
    this.#draw();
    this.#refresh();
  }

  #draw() {
    const { width, height } = this.#layout;
    this.#svg = document.createElementNS(SVG, "svg");
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const stage = text("div", "picture-stage");
    for (const one of [stage, this.#svg]) Object.assign(one.style, { width: `${width}px`, height: `${height}px` });
    stage.append(this.#svg, keyHelp(this.#svg, WORDS.pictures.graph_keys));
    this.#room.node.replaceChildren(stage);
    this.#room.settle(stage, width);
    const all = select(this.#svg).attr("class", "picture-drawing").attr("role", "application");
    all.attr("aria-label", this.#name || WORDS.output.title);
    const marks = drawMarks(all, this.#data, this.#layout, this.#marks);
    marks
      .attr("tabindex", ({ key }) => (key === this.#home ? 0 : -1))
      .on("click", (_, mark) => this.#pin(mark))
      .on("focus", (_, mark) => this.#pin(mark))
      .on("keydown", (event, mark) => this.#onKey(event, mark));
    marks.on("pointerenter", ({ pointerType }, mark) => pointerType === "mouse" && this.#point(mark));
    marks.on("pointerleave", () => this.#point(undefined));
    const leaves = marks.filter(({ node }) => node !== undefined && this.#numbers.isMovable(node));
    leaves
      .classed("picture-movable", () => true)
      .call(
        numberDrag<Mark>({
          may: () => true,
          numberOf: ({ node }) => only(node?.value) ?? 0,
          reachOf: ({ node }) => reachOf(node),
          onStart: (mark) => {
            this.#pin(mark);
            this.node.toggleAttribute("data-dragging", true);
          },
          onMove: ({ node }, value) => node && this.#move(node, value),
          onEnd: () => this.node.toggleAttribute("data-dragging", false),
        }),
      );
  }

  /** Show all that follows from a leaf's new number, within the next frame. */
  #move(leaf: GraphNode, value: number) {
    this.#numbers.move(leaf, value);
    this.#reset.disabled = false;
    this.#frame ||= requestAnimationFrame(() => this.#refresh());
  }

  #restore() {
    this.#numbers.reset();
    this.#reset.disabled = true;
    this.#refresh();
  }

  #tableOf() {
    const { unit, value, gradient } = WORDS.pictures.columns;
    const rows = this.#data.nodes.map((node) => [nameOf(node), amountText(node.value), amountText(node.gradient)]);
    return tableOf(this.#name, [unit, value, gradient], rows);
  }

  get #home() {
    return this.#pinned?.key ?? "node-0";
  }

  /** Show what is known after so many steps. */
  #show(step: number) {
    this.#steps.at = step;
    this.#player.set(step);
    this.#refresh();
  }

  #goOn() {
    const { at, all } = this.#steps;
    const step = at < all ? at + 1 : 0;
    this.#player.set(step);
    this.#go(step);
  }

  #newestName() {
    const node = this.#data.nodes.find(({ id }) => id === this.#steps?.newest);
    return node ? nameOf(node) : "";
  }

  /** Show one step more, or any, and what it has brought. */
  #go(step: number) {
    this.#steps.at = step;
    this.#refresh();
    this.#pin(this.#marks.find(({ node }) => node && node.id === this.#steps.newest));
    this.#room.reveal(this.#layout.spots.get(this.#steps.newest ?? "")?.x ?? 0);
  }

  #refresh() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { hasValue, hasGradient, hasArrived } = this.#steps;
    const marks = select(this.#svg).selectAll<Mark>(".picture-mark");
    const wordsFor = (mark: Mark) => [
      this.#steps.titleOf(mark),
      wordsOf(this.#steps.linesOf(mark)),
      this.#reasonOf(mark),
    ];
    marks.attr("aria-label", (mark) => wordsFor(mark).filter(Boolean).join(". "));
    saySliders(
      marks,
      {
        may: ({ node }) => node !== undefined && this.#numbers.isMovable(node),
        numberOf: ({ node, edge }) => only(node ? node.value : edge?.contribution) ?? 0,
        reachOf: ({ node }) => reachOf(node),
      },
      (mark) => amountText(mark.node ? mark.node.value : mark.edge?.contribution),
    );
    const nodes = select(this.#svg).selectAll<Required<Mark>>(".graph-node");
    const { colored } = this.#steps;
    const largest = largestOf(this.#data.nodes.flatMap((node) => colored(node) ?? []));
    nodes
      .attr("data-sign", ({ node }) => signOf(colored(node)))
      .style("--share", ({ node }) => `${Math.round(Math.abs((colored(node) || 0) / largest) * 100)}%`);
    nodes.classed("graph-leaf", ({ node }) => node.leaf);
    nodes.select(".graph-name").text(({ node }) => clipped(nameOf(node), this.#layout.node.width));
    nodes.select(".graph-sign").text(({ node }) => operationOf(node));
    nodes.select(".graph-value").text(({ node }) => (hasValue(node) ? briefAmount(node.value) : "…"));
    const gradients = nodes.select(".graph-gradient");
    gradients.text(({ node }) => (hasGradient(node) ? `grad ${briefAmount(node.gradient)}` : ""));
    const edges = select(this.#svg).selectAll<Required<Mark>>(".graph-edge");
    edges.attr("data-sign", ({ edge }) => (hasArrived(edge) ? signOf(edge.contribution) : "0"));
    edges.classed("graph-back", ({ edge }) => hasArrived(edge)); // the gradient goes from the result to the leaves
    edges
      .select(".graph-derivative")
      .text(({ edge }) =>
        hasArrived(edge) && edge.derivative !== undefined ? `×${briefAmount(edge.derivative)}` : "",
      );
    this.#explain();
    this.#table.refresh();
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
    if (this.node.hasAttribute("data-dragging")) return;
    this.#pointed = mark;
    this.#explain();
  }

  /** Say which number of the description is chosen. */
  #tell() {
    const node = this.#pinned?.node;
    const at = node ? this.#data.nodes.indexOf(node) : -1;
    const value = node?.value;
    const isKnown = at >= 0 && typeof value === "number" && this.#reset.disabled;
    choose(this.node, isKnown ? { path: ["nodes", at, "value"], value } : null);
  }

  /** Say how what is pointed at comes about. */
  #explain() {
    const mark = this.#pointed ?? this.#pinned;
    select(this.#svg)
      .selectAll<Mark>(".picture-mark")
      .classed("picture-pointed", ({ key }) => key === mark?.key);
    const { graph_hint, graph_hint_drag } = WORDS.pictures;
    const hint = [graph_hint, ...(this.#numbers.canChange ? [graph_hint_drag] : [])].join(" ");
    const leaf = mark?.node && this.#numbers.isMovable(mark.node) ? mark.node : undefined;
    const shown = {
      title: mark ? this.#steps.titleOf(mark) : hint,
      lines: mark ? this.#steps.linesOf(mark).map((line) => wordsOf([line])) : [],
      reason: mark && this.#reasonOf(mark),
      value: only(leaf?.value),
      reach: leaf === this.#leaf ? undefined : reachOf(leaf),
    };
    this.#leaf = leaf;
    this.#panel.show(shown, !mark);
    this.#tell();
  }

  #reasonOf = ({ node }: Mark) => (node?.leaf ? this.#numbers.reasonOf(node) : undefined);

  #onKey(event: KeyboardEvent, mark: Mark) {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const { node } = mark;
    const changed = ctrlKey || altKey || metaKey ? undefined : afterKey(event, only(node?.value) ?? 0, USUAL);
    if (node && changed !== undefined && this.#numbers.isMovable(node)) {
      event.preventDefault();
      return this.#move(node, changed);
    }
    const there = ctrlKey || altKey || metaKey || shiftKey ? undefined : next(this.#marks, this.#layout, mark, key);
    if (!there) return;
    event.preventDefault();
    this.#svg.querySelector<SVGElement>(`[data-key="${there.key}"]`)?.focus();
  }
}

const reachOf = (leaf: GraphNode | undefined) => Math.max(USUAL, Math.ceil(2 * Math.abs(only(leaf?.value) ?? 0)));
