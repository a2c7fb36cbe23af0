/** The picture of any module: from its calls down to one number, in place. */

import { fill } from "../../phrases.ts";
import { bar, button, text } from "../elements/nodes.ts";
import { keyHelp, legend } from "./caption.ts";
import { Choice } from "./choice.ts";
import type { ChosenNumber } from "./chosen_number.ts";
import { FoldedTable } from "./folded_table.ts";
import type { Call, ModuleData } from "./module_data.ts";
import { bestOf, drawModule, nameOf } from "./module_drawing.ts";
import { moduleLayout, type ModuleLayout, type Placed, shapeText, titleOf, viewportSize } from "./module_layout.ts";
import { sumOf } from "./module_sums.ts";
import { tableOf } from "./module_table.ts";
import { Tree } from "./module_tree.ts";
import { type Inks, inksOf } from "./paint.ts";
import { Player } from "./player.ts";
import { shown } from "./printed.ts";
import { svg } from "./svg.ts";
import { indexOf } from "./tensor_sheet.ts";
import { type View, Viewport } from "./viewport.ts";

const CALL_LASTS = 420;

export class ModulePicture {
  node = text("div", "picture-live picture-module");
  #tree;
  #open: number[] = [];
  /** Where the reader came from, each step with what was in view. */
  #views: View[] = [];
  #viewport = new Viewport();
  #layout!: ModuleLayout;
  #marks = new Map<string, SVGGElement>();
  #at = "";
  /** The number that is explained: its call, its place in the first output. */
  #number: { call: Call; place: number } | null = null;
  #inks: Inks | null = null;
  #isBack = false;
  #player;
  #back;
  #path = text("span", "module-path");
  #title = text("p", "picture-name");
  #lines = text("div", "picture-formulas");
  #choice = new Choice(this.node);
  #table;
  #width = 0;
  #observer = new ResizeObserver(() => this.#onResize());

