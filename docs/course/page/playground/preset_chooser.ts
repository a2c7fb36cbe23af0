/** Setups to start from, by name; what to look at in the one that is chosen, a question, and its answer. */

import { button, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { choice } from "./parts/fields.ts";
import { aboutOwn } from "./setup/about.ts";
import { PRESETS } from "./setup/presets.ts";
import { isSame, stackFor } from "./setup/setup.ts";
import type { Store } from "./store.ts";

/** @param more what stands below @param onChoose called when another one is chosen */
export function presetChooser(store: Store, more: HTMLElement, onChoose: () => void) {
  const node = text("div", "pg-presets");
  const about = text("p", "pg-about");
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
  node.append(field.node, about, quiz.node, more);
  store.watch((setup) => {
    const preset = PRESETS.find((one) => isSame(one.setup, setup));
    field.set(preset?.key ?? WORDS.playground.presets.own);
    about.textContent = preset?.about ?? (stackFor(setup).fits ? aboutOwn(setup) : "");
    if (preset) quiz.show(preset);
  });
  return node;
}

/** The question of the preset that was chosen last, which stays while the reader tries what it asks. */
class Quiz {
  node = text("div", "pg-quiz");
  #question = text("span", "");
  #answer = text("p", "pg-answer");
  #toggle = button(WORDS.playground.presets.answer, "answer", () => this.#open(this.#answer.hidden));

  constructor() {
    this.node.hidden = true;
    this.node.append(this.#question, this.#toggle, this.#answer);
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
    this.#open(false);
  }

  show({ question, answer }: { question: string; answer: string }) {
    if (this.#question.textContent === question) return;
    this.node.hidden = false;
    this.#question.textContent = question;
    this.#answer.textContent = answer;
    this.#open(false);
  }

  #open(isOpen: boolean) {
    this.#answer.hidden = !isOpen;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
