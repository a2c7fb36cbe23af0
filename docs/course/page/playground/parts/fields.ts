/** Labeled fields: a slider, a number, a choice. Each can be set from outside without telling of it. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";

type Field<T, Input> = {
  node: HTMLElement;
  input: Input;
  set: (value: T) => void;
  enable: (isEnabled: boolean, why?: string) => void;
};

/** @param onChange while it is dragged, or at its end */
export function slider(
  label: string,
  { min, max, step = 1 }: { min: number; max: number; step?: number },
  onChange: (value: number) => void,
  isPatient = false,
): Field<number, HTMLInputElement> {
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
    input,
    set: (value) => {
      input.value = String(value);
      show();
    },
    enable: enabling(node, input),
  };
}

/** @param onChange when it is complete */
export function numberField(
  label: string,
  { min, max, step = 1 }: { min: number; max: number; step?: number },
  onChange: (value: number) => void,
): Field<number, HTMLInputElement> {
  const input = Object.assign(document.createElement("input"), { type: "number", min, max, step });
  input.addEventListener("change", () => input.value.trim() && onChange(Number(input.value)));
  const node = labeled("pg-field", label, input);
  return {
    node,
    input,
    set: (value) => {
      input.value = String(value);
    },
    enable: enabling(node, input),
  };
}

/** @returns a value that is not among the options becomes one */
export function choice(
  label: string,
  options: [value: string, words: string][],
  onChange: (value: string) => void,
): Field<string, HTMLSelectElement> {
  const input = document.createElement("select");
  for (const [value, words] of options) input.add(new Option(words, value));
  input.addEventListener("change", () => onChange(input.value));
  const node = labeled("pg-field", label, input);
  return {
    node,
    input,
    set: (value) => {
      if (![...input.options].some((option) => option.value === value)) input.add(new Option(value, value));
      input.value = value;
    },
    enable: enabling(node, input),
  };
}

function labeled(className: string, label: string, input: HTMLElement, ...more: HTMLElement[]) {
  const node = text("label", className);
  input.setAttribute("aria-label", label); // without options and values, which stand in the label, too
  node.append(text("span", "pg-label", label), input, ...more);
  return node;
}

function enabling(node: HTMLElement, input: HTMLInputElement | HTMLSelectElement) {
  return (isEnabled: boolean, why = "") => {
    input.disabled = !isEnabled;
    node.title = why;
  };
}

/** The heading of a row or a column of a table. */
export function heading(words: string, scope: "row" | "col") {
  return Object.assign(text("th", "", words), { scope });
}
