/** Over the network: which inputs the model is given, opened from one of them. */

import { button, text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { FeatureBar } from "../parts/feature_bar.ts";
import { placeBeside } from "./beside.ts";

export type Inputs = { now: () => string[]; change: (features: string[]) => void };

export class InputsCard {
  node = text("div", "pg-card");
  #bar;
  #inputs;
  #onClose = () => {};

  constructor(inputs: Inputs) {
    this.#inputs = inputs;
    this.node.hidden = true;
    this.node.setAttribute("role", "dialog");
    this.node.setAttribute("aria-label", WORDS.playground.stage.inputs);
    this.#bar = new FeatureBar(inputs.now, inputs.change);
    const close = button(WORDS.buttons.close, "close", () => this.close(), { quiet: true });
    const head = text("div", "pg-card-head");
    head.append(text("strong", "", WORDS.playground.stage.inputs), close);
    this.node.append(head, this.#bar.node);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /** @param at which of the inputs was chosen @param unit where it stands @param onClose where the keyboard goes then */
  open(at: number, unit: DOMRect, onClose: () => void) {
    this.#onClose = onClose;
    this.node.hidden = false;
    this.refresh();
    placeBeside(this.node, unit, unit);
    const name = this.#inputs.now()[at];
    const own = this.node.querySelector<HTMLElement>(`[data-feature="${name}"]:enabled`); // the last one is not
    (own ?? this.node.querySelector<HTMLElement>("[data-feature]:enabled"))?.focus({ preventScroll: true });
  }

  /** The setup has changed. */
  refresh() {
    if (!this.node.hidden) this.#bar.show(this.#inputs.now());
  }

  close() {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.#onClose();
  }
}
