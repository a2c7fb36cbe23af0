/** Setups to start from, by name; what to look at in the one that is chosen, a question, and its answer. */

import { button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { choice } from "./parts/fields.ts";
import { aboutOwn } from "./setup/about.ts";
import { PRESETS } from "./setup/presets.ts";
import { isSame, stackFor } from "./setup/setup.ts";
import type { Store } from "./store.ts";

/** @param more what stands beside it @param about says what there is to look at @param onChoose of another one */
export function presetChooser(store: Store, more: HTMLElement, about: HTMLElement, onChoose: () => void) {
  const node = text("div", "pg-presets");
  const quiz = new Quiz();
  const field = choice(
    WORDS.playground.presets.label,
    PRESETS.map(({ key, title }) => [key, title]),
    (key) => {
      const preset = PRESETS.find((one) => one.key === key);
      if (preset) store.change(preset.setup);
      onChoose();
    },
  );
  node.append(field.node, quiz.node, more);
  store.watch((setup) => {
    const preset = PRESETS.find((one) => isSame(one.setup, setup));
    field.set(preset?.key ?? WORDS.playground.presets.own);
    about.textContent = preset?.about ?? (stackFor(setup).fits ? aboutOwn(setup) : "");
    quiz.show(preset);
  });
  return node;
}

/** The question of the preset that is chosen. */
class Quiz {
  node = text("div", "pg-quiz");
  #question = text("span", "");
  #answer = text("p", "pg-answer");
  #toggle = button(WORDS.playground.presets.answer, "answer", () => this.#open(this.#answer.hidden));

  constructor() {
    this.node.append(this.#question, this.#toggle, this.#answer);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
    this.#open(false);
  }

  /** Its room stays where there is none. */
  show(preset: { question: string; answer: string } | undefined) {
    this.node.style.visibility = preset ? "" : "hidden";
    const { question = "", answer = "" } = preset ?? {};
    if (this.#question.textContent === question) return;
    this.#question.textContent = question;
    this.#answer.textContent = answer;
    this.#open(false);
  }

  #open(isOpen: boolean) {
    this.#answer.hidden = !isOpen;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
