/** What the network answers: the picture that it saw, ten bars, and a sentence that is read out. */

import { fill, percentOf } from "../../../../live_cells/live/phrases.ts";
import { modelButton } from "../../../../live_cells/live/page/elements/model_button.ts";
import { required, text } from "../../../../live_cells/live/page/elements/nodes.ts";
import { inkPicture } from "./drawing.ts";

const SIDE = 28;

/** An answer of live_lab/calls.py, as far as it is shown here. */
export type Answer = {
  picture: number[];
  probabilities: number[];
  /** The number of the model that has answered, for *Look inside*. */
  inside?: number;
};

export class AnswerView {
  node = text("div", "lab-answer");

  #sentence = text("p", "lab-sentence");
  #by = text("p", "lab-by");
  #inside = text("div", "lab-inside");
  #seen = text("div", "lab-seen");
  #bars = text("ol", "lab-bars");

  constructor() {
    this.#sentence.setAttribute("role", "status");
    this.#bars.setAttribute("aria-label", WORDS.lab.bars);
    this.#bars.start = 0;
    this.node.append(this.#sentence, this.#seen, this.#bars, this.#by, this.#inside);
    this.clear("");
  }

  /** Show nothing but a sentence. */
  clear(sentence: string) {
    this.say(sentence);
    this.#by.textContent = "";
    this.#inside.replaceChildren();
    this.#see(Array(SIDE * SIDE).fill(0), WORDS.lab.sees_nothing);
    this.#fill(Array(10).fill(0), null);
  }

  /** Show that there is no answer, and why. */
  fail(reason: string) {
    this.clear(reason);
    this.#sentence.dataset.fault = "";
  }

  say(sentence: string) {
    this.#sentence.textContent = sentence;
    delete this.#sentence.dataset.fault;
  }

  /** Say something more. */
  add(sentence: string) {
    this.say(`${this.#sentence.textContent} ${sentence}`);
  }

  /** @param by which model it is from */
  show({ picture, probabilities, inside }: Answer, by: string) {
    const best = probabilities.indexOf(Math.max(...probabilities));
    this.say(fill(WORDS.lab.answer, { digit: best, percent: percent(probabilities[best]) }));
    this.#by.textContent = fill(WORDS.lab.by, { model: by });
    this.#inside.replaceChildren(...(inside ? [modelButton({ shown: inside })] : []));
    const inked = picture.filter((value) => value).length;
    this.#see(picture, fill(WORDS.lab.sees, { count: inked, all: SIDE * SIDE }));
    this.#fill(probabilities, best);
  }

  #see(picture: number[], description: string) {
    const canvas = inkPicture(picture, SIDE);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", fill(WORDS.lab.picture, { description }));
    const caption = text("span", "", WORDS.lab.picture_caption);
    caption.setAttribute("aria-hidden", "true");
    this.#seen.replaceChildren(canvas, caption);
  }

  /** @param best the digit with the highest one */
  #fill(probabilities: number[], best: number | null) {
    const items = probabilities.map((probability, digit) => {
      const item = text("li", "");
      item.toggleAttribute("data-best", digit === best);
      item.style.setProperty("--share", String(probability));
      const name = text("span", "lab-digit", String(digit));
      const bar = text("span", "lab-bar");
      bar.setAttribute("aria-hidden", "true");
      const share = text("span", "lab-share");
      share.textContent = best === null ? "–" : percent(probability);
      item.append(name, bar, share);
      return item;
    });
    const shown = this.#bars.querySelectorAll("li");
    if (shown.length === 0) this.#bars.append(...items);
    else for (const [i, item] of items.entries()) update(shown[i], item);
  }
}

/** Change a bar in place, so that it can move. */
function update(old: HTMLElement, fresh: HTMLElement) {
  old.style.setProperty("--share", fresh.style.getPropertyValue("--share"));
  old.toggleAttribute("data-best", fresh.hasAttribute("data-best"));
  shareOf(old).textContent = shareOf(fresh).textContent;
}

const shareOf = (item: HTMLElement) => required(item.querySelector(".lab-share"));

function percent(share: number) {
  if (share > 0.999 && share < 1) return fill(WORDS.over, { value: percentOf("99.9") });
  return percentOf((100 * share).toFixed(1));
}
