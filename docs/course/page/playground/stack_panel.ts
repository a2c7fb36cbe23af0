/** The layers as a list to add to, take from, reorder and set: by pointer, touch and keyboard. */

import { counted, fill } from "../../../../live_cells/live/phrases.ts";
import { button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { numberField } from "./parts/fields.ts";
import { drawStrip, stripNode } from "./parts/layer_strip.ts";
import { makeSortable } from "./parts/sorting.ts";
import { KINDS, layer, shapeText, type Fault } from "./setup/layers.ts";
import { DATA, MOST_LAYERS, inputShape, stackFor, type Setup } from "./setup/setup.ts";
import { changed, type Placed } from "./setup/stack.ts";
import type { Store } from "./store.ts";

/** A layer in the list. */
type Item = { node: HTMLElement; fill: (placed: Placed) => void };

/** By these titles a pressed button is found again. */
const { up_title: UP, down_title: DOWN } = WORDS.playground.stack;

export class StackPanel {
  node = text("div", "pg-stack");
  /** The same layers as a picture. */
  strip = text("div", "pg-strip-box");

  #store;
  #announce;
  #start = text("p", "pg-shape");
  #picture = stripNode();
  #list = text("ol", "pg-layers");
  /** Filled anew while the kinds stay, so that the keyboard keeps its place. */
  #items: Item[] = [];
  #kinds = "none yet";
  #end = text("div", "pg-end");
  #adder = this.#adding();
  #size = new ResizeObserver(() => requestAnimationFrame(() => this.#reach()));

  constructor(store: Store, announce: (words: string) => void) {
    this.#store = store;
    this.#announce = announce;
    this.#list.setAttribute("aria-label", WORDS.playground.stack.list);
    this.strip.append(this.#picture);
    this.strip.setAttribute("role", "group");
    this.strip.setAttribute("aria-label", WORDS.playground.stack.picture);
    this.#size.observe(this.strip);
    this.node.append(this.#start, this.#list, this.#adder, this.#end);
    makeSortable(this.#list, (from, to) => this.#move(from, to));
    store.watch((setup) => this.#show(setup));
  }

  #show(setup: Setup) {
    const shape = inputShape(setup);
    const { title } = DATA[setup.data];
    const stack = stackFor(setup);
    const { placed, fault, parameters, fits } = stack;
    const place = placeOf(document.activeElement, this.#list);
    drawStrip(this.#picture, stack, shape);
    this.#reach();
    this.#start.textContent = `${title}: ${shapeText(shape)}`;
    const kinds = placed.map(({ layer: one }) => one.kind).join();
    if (kinds !== this.#kinds) this.#items = placed.map((one, index) => this.#item(one, index, placed.length));
    if (kinds !== this.#kinds) this.#list.replaceChildren(...this.#items.map(({ node }) => node));
    this.#kinds = kinds;
    for (const [index, one] of placed.entries()) this.#items[index].fill(one);
    const said = fits
      ? text("p", "pg-total", counted(WORDS.playground.stack.parameters, parameters))
      : text("p", "pg-total");
    this.#end.replaceChildren(...(fault ? [this.#fault(fault, placed.length)] : [said]));
    if (!document.activeElement || document.activeElement === document.body) restore(place, this.#list, this.#adder);
  }

  /** What is wider than its place can be scrolled by key. */
  #reach() {
    this.strip.tabIndex = this.strip.scrollWidth > this.strip.clientWidth ? 0 : -1;
  }

  #item({ layer: one }: Placed, index: number, count: number): Item {
    const kind = KINDS[one.kind];
    const name = fill(WORDS.playground.stack.layer, { number: index + 1, kind: one.kind });
    const item = text("li", "pg-layer");
    item.dataset.kind = one.kind;
    const handle = text("span", "pg-handle", "⠿");
    handle.setAttribute("aria-hidden", "true");
    const title = text("strong", "", one.kind);
    title.title = kind.about;
    const settings = Object.entries(kind.settings).map(([setting, limits]) => {
      const field = numberField(limits.label, limits, (value) => this.#set(index, setting, value));
      field.node
        .querySelector("input")
        ?.setAttribute("aria-label", fill(WORDS.playground.stack.setting, { setting: limits.label, layer: name }));
      return { setting, field };
    });
    const up = button(fill(WORDS.playground.stack.move_up, { layer: name }), "up", () => this.#move(index, index - 1), {
      quiet: true,
      title: UP,
    });
    const down = button(
      fill(WORDS.playground.stack.move_down, { layer: name }),
      "down",
      () => this.#move(index, index + 1),
      {
        quiet: true,
        title: DOWN,
      },
    );
    const remove = button(fill(WORDS.playground.stack.remove, { layer: name }), "close", () => this.#remove(index), {
      quiet: true,
      title: WORDS.playground.stack.remove_title,
    });
    up.disabled = index === 0;
    down.disabled = index === count - 1;
    const tools = text("span", "pg-tools");
    tools.append(up, down, remove);
    const head = text("div", "pg-layer-head");
    const shape = text("span", "pg-shape");
    const notes = text("div", "pg-notes");
    item.append(head);
    if (settings.length) {
      const body = text("div", "pg-settings");
      head.append(handle, title, tools);
      body.append(...settings.map(({ field }) => field.node), shape);
      item.append(body);
    } else head.append(handle, title, shape, tools);
    item.append(notes);
    return {
      node: item,
      fill: ({ layer: now, to, parameters, fault, hint }) => {
        item.toggleAttribute("data-fault", fault !== null);
        for (const { setting, field } of settings) field.set(Number(now[setting]));
        const weights = parameters ? ` · ${counted(WORDS.playground.stack.parameters, parameters)}` : "";
        shape.textContent = to ? `→ ${shapeText(to)}${weights}` : "";
        notes.replaceChildren(
          ...(fault ? [this.#fault(fault, index)] : []),
          ...(hint ? [text("p", "pg-hint", hint)] : []),
        );
      },
    };
  }

  #fault({ text: words, fix }: Fault, index: number) {
    const node = text("p", "pg-fault", `${words} `);
    node.append(
      button(fix.label, "fix", () => {
        this.#store.change({ layers: changed(this.#store.setup.layers, index, fix.change) });
        if (document.activeElement === document.body) focusItem(this.#list, index, this.#adder);
        this.#announce(fill(WORDS.playground.stack.fixed, { fix: fix.label }));
      }),
    );
    return node;
  }

  #adding() {
    const kinds = document.createElement("select");
    kinds.setAttribute("aria-label", WORDS.playground.stack.kind);
    for (const kind of Object.keys(KINDS)) kinds.add(new Option(kind, kind));
    const node = text("div", "pg-adding");
    node.append(
      kinds,
      button(WORDS.playground.stack.add, "plus", () => this.#add(kinds.value), {
        title: WORDS.playground.stack.add_title,
      }),
    );
    return node;
  }

  /** Before the last layer, which makes the scores. */
  #add(kind: string) {
    const { layers } = this.#store.setup;
    if (layers.length >= MOST_LAYERS) return this.#announce(fill(WORDS.playground.stack.full, { count: MOST_LAYERS }));
    const at = Math.max(0, layers.length - 1);
    this.#store.change({ layers: layers.toSpliced(at, 0, layer(kind)) });
    this.#announce(fill(WORDS.playground.stack.added, { kind, number: at + 1 }));
  }

  #remove(index: number) {
    const { layers } = this.#store.setup;
    this.#store.change({ layers: layers.toSpliced(index, 1) });
    this.#announce(fill(WORDS.playground.stack.removed, { kind: layers[index].kind }));
  }

  #move(from: number, to: number) {
    const layers = changed(this.#store.setup.layers, from, { do: "move", to });
    const pressed = document.activeElement?.getAttribute("title");
    this.#store.change({ layers });
    if (pressed === UP || pressed === DOWN) focusTool(this.#list.children[to], pressed);
    this.#announce(fill(WORDS.playground.stack.moved, { kind: layers[to].kind, number: to + 1 }));
  }

  #set(index: number, setting: string, value: number) {
    const { layers } = this.#store.setup;
    this.#store.change({ layers: layers.with(index, { ...layers[index], [setting]: value }) });
  }
}

/** Where the keyboard is in the list: the item, and the kind of its control. */
function placeOf(node: Element | null, list: HTMLElement) {
  const item = node?.closest("li");
  if (!item || !list.contains(item)) return null;
  const numbers: Element[] = [...item.querySelectorAll("input")];
  return {
    index: [...list.children].indexOf(item),
    tool: node?.closest(".pg-tools") ? (node.getAttribute("title") ?? "") : "",
    field: node ? numbers.indexOf(node) : -1,
  };
}

/** @param after where to go if nothing is left */
function restore(place: ReturnType<typeof placeOf>, list: HTMLElement, after: HTMLElement) {
  if (!place) return;
  const { index, tool, field } = place;
  const number = list.children[index]?.querySelectorAll("input")[field];
  if (number) number.focus({ preventScroll: true });
  else focusItem(list, index, after, tool);
}

/** @param tool by its title */
function focusItem(list: HTMLElement, index: number, after: HTMLElement, tool = "") {
  const item = list.children[index] ?? list.lastElementChild;
  if (item) focusTool(item, tool);
  else after.querySelector("button")?.focus({ preventScroll: true });
}

/** @param title of the tool */
function focusTool(item: Element, title: string) {
  const tools = item.querySelectorAll<HTMLButtonElement>(".pg-tools button");
  const enabled = [...tools].filter((tool) => !tool.disabled);
  (enabled.find((tool) => tool.title === title) ?? enabled[0])?.focus({ preventScroll: true });
}
