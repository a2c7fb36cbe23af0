/** The program as a notebook for Jupyter and Colab. */

import { fill } from "../../../phrases.ts";
import { codeCell, markdownCell, notebookFile } from "../../elements/notebook_file.ts";
import type { Section } from "./program.ts";

/** @param link to the set-up */
export function notebookOf(sections: Section[], link: string) {
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

const lines = (source: string) => source.split(/(?<=\n)/);
