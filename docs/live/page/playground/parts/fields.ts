/** Labeled fields: a slider, a number, a choice. Each can be set from outside without telling of it. */

import { text } from "../../elements/toolbar.js";

/**
 * @template T
 * @typedef {{node: HTMLElement, set: (value: T) => void, enable: (isEnabled: boolean, why?: string) => void}} Field
 */

/**
 * @param {string} label @param {{min: number, max: number, step?: number}} limits
 * @param {(value: number) => void} onChange while it is dragged, or at its end
 * @returns {Field<number>}
 */
export function slider(label, { min, max, step = 1 }, onChange, isPatient = false) {
  const input = Object.assign(document.createElement("input"), { type: "range", min, max, step });
  const shown = text("span", "pg-value"); // an <output> would be read out at each step
  const show = () => {
    shown.textContent = input.value;
  };
  input.addEventListener("input", () => {
    show();
    if (!isPatient) onChange(Number(input.value));
  });
  if (isPatient) input.addEventListener("change", () => onChange(Number(input.value)));
  const node = labeled("pg-field pg-field--slider", label, input, shown);
  return {
    node,
    set: (value) => {
      input.value = String(value);
      show();
    },
    enable: enabling(node, input),
  };
}

/**
 * @param {string} label @param {{min: number, max: number, step?: number}} limits
 * @param {(value: number) => void} onChange when it is complete
 * @returns {Field<number>}
 */
export function numberField(label, { min, max, step = 1 }, onChange) {
  const input = Object.assign(document.createElement("input"), { type: "number", min, max, step });
  input.addEventListener("change", () => input.value.trim() && onChange(Number(input.value)));
  const node = labeled("pg-field", label, input);
  return {
    node,
    set: (value) => {
      input.value = String(value);
    },
    enable: enabling(node, input),
  };
}

/**
 * @param {string} label @param {[value: string, words: string][]} options @param {(value: string) => void} onChange
 * @returns {Field<string>} a value that is not among the options becomes one
 */
export function choice(label, options, onChange) {
  const input = document.createElement("select");
  for (const [value, words] of options) input.add(new Option(words, value));
  input.addEventListener("change", () => onChange(input.value));
  const node = labeled("pg-field", label, input);
  return {
    node,
    set: (value) => {
      if (![...input.options].some((option) => option.value === value)) input.add(new Option(value, value));
      input.value = value;
    },
    enable: enabling(node, input),
  };
}

/** @param {string} className @param {string} label @param {HTMLElement} input @param {...HTMLElement} more */
function labeled(className, label, input, ...more) {
  const node = text("label", className);
  input.setAttribute("aria-label", label); // without options and values, which stand in the label, too
  node.append(text("span", "pg-label", label), input, ...more);
  return node;
}

/** @param {HTMLElement} node @param {HTMLInputElement|HTMLSelectElement} input */
function enabling(node, input) {
  /** @param {boolean} isEnabled @param {string} [why] */
  return (isEnabled, why = "") => {
    input.disabled = !isEnabled;
    node.title = why;
  };
}
