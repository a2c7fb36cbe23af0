/** The page as a notebook for Jupyter or Colab, with the code as it stands. */

import { save } from "../elements/files.js";
import { codeCell, markdownCell, notebookFile } from "../elements/notebook_file.js";

/**
 * @typedef {{id: string, source: string, edited: boolean}} Code a cell's code as it stands
 *
 * What of a notebook is touched here.
 * @typedef {{cells: {cell_type: string, id: string, source: string|string[], outputs?: object[],
 *            execution_count?: number|null}[]}} Notebook
 */

/**
 * The published notebook with the reader's edits in it; where there is none, one of the cells alone.
 * @param {string|undefined} published its address @param {string} title @param {Code[]} cells
 * @returns {Promise<Notebook>}
 */
export async function notebookWith(published, title, cells) {
  /** @type {Notebook} */
  const notebook = (published && (await fetched(published))) || plainNotebook(title, cells);
  const edits = new Map(cells.filter((cell) => cell.edited).map((cell) => [cell.id, cell.source]));
  for (const cell of notebook.cells) {
    const source = edits.get(cell.id);
    if (cell.cell_type !== "code" || source === undefined) continue;
    cell.source = source;
    cell.outputs = []; // they belong to the published code
    cell.execution_count = null;
  }
  return notebook;
}

/** Let the reader save the page as a notebook. @param {Code[]} cells */
export async function saveNotebook(cells) {
  /** @type {HTMLAnchorElement|null} */
  const link = document.querySelector('a[download][href$=".ipynb"]');
  const title = document.querySelector("h1")?.firstChild?.textContent?.trim() || document.title;
  const name = (link && new URL(link.href).pathname.split("/").at(-1)) || "notebook.ipynb";
  const notebook = await notebookWith(link?.href, title, cells);
  save(new Blob([JSON.stringify(notebook, null, 1), "\n"], { type: "application/x-ipynb+json" }), name);
}

/** @param {string} url @returns {Promise<Notebook|null>} */
async function fetched(url) {
  try {
    const response = await fetch(url);
    const notebook = response.ok ? await response.json() : null;
    return Array.isArray(notebook.cells) ? notebook : null; // a network's own page, say
  } catch {
    return null; // offline, say
  }
}

/** @param {string} title @param {Code[]} cells */
function plainNotebook(title, cells) {
  const about = markdownCell("title", `# ${title}\n\n${location.href}`);
  return notebookFile([about, ...cells.map(({ id, source }) => codeCell(id, source))]);
}
