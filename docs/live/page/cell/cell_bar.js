/** The bar below a cell's code: its buttons and a line of information. */

import { bar, button, text } from "../elements/toolbar.js";

/**
 * @typedef {"run"|"stop"|"above"|"code"|"copy"|"share"|"reset"} ButtonName
 *
 * The words of each button, and how it is shown.
 * @type {Record<ButtonName, [words: string, options?: {quiet?: boolean, title?: string}]>}
 */
const LOOKS = {
  run: ["Run", { title: "Run (Ctrl-Enter, or Shift-Enter to go on)" }],
  stop: ["Stop"],
  above: ["Run above", { title: "Run the cells above" }],
  code: ["Show code", { title: "Show or hide the code" }],
  copy: ["Copy", { quiet: true }],
  share: ["Share", { quiet: true, title: "Copy a link to this code" }],
  reset: ["Reset", { quiet: true, title: "Reset: published code and output" }],
};

/**
 * @param {string} label the bar's accessible name
 * @param {Partial<Record<ButtonName, () => void>>} actions what each button does; only these are made
 * @returns {{node: HTMLElement, info: HTMLElement, buttons: Record<ButtonName, HTMLButtonElement>}}
 */
export function cellBar(label, actions) {
  const wanted = /** @type {[ButtonName, () => void][]} */ (Object.entries(actions));
  const made = wanted.map(([name, action]) => {
    const [words, options] = LOOKS[name];
    return [name, button(words, name, action, options)];
  });
  const info = text("span", "cell-info");
  const buttons = Object.fromEntries(made);
  const names = wanted.map(([name]) => name);
  const left = names.filter((name) => !LOOKS[name][1]?.quiet).map((name) => buttons[name]);
  const right = names.filter((name) => LOOKS[name][1]?.quiet).map((name) => buttons[name]);
  return { node: bar("cell-bar", label, ...left, info, ...right), info, buttons };
}
