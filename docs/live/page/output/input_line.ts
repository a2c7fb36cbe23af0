/** The field in which a reader answers what a cell asks with `input()`. */

import { text } from "../elements/toolbar.ts";

/** @param options `question`: what stands before it */
export function inputLine({
  question,
  secret,
  onLine,
}: {
  question: string;
  secret: boolean;
  onLine: (line: string) => void;
}): HTMLFormElement {
  const form = text("form", "cell-input");
  const field = Object.assign(document.createElement("input"), {
    type: secret ? "password" : "text",
    autocomplete: secret ? "new-password" : "off",
    autocapitalize: "off",
    spellcheck: false,
    placeholder: WORDS.output.type_here,
  });
  field.setAttribute("aria-label", question.trim() || WORDS.output.input);
  const enter = Object.assign(text("button", "live-button"), { type: "submit", textContent: WORDS.output.enter });
  form.append(field, enter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.remove();
    onLine(field.value);
  });
  return form;
}