  /** @param name what it shows, in a sentence */
  constructor(data: ModuleData, name: string) {
    this.#tree = new Tree(data);
    const words = WORDS.pictures.module;
    this.#back = button(words.back, "back", () => this.#goBack(), { title: words.back_title });
    this.#table = new FoldedTable(() => [tableOf(this.#tree)], this.#choice);
    this.#player = new Player(words.pass, data.calls.length, {
      onStep: () => this.#reach(),
      lasts: () => Math.max(60, CALL_LASTS * Math.min(1, 24 / (data.calls.length || 1))),
      say: (step) => this.#stepWords(step),
    });
    const { drawing } = this.#viewport;
    drawing.setAttribute("role", "application");
    drawing.setAttribute("aria-label", name);
    this.node.append(this.#viewport.node);
    this.#viewport.node.append(keyHelp(drawing, words.keys), this.#path);
    const panel = text("div", "picture-panel");
    const said = text("div", "picture-words");
    said.append(this.#title, this.#lines);
    panel.append(said);
    panel.toggleAttribute("data-tall", true);
    this.node.append(this.#player.node, this.#bar(), panel);
    if (data.fault) this.node.append(text("p", "picture-fault", fill(words.fault, { reason: data.fault })));
    if (data.folded.length) this.node.append(text("p", "picture-folded", data.folded.join(" ")));
    this.node.append(this.#table.node);
    drawing.addEventListener("click", (event) => this.#onClick(event));
    drawing.addEventListener("keydown", (event) => this.#onKey(event));
    drawing.addEventListener("pointerover", (event) => this.#light(keyAt(event)));
    drawing.addEventListener("pointerleave", () => this.#light(null));
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.#onEscape(event));
  }

  mount() {
    const { height } = viewportSize(this.#tree, this.node.clientWidth || 700);
    this.#viewport.node.style.height = `${height}px`;
    this.#lay();
    this.#viewport.fit();
    this.#observer.observe(this.#viewport.node);
  }

  /** The page has other colors now. */
  repaint() {
    this.#inks = null;
    this.#draw();
  }

  leave() {
    this.#observer.disconnect();
    this.#viewport.leave();
    this.#player.leave();
  }

  #onResize() {
    const { clientWidth } = this.#viewport.node;
    if (!this.node.isConnected || Math.abs(clientWidth - this.#width) < 2) return;
    this.#width = clientWidth;
    this.#viewport.fit();
  }

  #bar() {
    const words = WORDS.pictures.module;
    const tools = text("div", "picture-bar");
    const wide = button(words.wide, "enlarge", () => this.#widen(wide), { title: words.wide_title });
    wide.setAttribute("aria-pressed", "false");
    tools.append(this.#back, ...this.#viewport.tools, wide);
    if (this.#tree.data.tensors.some(({ gradient }) => gradient)) tools.append(this.#ways());
    tools.append(legend());
    return tools;
  }

  #ways() {
    const { forward, forward_title, backward, backward_title, direction } = WORDS.pictures;
    const ways = [
      button(forward, "forward", () => turn(false), { title: forward_title }),
      button(backward, "backward", () => turn(true), { title: backward_title }),
    ];
    const turn = (isBack: boolean) => {
      this.#isBack = isBack;
      for (const [i, way] of ways.entries()) way.setAttribute("aria-pressed", String(Boolean(i) === isBack));
      if (this.#inks) this.#draw();
    };
    turn(false);
    return bar("picture-ways", direction, ...ways);
  }

  #widen(control: HTMLElement) {
    const isWide = this.node.toggleAttribute("data-wide");
    control.setAttribute("aria-pressed", String(isWide));
    this.#width = this.#viewport.node.clientWidth;
    this.#viewport.fit();
  }

  #lay() {
    this.#layout = moduleLayout(this.#tree, new Set(this.#open));
    const first = this.#layout.placed.filter(({ depth, item }) => !depth && item.kind !== "entry");
    this.#viewport.settle(this.#layout, first);
    this.#width = this.#viewport.node.clientWidth;
    this.#draw();
  }

  #draw() {
    const hadFocus = this.#viewport.drawing.contains(document.activeElement);
    this.#inks ??= inksOf(this.node);
    this.#marks = drawModule(this.#viewport.sheet, {
      tree: this.#tree,
      layout: this.#layout,
      inks: this.#inks,
      isBack: this.#isBack,
    });
    if (!this.#marks.has(this.#at)) this.#at = this.#marks.keys().next().value ?? "";
    this.#moveHome(this.#at);
    if (hadFocus) this.#marks.get(this.#at)?.focus({ preventScroll: true });
    this.#reach();
    this.#show();
  }

  #placed = (key: string) => this.#layout.placed.find((one) => one.key === key);

  #callOf(key: string): Call | null {
    const item = this.#placed(key)?.item;
    return item?.kind === "call" ? item.call : null;
  }

  // ------------------------------------------------------------------ in and out

  #toggle(call: Call) {
    if (this.#open.includes(call.id)) return this.#close(call.id);
    this.#views.push(this.#viewport.view);
    this.#change(`c${call.id}`, () => this.#open.push(call.id));
    const placed = this.#placed(`c${call.id}`);
    if (placed) this.#viewport.focus(placed, { least: 0.75, most: 1.1 });
  }

  #close(id: number) {
    this.#number = null;
    const isWithin = (one: number) => this.#tree.pathOf(one).includes(id);
    this.#change(`c${id}`, () => (this.#open = this.#open.filter((one) => !isWithin(one))));
    this.#views.length = Math.min(this.#views.length, this.#open.length);
    this.#moveHome(`c${id}`);
  }

  #goBack() {
    const id = this.#open.at(-1);
    if (id === undefined) return;
    const view = this.#views.at(-1);
    this.#close(id);
    if (view) this.#viewport.go(view);
    this.#marks.get(this.#at)?.focus({ preventScroll: true });
  }

  /** Draw anew, with one box where it was. */
  #change(key: string, change: () => void) {
    const before = this.#placed(key);
    change();
    this.#at = key;
    this.#lay();
    const after = this.#placed(key);
    if (before && after) this.#viewport.hold(before, after);
  }

  // ------------------------------------------------------------------ what the reader does

  #onClick(event: MouseEvent) {
    const key = keyAt(event);
    if (this.#viewport.hasMoved || !key) return;
    const call = this.#callOf(key);
    this.#moveHome(key);
    if (!call) return this.#show();
    const place = this.#numberAt(event, key, call);
    lightLine(call);
    if (place !== null) {
      this.#number = { call, place };
      return this.#show();
    }
    if (this.#placed(key)?.isOpen && !(event.target as Element).matches(".module-close, .module-title"))
      return this.#show();
    this.#toggle(call);
  }

  /** The number of an open sheet that a press meant. */
  #numberAt(event: MouseEvent, key: string, call: Call) {
    const sheet = this.#placed(key)?.sheet;
    const group = this.#marks.get(key)?.querySelector<SVGGElement>(".module-sheet");
    const matrix = group?.getScreenCTM();
    if (!sheet || !matrix) return null;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const [wide, high] = [sheet.columns * sheet.cell[0], sheet.rows * sheet.cell[1]];
    const tile = sheet.tiles.find((one) => x >= one.x && x < one.x + wide && y >= one.y && y < one.y + high);
    if (!tile) return null;
    const [row, column] = [Math.floor((y - tile.y) / sheet.cell[1]), Math.floor((x - tile.x) / sheet.cell[0])];
    const place = tile.first + row * sheet.columns + column;
    return place < this.#tree.data.tensors[call.outputs[0]].values.length ? place : null;
  }

  #onKey(event: KeyboardEvent) {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey) return;
    const call = this.#callOf(this.#at);
    if (key === "Enter" && this.#number) return; // it opens the number
    if (key === "+" || key === "-") this.#viewport.zoom(key === "+" ? 1.3 : 1 / 1.3);
    else if ((key === "Enter" || key === " ") && call) {
      lightLine(call);
      if (this.#placed(this.#at)?.sheet && !this.#number) this.#number = { call, place: 0 };
      else if (this.#placed(this.#at)?.isOpen) this.#enter(call);
      else if (!this.#number) this.#toggle(call);
    } else if (!this.#step(key)) return;
    event.preventDefault();
    this.#show();
  }

  /** Into a group that is open. */
  #enter(call: Call) {
    const [first] = this.#tree.childrenOf(call.id);
    if (first) this.#focus(`c${first.id}`);
  }

  #step(key: string) {
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const way = ways[key];
    if (!way) return false;
    const placed = this.#placed(this.#at);
    if (this.#number && placed?.sheet) {
      const by = way[0] + way[1] * placed.sheet.columns;
      const last = this.#tree.data.tensors[this.#number.call.outputs[0]].values.length - 1;
      this.#number.place = Math.min(Math.max(this.#number.place + by, 0), last);
      return true;
    }
    const next = placed && this.#nearest(placed, way);
    if (next) this.#focus(next.key);
    return true;
  }

  /** The nearest box in a direction. */
  #nearest(from: Placed, [across, down]: [number, number]) {
    const middle = (one: Placed) => [one.x + one.width / 2, one.y + (one.isOpen ? 12 : one.height / 2)];
    const [x, y] = middle(from);
    let best: Placed | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const one of this.#layout.placed) {
      if (!this.#marks.has(one.key) || one === from) continue;
      const [dx, dy] = [middle(one)[0] - x, middle(one)[1] - y];
      const along = dx * across + dy * down;
      const aside = Math.abs(across ? dy : dx);
      if (along < 2) continue;
      const far = along + 2.2 * aside;
      if (far < least) [best, least] = [one, far];
    }
    return best;
  }

  #onEscape(event: KeyboardEvent) {
    if (this.#number) {
      this.#number = null;
      this.#show();
    } else if (this.#open.length) this.#goBack();
    else if (this.node.hasAttribute("data-wide"))
      this.node.querySelector<HTMLElement>(".live-button--enlarge")?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(key: string) {
    this.#moveHome(key);
    this.#marks.get(key)?.focus({ preventScroll: true });
    const placed = this.#placed(key);
    if (placed) this.#viewport.reveal(placed.isOpen ? { ...placed, height: 24 } : placed);
    this.#light(key);
  }

  /** The one box that Tab leads to. */
  #moveHome(key: string) {
    if (key !== this.#at) this.#number = null;
    this.#at = key;
    for (const [one, node] of this.#marks) node.setAttribute("tabindex", one === key ? "0" : "-1");
  }

  // ------------------------------------------------------------------ what is shown

  /** What leads to a box and on from it. */
  #light(key: string | null) {
    this.#viewport.sheet.toggleAttribute("data-lit", Boolean(key));
    for (const way of this.#viewport.sheet.querySelectorAll<SVGElement>(".module-way"))
      way.classList.toggle("module-lit", way.dataset.start === key || way.dataset.end === key);
  }

  /** Calls that the player has not come to yet are pale. */
  #reach() {
    const { calls } = this.#tree.data;
    const { at } = this.#player;
    const last = calls[this.#isBack ? calls.length - at : at - 1];
    for (const { key, item } of this.#layout.placed) {
      if (item.kind !== "call") continue;
      const { id } = item.call;
      const isReached = this.#isBack ? id >= calls.length - at || this.#isAround(id, last) : id < at;
      const node = this.#marks.get(key);
      node?.toggleAttribute("data-waiting", !isReached);
      node?.toggleAttribute("data-now", at < calls.length && Boolean(last) && this.#isNow(item.call, last));
    }
  }

  #isAround = (id: number, last: Call | undefined) => Boolean(last && this.#tree.pathOf(last.id).includes(id));

  /** Is it the call that has just been made, or the closed group around it? */
  #isNow(call: Call, last: Call) {
    return call === last || (this.#isAround(call.id, last) && !this.#open.includes(call.id));
  }

  #stepWords(step: number) {
    const call = this.#tree.data.calls[this.#isBack ? this.#tree.data.calls.length - step : step - 1];
    return call ? [titleOf(call), call.name].filter(Boolean).join(" ") : WORDS.pictures.module.begin;
  }

  /** Say what is chosen. */
  #show() {
    const { data } = this.#tree;
    const words = WORDS.pictures.module;
    this.#back.disabled = !this.#open.length;
    const path = this.#open.length ? this.#tree.pathOf(this.#open[this.#open.length - 1]).reverse() : [];
    this.#path.textContent = [data.name, ...path.map((id) => titleOf(data.calls[id]))].join(" ▸ ");
    this.#markNumber();
    const placed = this.#placed(this.#at);
    const call = this.#callOf(this.#at);
    const isHint = !this.#views.length && !this.#number && document.activeElement !== this.#marks.get(this.#at);
    this.#title.toggleAttribute("data-hint", isHint);
    this.#choice.state(...this.#stated(isHint));
    if (isHint || !placed) {
      this.#title.textContent = [words.hint, ...this.#result()].join(" ");
      return this.#lines.replaceChildren();
    }
    if (this.#number) return this.#explain(this.#number.call, this.#number.place);
    this.#title.textContent = nameOf(this.#tree, placed);
    const lines = call ? [call.text, ...this.#shared(call)] : [];
    this.#lines.replaceChildren(...lines.filter(Boolean).map((line) => text("p", "picture-formula", line)));
  }

  /** The numbers that are stated, with their places in the description. */
  #stated(isHint: boolean): ChosenNumber[] {
    const { loss, tensors } = this.#tree.data;
    if (isHint) return loss ? [{ path: ["loss", "value"], value: loss.value }] : [];
    if (!this.#number) return [];
    const { call, place } = this.#number;
    const [id] = call.outputs;
    const { values, gradient } = tensors[id];
    const own = { path: ["tensors", id, "values", place], value: values[place] };
    return gradient ? [own, { path: ["tensors", id, "gradient", place], value: gradient[place] }] : [own];
  }

  /** The class that wins. */
  #result() {
    const { classes, outputs, tensors, loss } = this.#tree.data;
    const said =
      classes.length && outputs.length
        ? [fill(WORDS.pictures.module.winner, { name: bestOf(classes, tensors[outputs[0].tensor]) })]
        : [];
    return loss ? [...said, `${loss.text} = ${shown(loss.value)}`] : said;
  }

  #shared({ shares }: Call) {
    const { calls } = this.#tree.data;
    const names = [...new Set(shares.map((id) => calls[id].name || titleOf(calls[id])))];
    return names.length ? [fill(WORDS.pictures.module.shares, { names: names.join(", ") })] : [];
  }

  #explain(call: Call, place: number) {
    const { shape, values, gradient } = this.#tree.data.tensors[call.outputs[0]];
    const name = `${call.name || call.kind}[${indexOf(place, shape).join(", ")}]`;
    const back = gradient ? `, ${fill(WORDS.pictures.gradient_is, { value: shown(gradient[place]) })}` : "";
    this.#title.textContent = `${name} = ${shown(values[place])}${back}`;
    const lines = sumOf(this.#tree.data, call, place);
    const inputs = call.inputs.map((id) => shapeText(this.#tree.data.tensors[id].shape));
    const plain = fill(WORDS.pictures.module.from, { call: call.text || call.kind, inputs: inputs.join(", ") });
    this.#lines.replaceChildren(...(lines.length ? lines : [plain]).map((line) => text("p", "picture-formula", line)));
    this.#marks.get(this.#at)?.setAttribute("aria-label", [this.#title.textContent, ...lines].join(". "));
  }

  #markNumber() {
    this.#viewport.sheet.querySelector(".module-chosen")?.remove();
    const sheet = this.#placed(this.#at)?.sheet;
    const place = this.#number?.place;
    if (!sheet || place === undefined) return;
    const size = sheet.rows * sheet.columns;
    const tile = sheet.tiles.findLast(({ first }) => first <= place);
    if (!tile || place >= tile.first + size) return;
    const [x, y] = [
      tile.x + ((place - tile.first) % sheet.columns) * sheet.cell[0],
      tile.y + Math.floor((place - tile.first) / sheet.columns) * sheet.cell[1],
    ];
    const ring = svg("rect", { class: "module-chosen", x, y, width: sheet.cell[0], height: sheet.cell[1], rx: 2 });
    this.#marks.get(this.#at)?.querySelector(".module-sheet")?.append(ring);
  }
}

const keyAt = ({ target }: Event) => (target as Element).closest<SVGElement>("[data-key]")?.dataset.key ?? null;

/** Show the line of code that made a call; the cell that has it answers. */
function lightLine({ line }: Call) {
  if (line) dispatchEvent(new CustomEvent("code-line", { detail: { cell: line[0], line: line[1] } }));
}
