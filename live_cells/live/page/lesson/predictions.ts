/** Predictions: a recorded output stays covered until the reader has said what it will be, or asks to see it. */

import { bar, button, required, text } from "../elements/nodes.ts";
import type { Lesson } from "./lesson.ts";
import { predictions, rememberPrediction } from "./progress.ts";

/** What the reader answers with. */
type Answer = {
  node: HTMLElement;
  /** What was chosen or typed, empty without any. */
  readonly value: string;
  set(value: string): void;
  /** Its nodes, to be shown elsewhere. */
  shown(): Node[];
  isRight(right: string): boolean;
};

export function mountPredictions({ announce }: Lesson) {
  const kept = predictions();
  for (const cover of document.querySelectorAll<HTMLDetailsElement>("details.prediction")) {
    const place = cover.dataset.prediction ?? "";
    const show = mountOne(cover, announce);
    if (place in kept) show(kept[place]);
  }
}

/** @returns shows the output, beside what was predicted */
function mountOne(cover: HTMLDetailsElement, announce: (words: string) => void) {
  const question = required(cover.previousElementSibling);
  const ask = required(question.querySelector("span"));
  ask.id = `predict-${cover.closest<HTMLElement>("[data-cell]")?.dataset.cell}`;
  const list = question.querySelector("ul");
  const answer = list ? choiceOf(list, ask.id) : numberFor(ask.id);
  const form = text("form", "prediction-form");
  const result = bar("prediction-result", WORDS.predictions.result);
  const after = cover.closest(".cell")?.nextElementSibling;
  const why = after?.matches("details.prediction-why") ? (after as HTMLDetailsElement) : null;
  let shown = false;

  const show = (guess: string) => {
    answer.set(guess);
    if (guess && !answer.value) return; // it was another question then
    shown = true;
    form.hidden = true;
    cover.open = true;
    if (why) why.open = true;
    if (answer.value) result.prepend(guessLine(answer, answer.isRight(cover.dataset.right ?? "")));
  };
  const decide = (guess: string) => {
    const hadFocus = form.contains(document.activeElement);
    show(guess);
    rememberPrediction(cover.dataset.prediction ?? "", guess);
    if (!hadFocus) return;
    result.focus({ preventScroll: true });
    announce([...result.children].map((line) => [...line.children].map(spoken).join(": ")).join(". "));
  };

  const line = required(cover.querySelector(".prediction-answer"));
  line.replaceWith(result);
  result.append(line);
  result.tabIndex = -1;
  const predict = button(WORDS.predictions.predict, "predict", () => {});
  predict.type = "submit";
  const reveal = button(WORDS.predictions.show, "show", () => decide(""));
  const buttons = text("div", "prediction-buttons");
  buttons.append(predict, reveal);
  form.append(answer.node, buttons, text("p", "prediction-has-run", WORDS.predictions.has_run));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide(answer.value);
  });
  list?.remove();
  question.append(form);
  cover.dataset.mounted = "";
  cover.addEventListener("toggle", () => cover.open && !shown && decide(answer.value)); // a run, or a search, opened it
  return show;
}

/** What is read out of a line: of formulas, only one of their forms. */
function spoken(node: Element) {
  const copy = node.cloneNode(true) as Element;
  for (const drawn of copy.querySelectorAll("[aria-hidden]")) drawn.remove();
  return copy.textContent.trim();
}

function guessLine(answer: Answer, isRight: boolean) {
  const line = document.createElement("p");
  line.className = "prediction-guess";
  line.toggleAttribute("data-right", isRight);
  const guess = document.createElement("span");
  guess.append(...answer.shown());
  line.append(text("strong", "", WORDS.predictions.guess), " ", guess);
  return line;
}

/** @param list the choices in the page as it was built @param label the id of the question */
function choiceOf(list: HTMLUListElement, label: string): Answer {
  const node = document.createElement("div");
  node.className = "prediction-choices";
  node.setAttribute("role", "radiogroup");
  node.setAttribute("aria-labelledby", label);
  const choices = [...list.children].map((item) => {
    const input = Object.assign(document.createElement("input"), { type: "radio", name: label, required: true });
    const words = document.createElement("span");
    words.append(...item.childNodes);
    const choice = document.createElement("label");
    choice.append(input, words);
    node.append(choice);
    return { input, words };
  });
  const chosen = () => choices.find(({ input }) => input.checked);
  return {
    node,
    get value() {
      return chosen()?.words.textContent ?? "";
    },
    set(value) {
      for (const { input, words } of choices) input.checked = words.textContent === value;
    },
    shown: () => [...(chosen()?.words.cloneNode(true).childNodes ?? [])],
    isRight: (right) => chosen() === choices[Number(right)],
  };
}

/** @param label the id of the question */
function numberFor(label: string): Answer {
  const node = Object.assign(document.createElement("input"), {
    className: "prediction-number",
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    required: true,
    pattern: String.raw`\s*[\-−]?[\d.,\s]*\d\s*%?\s*`,
    title: WORDS.predictions.number,
  });
  node.setAttribute("aria-labelledby", label);
  return {
    node,
    get value() {
      return node.value.trim();
    },
    set(value) {
      node.value = value;
    },
    shown: () => [document.createTextNode(node.value.trim())],
    isRight: (right) => numeric(node.value) === numeric(right),
  };
}

const numeric = (value: string) => Number(value.replace("−", "-").replace(/[\s,%]/g, ""));
