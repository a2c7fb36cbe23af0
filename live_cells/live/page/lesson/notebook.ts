/** The page as a notebook for Jupyter or Colab, with the code as it stands. */

import { save, codeCell, markdownCell, notebookFile } from "../elements/files.ts";

/** A cell's code as it stands. */
type Code = { id: string; source: string; edited: boolean };

/** What of a notebook is touched here. */
type Notebook = {
  cells: {
    cell_type: string;
    id: string;
    source: string | string[];
    outputs?: object[];
    execution_count?: number | null;
  }[];
};

/**
 * The published notebook with the reader's edits in it; where there is none, one of the cells alone.
 * @param published its address
 */
export async function notebookWith(published: string | undefined, title: string, cells: Code[]): Promise<Notebook> {
  const notebook: Notebook = (published && (await fetched(published))) || plainNotebook(title, cells);
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

/** Let the reader save the page as a notebook. */
export async function saveNotebook(cells: Code[]) {
  const link = document.querySelector<HTMLAnchorElement>('a[download][href$=".ipynb"]');
  const title = document.querySelector("h1")?.firstChild?.textContent?.trim() || document.title;
  const name = (link && new URL(link.href).pathname.split("/").at(-1)) || "notebook.ipynb";
  const notebook = await notebookWith(link?.href, title, cells);
  save(new Blob([JSON.stringify(notebook, null, 1), "\n"], { type: "application/x-ipynb+json" }), name);
}

async function fetched(url: string): Promise<Notebook | null> {
  try {
    const response = await fetch(url);
    const notebook = response.ok ? await response.json() : null;
    return Array.isArray(notebook.cells) ? notebook : null; // a network's own page, say
  } catch {
    return null; // offline, say
  }
}

function plainNotebook(title: string, cells: Code[]) {
  const about = markdownCell("title", `# ${title}\n\n${location.href}`);
  return notebookFile([about, ...cells.map(({ id, source }) => codeCell(id, source))]);
}
