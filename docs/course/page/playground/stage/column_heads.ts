/** Above the network: how many hidden layers; above each of them, how many units, and which activation. */

import { counted, fill } from "../../../../../live_cells/live/phrases.ts";
import { button, enable, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { brief } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { ACTIVATIONS, KINDS, type Layer } from "../setup/layers.ts";
import { type Column, columnsOf, withActivation, withLayer, withoutLayer, withUnits } from "./columns.ts";
import type { NetworkLayout } from "./network_layout.ts";

/** Where the layers come from, and what is called when they change. */
export type Layers = { now: () => Layer[]; change: (layers: Layer[]) => void; announce: (words: string) => void };
type Head = { node: HTMLElement; size: HTMLElement; set: (column: Column) => void };

/** Pixels of a column: below which its number stands above its buttons, and that it uses at most. */
const NARROW = 92;
const WIDE = 100;

const HERE = WORDS.playground.stage;

/** What a column is called. @param at its place, the input being 0 */
export function columnName(columns: Column[], at: number) {
  if (at === 0) return HERE.input_layer;
  return at === columns.length - 1 ? HERE.output_layer : fill(HERE.hidden_layer, { number: at });
}

export class ColumnHeads {
  /** For the number of hidden layers. */
  bar = text("div", "pg-net-bar");
  node = text("div", "pg-heads");
  #layers;
  #count = text("span", "pg-net-count");
  #fewer;
  #more;
  #heads: Head[] = [];
  #made = "";

  constructor(layers: Layers) {
    this.#layers = layers;
    const change = (how: (layers: Layer[]) => Layer[] | null) => () => {
      const changed = how(layers.now());
      if (!changed) return;
      layers.change(changed);
      layers.announce(this.#count.textContent ?? "");
    };
    this.#fewer = button(HERE.remove_layer, "minus", change(withoutLayer), { quiet: true });
    this.#more = button(HERE.add_layer, "plus", change(withLayer), { quiet: true });
    this.bar.setAttribute("role", "group");
    this.bar.setAttribute("aria-label", HERE.layers);
    this.bar.append(this.#fewer, this.#count, this.#more);
  }

  lay({ columns, width }: NetworkLayout) {
    const layers = this.#layers.now();
    const hidden = Math.max(columns.length - 2, 0);
    this.#count.textContent = counted(HERE.hidden_layers, hidden);
    enable([this.#fewer, withoutLayer(layers) !== null], [this.#more, withLayer(layers) !== null]);
    const made = columns.map(({ kind }) => kind).join();
    if (made !== this.#made) this.#make(columns);
    this.#made = made;
    const room = columns.length > 1 ? columns[1].x - columns[0].x : width;
    this.node.toggleAttribute("data-narrow", room < NARROW);
    this.node.toggleAttribute(
      "data-more",
      columns.some(({ others }) => others.length > 0),
    );
    for (const [i, column] of columns.entries()) {
      const head = this.#heads[i];
      Object.assign(head.node.style, { left: `${column.x}px`, width: `${Math.min(room - 4, WIDE)}px` });
      head.set(column);
    }
  }

  /** Say how large the gradient of each layer's weights is. @param sizes null: that is not known */
  showSizes(sizes: number[] | null) {
    for (const [at, { size }] of this.#heads.entries()) {
      const words = at && sizes ? `‖∇‖ ${brief(sizes[at - 1], 3)}` : "";
      if (size.textContent !== words) size.textContent = words;
    }
  }

  #make(columns: Column[]) {
    this.#heads = columns.map((column, at) => {
      const isHidden = at > 0 && at < columns.length - 1;
      return isHidden ? this.#hiddenHead(at) : endHead(columnName(columns, at), column);
    });
    this.node.replaceChildren(...this.#heads.map(({ node }) => node));
  }

  #hiddenHead(at: number): Head {
    const { change, now } = this.#layers;
    const here = () => columnsOf(now(), 0)[at];
    const name = fill(HERE.hidden_layer, { number: at });
    const input = Object.assign(document.createElement("input"), { type: "number", min: "1" });
    input.setAttribute("aria-label", fill(HERE.units_of, { layer: name }));
    const set = (units: number) => {
      const { index, kind } = here();
      const { min, max } = KINDS[kind].settings.out;
      if (Number.isFinite(units)) change(withUnits(now(), index, Math.min(Math.max(Math.round(units), min), max)));
    };
    const by = (way: number) => () => set(here().units + way * stepOf(here().units, way));
    let isTyping = false;
    input.addEventListener("input", () => {
      isTyping = true;
    });
    input.addEventListener("change", () => {
      isTyping = false;
      set(Number(input.value));
    });
    const steps = text("div", "pg-stepper");
    steps.append(
      button(fill(HERE.fewer_units, { layer: name }), "minus", by(-1), { quiet: true }),
      input,
      button(fill(HERE.more_units, { layer: name }), "plus", by(1), { quiet: true }),
    );
    const activation = document.createElement("select");
    activation.setAttribute("aria-label", fill(HERE.activation_of, { layer: name }));
    activation.add(new Option(HERE.no_activation, ""));
    for (const kind of ACTIVATIONS) activation.add(new Option(kind, kind));
    activation.addEventListener("change", () => change(withActivation(now(), here(), activation.value)));
    const others = text("span", "pg-head-more");
    const size = sizeNode();
    const node = text("div", "pg-head");
    node.append(steps, activation, others, size);
    return {
      node,
      size,
      set: (column) => {
        const isFree = document.activeElement !== input || !isTyping;
        if (isFree && input.value !== String(column.units)) input.value = String(column.units); // else it stays selected
        activation.value = column.activation;
        others.textContent = column.others.join(" ");
      },
    };
  }
}

const sizeNode = () => Object.assign(text("span", "pg-head-size"), { title: WORDS.playground.gradient.size });

/** More units change by more at once. */
function stepOf(units: number, way: number) {
  const from = way < 0 ? units - 1 : units;
  return from < 16 ? 1 : from < 64 ? 8 : 32;
}

function endHead(name: string, { kind }: Column): Head {
  const node = text("div", "pg-head pg-head--end");
  const others = text("span", "pg-head-more");
  const size = sizeNode();
  node.append(text("strong", "", name), others, size);
  return {
    node,
    size,
    set: ({ others: all, activation }) => {
      others.textContent = [kind === "input" ? "" : activation, ...all].filter(Boolean).join(" ");
    },
  };
}
