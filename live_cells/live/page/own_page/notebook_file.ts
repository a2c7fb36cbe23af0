/** A page of one's own as a notebook file, and a notebook file as such a page. */

import { codeCell, markdownCell, notebookFile } from "../elements/files.ts";
import { isObject } from "../elements/storage.ts";
import { joined, readOutput, type SavedOutput } from "./saved_outputs.ts";

export type OwnCell = { id: string; kind: "code" | "text"; source: string; outputs?: SavedOutput[] };
export type OwnPage = { name: string; cells: OwnCell[] };

/** Why a file cannot be opened, in words for the reader. */
export class NotebookError extends Error {}

/** More cells than a page can show without trouble. */
const MOST_CELLS = 500;
const CELL_ID = /^[\w-]{1,64}$/;

/** A name for a cell that no other has. */
export const newId = () => `c${Math.random().toString(36).slice(2, 10).padEnd(8, "0")}`;

/** @throws {NotebookError} where it is no notebook */
export function readNotebook(text: string, name: string): OwnPage {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new NotebookError(WORDS.own_page.not_json);
  }
  const cells = isObject(content) ? cellsOf(content) : null;
  if (!cells) throw new NotebookError(WORDS.own_page.no_notebook);
  if (cells.length > MOST_CELLS) throw new NotebookError(WORDS.own_page.too_many_cells);
  const seen = new Set<string>();
  const read = cells.filter(isObject).map((cell) => readCell(cell, seen));
  return { name, cells: read.length ? read : [emptyCell("code")] };
}

export const emptyCell = (kind: OwnCell["kind"], source = ""): OwnCell => ({ id: newId(), kind, source });

/** The cells of a notebook; those of format 3 stand in worksheets. */
function cellsOf({ cells, worksheets }: Record<string, unknown>): unknown[] | null {
  if (Array.isArray(cells)) return cells;
  if (!Array.isArray(worksheets)) return null;
  return worksheets.flatMap((sheet) => (isObject(sheet) && Array.isArray(sheet.cells) ? sheet.cells : []));
}

function readCell(cell: Record<string, unknown>, seen: Set<string>): OwnCell {
  const given = typeof cell.id === "string" && CELL_ID.test(cell.id) && !seen.has(cell.id) ? cell.id : newId();
  seen.add(given);
  const source = joined(cell.source ?? cell.input);
  switch (cell.cell_type) {
    case "code": {
      const outputs = Array.isArray(cell.outputs) ? cell.outputs.filter(isObject).flatMap(readOutput) : [];
      return { id: given, kind: "code", source, ...(outputs.length && { outputs }) };
    }
    case "heading": // of format 3
      return { id: given, kind: "text", source: `${"#".repeat(Number(cell.level) || 1)} ${source}` };
    case "raw":
      return { id: given, kind: "text", source: `\`\`\`\n${source}\n\`\`\`` };
    default:
      return { id: given, kind: "text", source };
  }
}

/** The page as a notebook for Jupyter and Colab, in nbformat 4.5. */
export function notebookOf({ name, cells }: OwnPage) {
  const file = notebookFile(
    cells.map(({ id, kind, source, outputs = [] }) =>
      kind === "code" ? { ...codeCell(id, source), outputs } : markdownCell(id, source),
    ),
  );
  return { ...file, metadata: { ...file.metadata, title: name } };
}

/** A name for the file that every system takes. */
export function fileName(name: string) {
  const plain = name
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  return `${plain.slice(0, 80) || "notebook"}.ipynb`;
}
