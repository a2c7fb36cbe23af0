/** The field in which a reader answers what a cell asks with `input()`. */

import { text } from "../elements/toolbar.js";

/**
 * @param {{question: string, secret: boolean, onLine: (line: string) => void}} options `question`: what stands before it
 * @returns {HTMLFormElement}
 */
export function inputLine({ question, secret, onLine }) {
  const form = text("form", "cell-input");
  const field = Object.assign(document.createElement("input"), {
    type: secret ? "password" : "text",
    autocomplete: secret ? "new-password" : "off",
    autocapitalize: "off",
    spellcheck: false,
    placeholder: "Type, then press Enter",
  });
  field.setAttribute("aria-label", question.trim() || "Input for the cell");
  const enter = Object.assign(text("button", "live-button"), { type: "submit", textContent: "Enter" });
  form.append(field, enter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.remove();
    onLine(field.value);
  });
  return form;
}
