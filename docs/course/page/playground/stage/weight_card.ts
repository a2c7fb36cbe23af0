/** Below the network: the weights and the bias of one unit, each to be typed or dragged. */

import { fill } from "../../../../../live_cells/live/phrases.ts";
import { button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { shown } from "../../../../../live_cells/live/page/pictures/printed.ts";
import { choice, numberField } from "../parts/fields.ts";

/** What a unit adds up: the weight of each input, and its bias. */
export type Incoming = { name: string; value: () => number; set: (value: number) => void };

/** How far a slider goes, at least. */
const REACH = 3;

const HERE = WORDS.playground.stage;

export class WeightCard {
  node = text("div", "pg-card pg-card--weights");
  /** Called when another of the inputs is chosen; null: the card is closed. */
  onChoose: (at: number | null) => void = () => {};
  #title = text("strong", "");
  #choice = choice(HERE.from, [], () => this.#choose());
  #field = numberField(HERE.value, { min: -1000, max: 1000, step: 0.01 }, (value) => this.#set(value));
  #slider = Object.assign(document.createElement("input"), { type: "range", step: "0.01" });
  #incoming: Incoming[] = [];
  #onClose = () => {};

  constructor() {
    this.node.hidden = true;
    this.node.setAttribute("role", "dialog");
    const close = button(WORDS.buttons.close, "close", () => this.close(), { quiet: true });
    this.#slider.setAttribute("aria-label", HERE.slide);
    this.#slider.addEventListener("input", () => this.#set(Number(this.#slider.value)));
    this.node.append(this.#title, this.#choice.node, this.#field.node, this.#slider, close);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /**
   * @param at which of the inputs is chosen @param onClose where the keyboard goes then
   */
  open(name: string, incoming: Incoming[], at: number, onClose: () => void) {
    this.#incoming = incoming;
    this.#onClose = onClose;
    const title = fill(HERE.weights_of, { unit: name });
    this.#title.textContent = name;
    this.node.setAttribute("aria-label", title);
    this.#choice.input.replaceChildren(...incoming.map((one, i) => new Option(one.name, String(i))));
    this.#choice.set(String(at));
    this.node.hidden = false;
    this.#choose();
    this.#field.input.focus({ preventScroll: true });
    this.#field.input.select();
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** The numbers have changed. */
  refresh() {
    if (this.isOpen && !this.node.contains(document.activeElement)) this.#show();
  }

  close() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.onChoose(null);
    this.#onClose();
  }

  #choose() {
    this.#show();
    this.onChoose(Number(this.#choice.input.value));
  }

  get #chosen() {
    return this.#incoming[Number(this.#choice.input.value)] ?? this.#incoming[0];
  }

  #set(value: number) {
    this.#chosen?.set(value);
    this.#show();
  }

  #show() {
    const value = this.#chosen?.value() ?? 0;
    const reach = Math.max(REACH, Math.ceil(Math.abs(value)));
    Object.assign(this.#slider, { min: String(-reach), max: String(reach) });
    this.#slider.value = String(value);
    this.#slider.setAttribute("aria-valuetext", shown(value));
    this.#field.set(Number(value.toFixed(4)));
  }
}
