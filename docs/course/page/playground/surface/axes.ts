/** Which plane: through the main directions of the run, or through two weights, and which. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { choice } from "../parts/fields.ts";
import { type Model, type Weight, weightsOf } from "./weights.ts";

const HERE = WORDS.playground.surface;

export class Axes {
  node = text("div", "pg-fields");
  #kind;
  #across;
  #up;
  #weights: Weight[] = [];

  /** @param onChange called when another plane is chosen */
  constructor(onChange: () => void) {
    const kinds: [string, string][] = [
      ["main", HERE.main],
      ["chosen", HERE.chosen],
    ];
    this.#kind = choice(HERE.axes, kinds, onChange);
    const choose = () => {
      const [a, b] = [this.#across.input, this.#up.input];
      if (a.value === b.value) b.value = String((Number(a.value) + 1) % this.#weights.length);
      onChange();
    };
    this.#across = choice(HERE.across, [], choose);
    this.#up = choice(HERE.up, [], choose);
    this.node.append(this.#kind.node, this.#across.node, this.#up.node);
  }

  get isMain() {
    return this.#kind.input.value === "main";
  }

  /** The two weights; null: the model has no two. */
  get chosen(): [Weight, Weight] | null {
    const [a, b] = [this.#across, this.#up].map(({ input }) => this.#weights[Number(input.value)]);
    return a && b && a !== b ? [a, b] : null;
  }

  /** Offer the weights of a model. */
  offer(model: Model) {
    this.#weights = weightsOf(model);
    for (const [i, field] of [this.#across, this.#up].entries()) {
      const { value } = field.input;
      field.input.replaceChildren(...this.#weights.map(({ name }, at) => new Option(name, String(at))));
      if (this.#weights.length > 1) field.set(value && Number(value) < this.#weights.length ? value : String(i));
    }
    const [a, b] = [this.#across.input, this.#up.input];
    if (a.value === b.value && this.#weights.length > 1) b.value = a.value === "0" ? "1" : "0";
  }

  /** Are the weights to be chosen? */
  set hasWeights(hasWeights: boolean) {
    for (const { node } of [this.#across, this.#up]) node.hidden = !hasWeights;
  }
}
