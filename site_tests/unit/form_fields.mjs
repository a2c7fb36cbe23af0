// The page's own reading of form fields: cells' sources come in, and what each field is and can be set to goes out.

import { formOf, written } from "../../live_cells/live/page/cell/form_fields.ts";

/** What a hand at the control can reach at its ends. */
function ends({ kind, options, min, max, step }) {
  if (kind === "checkbox") return [false, true];
  if (options.length) return options;
  if (kind === "slider") return [min, min + Math.floor((max - min) / step + 1e-9) * step];
  return [min, max].filter((limit) => limit !== undefined);
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const answers = JSON.parse(Buffer.concat(chunks).toString()).map((source) =>
  formOf(source).fields.map((field) => ({
    line: field.line,
    name: field.name,
    kind: field.kind,
    options: field.options,
    min: field.min ?? null,
    max: field.max ?? null,
    step: field.step ?? null,
    sources: ends(field).map((value) => written(source, field, value)),
  })),
);
console.log(JSON.stringify(answers));
