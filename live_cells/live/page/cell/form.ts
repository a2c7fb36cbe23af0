/** The controls above a cell's code: each writes its value into the code. */

import { config } from "../config.js";
import { text } from "../elements/nodes.ts";
import { formOf, isAllowed, written, type Field, type Value, type FieldKind } from "./form_fields.ts";

type Control = (HTMLInputElement | HTMLSelectElement) & { datalist?: HTMLDataListElement };

/** `list`: what is suggested. */
type Attributes = {
  min?: number;
  max?: number;
  step?: number | string;
  placeholder?: string;
  spellcheck?: boolean;
  list?: string[];
};

/** How each kind is made, and what counts as a change: with every move of the hand, or when it is done. */
const CONTROLS: Record<FieldKind, (field: Field) => Control> = {
  slider: (field) => input("range", { min: field.min, max: field.max, step: field.step }),
  number: (field) => input("number", { min: field.min, max: field.max, step: field.step ?? "any" }),
  integer: (field) => input("number", { min: field.min, max: field.max, step: field.step ?? 1 }),
  checkbox: () => input("checkbox", {}),
  date: () => input("date", {}),
  text: (field) => input("text", { placeholder: field.placeholder }),
  raw: () => input("text", { spellcheck: false }),
  choice: (field) => select(field.options),
  combo: (field) => input("text", { list: field.options }),
};
const AT_ONCE = new Set(["slider", "number", "integer", "checkbox", "choice"]);
let lists = 0;

export class CellForm {
  node = text("div", "cell-form");
  #source = "";
  #made = "";
  #form = formOf("");
  #controls: { label: HTMLElement; control: Control; value: HTMLElement }[] = [];
  #onWrite;

  /** @param onWrite a control has changed the code into this */
  constructor(label: string, onWrite: (source: string) => void) {
    this.#onWrite = onWrite;
    this.node.hidden = true;
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", label);
  }

  /** Does the code ask to be folded away? */
  get folded() {
    return this.#form.folded;
  }

  get isEmpty() {
    return !this.#form.fields.length && !this.#form.title;
  }

  /** Show the controls of this code, with the values it has. */
  show(source: string) {
    if (source === this.#source || !config.forms) return;
    this.#source = source;
    this.#form = formOf(source);
    const { title, notes, fields } = this.#form;
    const looks = fields.map(({ line: _, value: __, ...look }) => look);
    const wanted = JSON.stringify([title, notes, looks]);
    if (wanted !== this.#made) this.#make(title, notes, fields);
    this.#made = wanted;
    for (const [index, field] of fields.entries()) this.#fill(this.#controls[index], field);
    this.node.hidden = this.isEmpty && !notes.length;
  }

  #make(title: string, notes: string[], fields: Field[]) {
    const heading = text("p", "cell-form-title", title);
    const lines = notes.map((note) => text("p", "cell-form-note", note));
    this.#controls = fields.map((field, index) => this.#control(field, index));
    const labels = this.#controls.map(({ label }) => label);
    this.node.replaceChildren(...(title ? [heading] : []), ...lines, ...labels);
  }

  #control(field: Field, index: number) {
    const label = text("label", `cell-field cell-field--${field.kind}`);
    const name = text("span", "cell-field-name", field.label);
    const control = CONTROLS[field.kind](field);
    const value = text("output", "cell-field-value");
    value.hidden = field.kind !== "slider";
    value.setAttribute("aria-hidden", "true"); // a slider says its value itself
    const set = text("span", "cell-field-set");
    set.append(control, value, ...(control.datalist ? [control.datalist] : []));
    label.append(name, set);
    control.addEventListener(AT_ONCE.has(field.kind) ? "input" : "change", () => this.#changed(index));
    return { label, control, value };
  }

  #fill({ control, value }: { control: Control; value: HTMLElement }, field: Field) {
    const words = String(field.value ?? "");
    if (field.kind === "checkbox" && "checked" in control) control.checked = field.value === true;
    else if (valueIn(control, field) !== field.value) control.value = words;
    value.textContent = words;
    control.toggleAttribute("data-unknown", field.value === null);
  }

  #changed(index: number) {
    const field = this.#form.fields[index];
    const { control, value } = this.#controls[index];
    const wanted = valueIn(control, field);
    const allowed = isAllowed(field, wanted) && control.validity.valid;
    control.setAttribute("aria-invalid", String(!allowed));
    if (!allowed) return;
    value.textContent = String(wanted);
    this.#onWrite(written(this.#source, field, wanted));
  }
}

function valueIn(control: Control, { kind }: Field): Value {
  if (kind === "checkbox" && "checked" in control) return control.checked;
  if (["slider", "number", "integer"].includes(kind)) return control.value === "" ? null : Number(control.value);
  return control.value;
}

function input(type: string, { list, ...attributes }: Attributes) {
  const node: HTMLInputElement & { datalist?: HTMLDataListElement } = Object.assign(document.createElement("input"), {
    type,
  });
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) node.setAttribute(name, String(value));
  if (!list) return node;
  node.datalist = Object.assign(document.createElement("datalist"), { id: `cell-field-list-${++lists}` });
  node.datalist.append(...list.map((value) => new Option(value)));
  node.setAttribute("list", node.datalist.id);
  return node;
}

function select(options: string[]) {
  const node = document.createElement("select");
  node.append(...options.map((value) => new Option(value)));
  return node;
}
