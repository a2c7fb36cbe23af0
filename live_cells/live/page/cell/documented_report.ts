/** Says how what a run has printed compares with what is documented, and shows what differs. */

import { counted } from "../../phrases.ts";
import { diffNode } from "../elements/line_diff.ts";
import { text } from "../elements/nodes.ts";
import { compare, messageOf, type Example, type Printed, type Sameness } from "./doctest.ts";

const ORDER: Sameness[] = ["same", "spaces", "details", "different"];

/** @returns nothing where nothing is documented and nothing is printed */
export function reportOf(examples: Example[], printed: Printed[]) {
  const found = examples.map((example, index) => compare(example, printed[index]));
  const sameness = ORDER.findLast((each) => found.includes(each)) ?? "same";
  if (sameness === "same" && examples.every(({ documented }) => !documented)) return null;
  const differing = [...examples.keys()].filter((index) => found[index] === "different");
  const words =
    sameness === "different" && examples.length > 1
      ? counted(WORDS.documented.some_differ, differing.length, { all: examples.length })
      : WORDS.documented[sameness];
  const nodes: Node[] = [text("p", "cell-documented-verdict", words)];
  if (differing.length) nodes.push(text("p", "cell-documented-key", WORDS.documented.key));
  for (const index of differing) {
    if (examples.length > 1) nodes.push(code(examples[index].source));
    nodes.push(difference(examples[index].documented, printed[index]));
  }
  return { sameness, words, nodes };
}

function code(source: string) {
  return Object.assign(document.createElement("pre"), {
    textContent: source.trim(),
    className: "cell-documented-code",
  });
}

/** Of errors, only the messages: a traceback names other files. */
function difference(documented: string, { text: output, error }: Printed) {
  const wanted = error === null ? documented : (messageOf(documented) ?? documented);
  return diffNode(wanted.trimEnd(), (error ?? output).trimEnd());
}
