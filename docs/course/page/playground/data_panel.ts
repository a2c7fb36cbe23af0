/**
 * The data: which set, how much of it, noise, wrong labels, what is kept for validation, what the model is given of a
 * point; and the pen for the reader's own.
 */

import { fill, whole } from "../../../../live_cells/live/phrases.ts";
import { bar, button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { FeatureBar } from "./parts/feature_bar.ts";
import { choice, slider } from "./parts/fields.ts";
import { COPIED, DATA, NUMBERS, isRegression, samplesOf, validationSize, type Setup } from "./setup/setup.ts";
import { className, problemWords } from "./setup/words.ts";
import type { Store } from "./store.ts";

const NO_NOISE = fill(WORDS.playground.data.no_noise, { most: whole(COPIED), all: whole(60_000) });

export class DataPanel {
  node = text("div", "pg-panel");
  /** The class that the pen paints. */
  pen = 0;

  #store;
  #sets = bar("pg-sets", WORDS.playground.data.sets);
  #features;
  #problem = text("p", "pg-problem");
  #painting = bar("pg-painting", WORDS.playground.data.points);
  #said = text("p", "pg-said");
  #fields;

  constructor(store: Store) {
    this.#store = store;
    const set = (name: keyof Setup) => (value: number | string) => store.change({ [name]: Number(value) });
    this.#fields = {
      samples: slider(WORDS.playground.data.samples, { min: 100, max: 2000, step: 100 }, set("samples")),
      digits: choice(
        WORDS.playground.data.digits,
        [
          ["6000", fill(WORDS.playground.data.tenth, { count: whole(6000) })],
          ["60000", fill(WORDS.playground.data.all, { count: whole(60_000) })],
        ],
        set("samples"),
      ),
      noise: slider(WORDS.playground.data.noise, { min: 0, max: 0.6, step: 0.05 }, set("noise")),
      flipped: slider(WORDS.playground.data.flipped, NUMBERS.flipped, set("flipped")),
      validation: slider(WORDS.playground.data.validation, NUMBERS.validation, set("validation")),
    };
    for (const [key, { title }] of Object.entries(DATA)) {
      const node = button(title, `set-${key}`, () => this.#choose(key));
      node.dataset.set = key;
      this.#sets.append(node);
    }
    this.#features = new FeatureBar(
      () => store.setup.features,
      (features) => store.change({ features }),
    );
    this.#addPens();
    const fields = Object.values(this.#fields).map(({ node }) => node);
    const another = button(
      WORDS.playground.data.another,
      "restart",
      () => store.change({ seed: (store.setup.seed + 1) % NUMBERS.seed.max }),
      { quiet: true, title: WORDS.playground.data.another_title },
    );
    const foot = text("div", "pg-data-foot");
    foot.append(this.#said, another);
    this.node.append(this.#sets, this.#problem, this.#painting, ...fields, this.#features.node, foot);
    store.watch((setup) => this.#show(setup));
  }

  #show(setup: Setup) {
    const { samples, digits, noise, flipped, validation } = this.#fields;
    const isMnist = setup.data === "mnist";
    for (const node of this.#sets.querySelectorAll("button"))
      node.setAttribute("aria-pressed", String(node.dataset.set === setup.data));
    this.#problem.textContent = problemWords(setup.data);
    this.#features.show(setup.features);
    this.#features.node.hidden = isMnist;
    this.#painting.hidden = setup.data !== "painted";
    flipped.node.hidden = isRegression(setup);
    samples.node.hidden = isMnist || setup.data === "painted";
    digits.node.hidden = !isMnist;
    samples.set(setup.samples);
    digits.set(String(setup.samples));
    noise.node.hidden = setup.data === "painted"; // what is painted stays where the pen has put it
    noise.set(setup.noise);
    const isLarge = setup.samples > COPIED;
    noise.enable(!isLarge, isLarge ? NO_NOISE : "");
    flipped.set(setup.flipped);
    validation.set(setup.validation);
    const all = samplesOf(setup);
    const kept = Math.min(all, validationSize(setup)); // nothing is painted yet: 0
    const split = fill(WORDS.playground.data.split, { training: whole(all - kept), validation: whole(kept) });
    this.#said.textContent = isLarge ? `${split} ${NO_NOISE}` : split;
  }

  /** Another kind of data asks for another end of the stack; the sizes that fit come along. */
  #choose(data: string) {
    const { setup } = this.#store;
    if (data === setup.data) return;
    const isPoints = DATA[data].shape.length === 1;
    const wasPoints = DATA[setup.data].shape.length === 1;
    const batch = isPoints === wasPoints ? setup.batch : isPoints ? 16 : 64;
    this.#store.change({
      data,
      batch,
      samples: isPoints ? 300 : 6000,
      noise: setup.data === "painted" ? NUMBERS.noise.value : setup.noise,
      layers: withEnd(setup.layers, DATA[data].outputs),
    });
  }

  #addPens() {
    for (const label of [0, 1]) {
      const node = button(className("painted", label), `pen-${label}`, () => this.#take(label));
      node.setAttribute("aria-pressed", String(label === this.pen));
      this.#painting.append(node);
    }
    this.#painting.append(
      button(WORDS.buttons.undo, "reset", () => this.#store.change({ points: this.#store.setup.points.slice(0, -1) })),
      button(WORDS.buttons.clear, "close", () => this.#store.change({ points: [] })),
      text("span", "pg-said", WORDS.playground.data.paint),
    );
  }

  #take(label: number) {
    this.pen = label;
    for (const [i, node] of [...this.#painting.querySelectorAll("button")].slice(0, 2).entries())
      node.setAttribute("aria-pressed", String(i === label));
  }
}

/** The layers with as many outputs at the end as the data ask for. */
function withEnd(layers: Setup["layers"], outputs: number) {
  const last = layers.at(-1);
  return last?.kind === "Linear" ? layers.with(-1, { ...last, out: outputs }) : layers;
}
