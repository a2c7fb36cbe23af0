/** A notebook as a file for Jupyter and Colab. */

export const markdownCell = (id: string, source: string | string[]) => ({
  cell_type: "markdown",
  id,
  metadata: {},
  source,
});

/** A cell that has not run. */
export function codeCell(id: string, source: string | string[]) {
  return { cell_type: "code", id, metadata: {}, source, outputs: [], execution_count: null };
}

export function notebookFile<Cell>(cells: Cell[]) {
  return {
    cells,
    metadata: {
      kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
      language_info: { name: "python" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
