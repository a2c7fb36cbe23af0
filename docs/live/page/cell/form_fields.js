/**
 * Colab's form fields: what a line such as `width = 8  # @param {type:"slider", min:1, max:64}` says, and the same line
 * with another value. See https://colab.research.google.com/notebooks/forms.ipynb
 */

/**
 * @typedef {"slider"|"number"|"integer"|"choice"|"combo"|"checkbox"|"text"|"date"|"raw"} FieldKind `combo`: a choice, or
 *     what the reader types; `raw`: any expression of Python
 * @typedef {{line: number, name: string, label: string, kind: FieldKind, value: string|number|boolean|null, quote: string,
 *            options: string[], min?: number, max?: number, step?: number, placeholder?: string}} Field `line` counts from
 *     zero; a `value` of null is none that the control can show
 * @typedef {{title: string, folded: boolean, notes: string[], fields: Field[]}} Form
 */

const FIELD = /^(?<start>\s*(?<name>[A-Za-z_]\w*)\s*=\s*)(?<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.*?)(?<end>\s*#\s*@param\b(?<says>.*))$/;
const TITLE = /^\s*#\s*@title\b(?<title>[^{]*)(?<says>\{.*\})?/;
const NOTE = /^\s*#\s*@markdown\b\s*(?<text>.*)$/;
const STRING = /^(["'])((?:\\.|(?!\1).)*)\1$/;
const KINDS = { slider: "slider", number: "number", integer: "integer", boolean: "checkbox", date: "date", raw: "raw" };

/** The controls of a cell, in the order of its lines. @param {string} source @returns {Form} */
export function formOf(source) {
  const form = { title: "", folded: false, notes: [], fields: [] };
  for (const [line, text] of source.split("\n").entries()) {
    const field = FIELD.exec(text)?.groups;
    const title = TITLE.exec(text)?.groups;
    if (field) form.fields.push(fieldOf(line, field));
    else if (title) {
      form.title ||= title.title.trim();
      form.folded ||= /display-mode["']?\s*:\s*["']form["']/.test(title.says ?? "");
    } else if (NOTE.test(text)) form.notes.push(NOTE.exec(text).groups.text);
  }
  return form;
}

/** The source with another value in a field's line. @param {string} source @param {Field} field */
export function written(source, field, value) {
  const lines = source.split("\n");
  const { start, end } = FIELD.exec(lines[field.line]).groups;
  lines[field.line] = start + literal(field, value) + end;
  return lines.join("\n");
}

/** Is this what the field may hold? */
export function isAllowed({ kind, min = -Infinity, max = Infinity }, value) {
  if (kind === "raw") return String(value).trim() !== "";
  if (!["slider", "number", "integer"].includes(kind)) return true;
  return Number.isFinite(value) && value >= min && value <= max && (kind !== "integer" || Number.isInteger(value));
}

function fieldOf(line, { name, value, says }) {
  const { options, settings } = read(says);
  const base = settings.type === "raw" ? "raw" : (KINDS[settings.type] ?? "text");
  const allowsInput = settings["allow-input"] === "true";
  const untyped = !says.trim() ? "raw" : base;
  const kind = options.length ? (allowsInput ? "combo" : "choice") : untyped;
  const [, quote, text] = STRING.exec(value) ?? [];
  const number = (key) => (settings[key] === undefined ? undefined : Number(settings[key]));
  const limits = kind === "slider" ? { min: number("min") ?? 0, max: number("max") ?? 100, step: number("step") ?? 1 } : {};
  if (["number", "integer"].includes(kind)) Object.assign(limits, { min: number("min"), max: number("max"), step: number("step") });
  const asWritten = base === "raw" || untyped === "raw" || (options.length > 0 && quote === undefined);
  return {
    line,
    name,
    label: settings.label ?? name,
    kind,
    value: valueOf(kind, value, text, asWritten),
    quote: asWritten ? "" : (quote ?? '"'),
    options,
    placeholder: settings.placeholder,
    ...limits,
  };
}

function valueOf(kind, value, text, asWritten) {
  if (["slider", "number", "integer"].includes(kind)) return /^[-+]?[\d._]+(e[-+]?\d+)?$/i.test(value) ? Number(value.replaceAll("_", "")) : null;
  if (kind === "checkbox") return { True: true, False: false }[value] ?? null;
  if (asWritten) return value;
  return text === undefined ? null : text.replace(/\\(.)/g, (_, letter) => ({ n: "\n", t: "\t" })[letter] ?? letter);
}

function literal({ kind, quote, step }, value) {
  if (kind === "checkbox") return value ? "True" : "False";
  if (kind === "slider") return stepped(Number(value), step);
  if (kind === "number" || kind === "integer") return String(value);
  if (!quote) return String(value);
  return quote + String(value).replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll(quote, `\\${quote}`) + quote;
}

/** Without the dust of binary fractions; a number that need not be whole stays one that Python calls float. */
function stepped(value, step) {
  const text = String(Number(value.toFixed(decimals(step))));
  return Number.isInteger(step) || text.includes(".") ? text : `${text}.0`;
}

const decimals = (step) => (Number.isInteger(step) ? 0 : (String(step).split(".")[1]?.length ?? 6));

/** What stands behind `@param`: a list of options, settings in braces, or both. */
function read(says) {
  const list = /\[(.*?)\](?=\s*(\{|$))/.exec(says)?.[1] ?? "";
  const options = [...list.matchAll(/"((?:\\.|[^"])*)"|'((?:\\.|[^'])*)'|([^\s,"']+)/g)].map(([, a, b, c]) => a ?? b ?? c);
  const braces = /\{([^{}]*)\}\s*$/.exec(says)?.[1] ?? "";
  const pairs = braces.matchAll(/["']?([\w-]+)["']?\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s,]+))/g);
  return { options, settings: Object.fromEntries([...pairs].map(([, key, a, b, c]) => [key, a ?? b ?? c])) };
}
