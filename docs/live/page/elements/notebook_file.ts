/** A notebook as a file for Jupyter and Colab. */

/** @param {string} id @param {string|string[]} source */
export const markdownCell = (id, source) => ({ cell_type: "markdown", id, metadata: {}, source });

/** A cell that has not run. @param {string} id @param {string|string[]} source */
export function codeCell(id, source) {
  return { cell_type: "code", id, metadata: {}, source, outputs: [], execution_count: null };
}

/**
 * @template Cell
 * @param {Cell[]} cells
 */
export function notebookFile(cells) {
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
