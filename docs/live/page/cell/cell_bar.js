/** The bar below a cell's code: its buttons and a line of information. */

import { bar, button, text } from "../elements/toolbar.js";

const LOOKS = {
  run: ["Run", { title: "Run (Ctrl-Enter, or Shift-Enter to go on)" }],
  stop: ["Stop"],
  above: ["Run above", { title: "Run the cells above" }],
  code: ["Show code", { title: "Show or hide the check's code" }],
  copy: ["Copy", { quiet: true }],
  share: ["Share", { quiet: true, title: "Copy a link to this code" }],
  reset: ["Reset", { quiet: true, title: "Reset: published code and output" }],
};

/**
 * @param {string} label the bar's accessible name
 * @param {Partial<Record<keyof typeof LOOKS, () => void>>} actions what each button does; only these are made
 * @returns {{node: HTMLElement, info: HTMLElement, buttons: Record<string, HTMLButtonElement>}}
 */
export function cellBar(label, actions) {
  const made = Object.entries(actions).map(([name, action]) => {
    const [words, options] = LOOKS[name];
    return [name, button(words, name, action, options)];
  });
  const info = text("span", "cell-info");
  const buttons = Object.fromEntries(made);
  const left = Object.keys(actions).filter((name) => !LOOKS[name][1]?.quiet);
  const right = Object.keys(actions).filter((name) => LOOKS[name][1]?.quiet);
  const pick = (names) => names.map((name) => buttons[name]);
  return { node: bar("cell-bar", label, ...pick(left), info, ...pick(right)), info, buttons };
}
