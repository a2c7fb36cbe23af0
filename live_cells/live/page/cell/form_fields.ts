import { required } from "../elements/nodes.ts";

/*
 * Colab's form fields: what a line such as `width = 8  # @param {type:"slider", min:1, max:64}` says, and the same line
 * with another value. See https://colab.research.google.com/notebooks/forms.ipynb
 */

/** `combo`: a choice, or what the reader types; `raw`: any expression of Python. */
export type FieldKind = "slider" | "number" | "integer" | "choice" | "combo" | "checkbox" | "text" | "date" | "raw";

/** Null is none that the control can show. */
export type Value = string | number | boolean | null;

/** `line` counts from zero. */
export type Field = {
  line: number;
  name: string;
  label: string;
  kind: FieldKind;
  value: Value;
  quote: string;
  options: string[];
  min?: number;
  max?: number;
  step?: number;
  placeholder?: string;
};
type Form = { title: string; folded: boolean; notes: string[]; fields: Field[] };

const FIELD =
  /^(?<start>\s*(?<name>[A-Za-z_]\w*)\s*=\s*)(?<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.*?)(?<end>\s*#\s*@param\b(?<says>.*))$/;
const TITLE = /^\s*#\s*@title\b(?<title>[^{]*)(?<says>\{.*\})?/;
const NOTE = /^\s*#\s*@markdown\b\s*(?<text>.*)$/;
const STRING = /^(["'])((?:\\.|(?!\1).)*)\1$/;
const KINDS: Record<string, FieldKind> = {
  slider: "slider",
  number: "number",
  integer: "integer",
  boolean: "checkbox",
  date: "date",
  raw: "raw",
};
const BOOLEANS: Record<string, boolean> = { True: true, False: false };
const ESCAPES: Record<string, string> = { n: "\n", t: "\t" };

/** The controls of a cell, in the order of its lines. */
export function formOf(source: string): Form {
  const form: Form = { title: "", folded: false, notes: [], fields: [] };
  for (const [line, text] of source.split("\n").entries()) {
    const field = FIELD.exec(text)?.groups;
    const title = TITLE.exec(text)?.groups;
    const note = NOTE.exec(text)?.groups;
    if (field) form.fields.push(fieldOf(line, field));
    else if (title) {
      form.title ||= title.title.trim();
      form.folded ||= /display-mode["']?\s*:\s*["']form["']/.test(title.says ?? "");
    } else if (note) form.notes.push(note.text);
  }
  return form;
}

/** The source with another value in a field's line. */
export function written(source: string, field: Field, value: Value) {
  const lines = source.split("\n");
  const { start, end } = required(FIELD.exec(lines[field.line])?.groups);
  lines[field.line] = start + literal(field, value) + end;
  return lines.join("\n");
}

/** Is this what the field may hold? */
export function isAllowed({ kind, min = -Infinity, max = Infinity }: Field, value: Value) {
  if (kind === "raw") return String(value).trim() !== "";
  if (!["slider", "number", "integer"].includes(kind)) return true;
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return value >= min && value <= max && (kind !== "integer" || Number.isInteger(value));
}

function fieldOf(line: number, { name, value, says }: Record<string, string>): Field {
  const { options, settings } = read(says);
  const base = settings.type === "raw" ? "raw" : (KINDS[settings.type] ?? "text");
  const allowsInput = settings["allow-input"] === "true";
  const untyped = !says.trim() ? "raw" : base;
  const kind = options.length ? (allowsInput ? "combo" : "choice") : untyped;
  const [, quote, text] = STRING.exec(value) ?? [];
  const number = (key: string) => (settings[key] === undefined ? undefined : Number(settings[key]));
  const limits: Pick<Field, "min" | "max" | "step"> =
    kind === "slider" ? { min: number("min") ?? 0, max: number("max") ?? 100, step: number("step") ?? 1 } : {};
  if (["number", "integer"].includes(kind))
    Object.assign(limits, { min: number("min"), max: number("max"), step: number("step") });
  const asWritten = base === "raw" || untyped === "raw" || (options.length > 0 && quote === undefined);
  return {
    line,
    name,
    label: settings.label ?? name,
    kind,
    value: readValue(kind, value, text, asWritten),
    quote: asWritten ? "" : (quote ?? '"'),
    options,
    placeholder: settings.placeholder,
    ...limits,
  };
}

/** @param value as the line has it @param text within its quotes */
function readValue(kind: FieldKind, value: string, text: string | undefined, asWritten: boolean): Value {
  if (["slider", "number", "integer"].includes(kind))
    return /^[-+]?[\d._]+(e[-+]?\d+)?$/i.test(value) ? Number(value.replaceAll("_", "")) : null;
  if (kind === "checkbox") return BOOLEANS[value] ?? null;
  if (asWritten) return value;
  return text === undefined ? null : text.replace(/\\(.)/g, (_, letter) => ESCAPES[letter] ?? letter);
}

function literal({ kind, quote, step }: Field, value: Value) {
  if (kind === "checkbox") return value ? "True" : "False";
  if (kind === "slider") return stepped(Number(value), step);
  if (kind === "number" || kind === "integer") return String(value);
  if (!quote) return String(value);
  return quote + String(value).replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(quote, `\\${quote}`) + quote;
}

/** Without the dust of binary fractions; a number that need not be whole stays one that Python calls float. */
function stepped(value: number, step: number | undefined) {
  const text = String(Number(value.toFixed(decimals(step))));
  return Number.isInteger(step) || text.includes(".") ? text : `${text}.0`;
}

const decimals = (step: number | undefined) => (Number.isInteger(step) ? 0 : (String(step).split(".")[1]?.length ?? 6));

/** What follows the comment's tag: a list of options, settings in braces, or both. */
function read(says: string): { options: string[]; settings: Record<string, string> } {
  const list = /\[(.*?)\](?=\s*(\{|$))/.exec(says)?.[1] ?? "";
  const options = [...list.matchAll(/"((?:\\.|[^"])*)"|'((?:\\.|[^'])*)'|([^\s,"']+)/g)].map(
    ([, a, b, c]) => a ?? b ?? c,
  );
  const braces = /\{([^{}]*)\}\s*$/.exec(says)?.[1] ?? "";
  const pairs = braces.matchAll(/["']?([\w-]+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s,]+))/g);
  return { options, settings: Object.fromEntries([...pairs].map(([, key, a, b, c]) => [key, a ?? b ?? c])) };
}
