/** The program as a notebook for Jupyter and Colab. */

import { codeCell, markdownCell, notebookFile } from "../../elements/notebook_file.js";
import { fill } from "../../../phrases.js";

/** @param {import("./program.js").Section[]} sections @param {string} link to the set-up */
export function notebookOf(sections, link) {
  const cells = [
    markdownCell(
      "title",
      lines(`# ${WORDS.playground.notebook.title}\n\n${fill(WORDS.playground.notebook.setup, { link })}`),
    ),
    ...sections.flatMap(({ name, title, source }) => [
      markdownCell(`about-${name}`, [`## ${title}`]),
      codeCell(name, lines(source)),
    ]),
  ];
  return `${JSON.stringify(notebookFile(cells), null, 1)}\n`;
}

/** @param {string} source */
const lines = (source) => source.split(/(?<=\n)/);
