/** The program as a notebook for Jupyter and Colab. */

/** @param {import("./program.js").Section[]} sections @param {string} link to the set-up */
export function notebookOf(sections, link) {
  /** @param {string} id @param {string} kind @param {string} source */
  const cell = (id, kind, source) => ({
    cell_type: kind,
    id,
    metadata: {},
    source: source.split(/(?<=\n)/),
    ...(kind === "code" && { outputs: [], execution_count: null }),
  });
  const cells = [
    cell("title", "markdown", `# A sequential model from the Playground\n\nThe set-up: ${link}`),
    ...sections.flatMap(({ name, title, source }) => [
      cell(`about-${name}`, "markdown", `## ${title}`),
      cell(name, "code", source),
    ]),
  ];
  const metadata = {
    kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
    language_info: { name: "python" },
  };
  return `${JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
